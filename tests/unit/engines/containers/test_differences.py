"""The documentation has the whole list, and nothing beside it."""

from pathlib import Path

from harness.engines.containers.differences import DIFFERENCES

PAGE = Path(__file__).parents[4] / "docs" / "containers.md"


def test_the_page_has_the_list() -> None:
    _, _, section = PAGE.read_text("utf-8").partition("\n## What is not the same\n")
    rows = [line for line in section.partition("\n## ")[0].splitlines() if line.startswith("| ")]
    assert rows[1:] == [
        f"| {one.what} | {one.embedded} | {one.containers} | {one.why} |" for one in DIFFERENCES
    ]
