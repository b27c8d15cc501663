import re
from pathlib import Path
from typing import Any

import pytest

from harness.install import CHECKOUT, PACKAGE, install_command, requirement

ROOT = Path(__file__).parents[2]
FOLDERS = ("harness", "docs", "examples", ".github", "functions", "scenarios")
SUFFIXES = {".md", ".py", ".txt", ".yml", ".yaml", ".toml", ".j2", ".html"}
GIT = {"url": "https://git.example/h.git", "vcs_info": {"vcs": "git", "commit_id": "0" * 40}}


@pytest.mark.parametrize(
    ("origin", "text"),
    [
        ({"url": "file:///src/my%20copy", "dir_info": {"editable": True}}, "/src/my copy[load]"),
        ({"url": "file:///dist/h-0.1.0-py3-none-any.whl"}, "/dist/h-0.1.0-py3-none-any.whl[load]"),
        (GIT, f"{PACKAGE}[load] @ git+https://git.example/h.git"),
        ({"url": "https://files.example/h.whl"}, f"{PACKAGE}[load] @ https://files.example/h.whl"),
        ({}, f"{CHECKOUT}[load]"),
    ],
)
def test_a_hint_names_the_place_that_the_harness_came_from(
    origin: dict[str, Any], text: str
) -> None:
    assert requirement("load", origin) == text


def test_a_hint_is_a_command_to_paste() -> None:
    assert re.fullmatch(r"pip install '\S.*\[embedded\]'", install_command("embedded"))


def test_nothing_says_that_the_package_is_on_an_index() -> None:
    """``pip install lambda-dynamodb-harness[…]`` finds nothing: a path comes before the name."""
    files = [ROOT / "README.md"] + [
        path for folder in FOLDERS for path in (ROOT / folder).rglob("*") if path.suffix in SUFFIXES
    ]
    wrong = [
        f"{path.relative_to(ROOT)}: {line.strip()}"
        for path in files
        for line in path.read_text("utf-8").splitlines()
        if re.search(rf"(?<!/){PACKAGE}(\[|['\" ]*$)", line) and "install" in line
    ]
    assert wrong == []
