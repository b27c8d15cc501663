"""Every shell and Python block of the pages runs, and says what its page shows.

A ``text`` or ``json`` block right after one is its output, in which ``...`` stands for anything.
All blocks talk to one stack. The command ``harness`` on their path is this checkout's, its and
Locust's loads last two seconds. A comment on the line before a block marks an exception:

    <!-- fails -->                                  it fails; what is shown is what it says of that
    <!-- not run here, why: tests/system/test_x.py -->    it runs in that test

To write the shown outputs anew, those with ``...`` left alone:

    REWRITE_DOCS=1 pytest tests/system/test_docs_blocks.py

Why no library: pytest-codeblocks, mktestdocs and sybil run Python blocks; none of them compares a
shell block's output but for equality, or runs pages beside each other.
"""

import doctest
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.conftest import ROOT, clean_environment, end, start_up

PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
BLOCK = re.compile(
    r"(?:^<!-- (?P<mark>[^\n]*) -->\n)?"
    r"^```(?P<language>sh|python)\n(?P<code>.*?)^```\n"
    r"(?:\n*```(?:text|json)\n(?P<shown>.*?)^```\n)?",
    re.MULTILINE | re.DOTALL,
)
NOT_RUN = "not run here, "
REWRITE = bool(os.environ.get("REWRITE_DOCS"))
BLOCK_S = 120

PROGRAMS = {
    "harness": f"""#!/bin/sh
case $1 in load) set -- "$@" --duration 2s;; esac
exec {sys.executable} -m harness "$@"
""",
    "locust": f"""#!/bin/sh
exec {sys.executable} -m locust "$@" -t 2s
""",
}


@dataclass(frozen=True)
class Block:
    """``line``: of its first fence. ``mark``: what the comment before it says."""

    page: Path
    line: int
    mark: str
    language: str
    code: str
    shown: str | None

    @property
    def runs(self) -> bool:
        return not self.mark.startswith(NOT_RUN)

    @property
    def fails(self) -> bool:
        return self.mark == "fails"


@dataclass(frozen=True)
class Said:
    code: int
    out: str
    err: str


def blocks_of(page: Path) -> list[Block]:
    text = page.read_text("utf-8")
    return [
        Block(
            page,
            text.count("\n", 0, found.start("code")),
            found["mark"] or "",
            found["language"],
            found["code"],
            found["shown"],
        )
        for found in BLOCK.finditer(text)
    ]


BLOCKS = [block for page in PAGES for block in blocks_of(page)]


def name(block: Block) -> str:
    return f"{block.page.relative_to(ROOT)}:{block.line}"


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Said]]:
    """What each block said, by its name. The lessons of the course go one after the other, for they
    build on each other; beside them the other pages, on the machine's second core."""
    home = tmp_path_factory.mktemp("docs")
    up = start_up(home / "runs", "--limits", "off")
    place = made_place(home, up.exports)
    keep_a_run(place, up.run)
    lessons = [block for block in BLOCKS if block.page.parent.name == "curso"]
    others = [block for block in BLOCKS if block not in lessons]
    with ThreadPoolExecutor(2) as both:
        found = both.map(lambda blocks: told(blocks, place), (lessons, others))
        answers = {key: answer for answers in found for key, answer in answers.items()}
    if REWRITE:
        for page in PAGES:
            rewrite(page, answers)
    yield answers
    assert end(up) == 0


@dataclass(frozen=True)
class Place:
    """A folder that looks like a checkout in which things have run, and a user's environment."""

    folder: Path
    environment: dict[str, str]


def made_place(home: Path, exports: str) -> Place:
    for shared in ("functions", "scenarios", "tests", "docs", "pyproject.toml"):
        (home / shared).symlink_to(ROOT / shared)
    (home / ".venv").symlink_to(sys.prefix)
    programs = home / "bin"
    programs.mkdir()
    for program, script in PROGRAMS.items():
        (programs / program).write_text(script)
        (programs / program).chmod(0o755)
    folders = [str(programs), str(Path(sys.executable).parent), os.environ["PATH"]]
    exported = dict(re.findall(r"(AWS_\w+)=(\S+)", exports))
    environment = {"PATH": os.pathsep.join(folders), "PYTHONPATH": str(ROOT), **exported}
    return Place(home, clean_environment(**environment))


def keep_a_run(place: Place, run: Path) -> None:
    """A run that no other block adds to, under the names that the pages use."""
    sent = done(["harness", "load"], place)
    assert sent.code == 0, sent.err
    runs = place.folder / ".harness/runs"
    for run_name in ("latest", "before", "after"):
        shutil.copytree(run, runs / run_name)


def told(blocks: list[Block], place: Place) -> dict[str, Said]:
    shells = {"python": [sys.executable, "-c"], "sh": ["bash", "-e", "-c"]}
    return {
        name(block): done([*shells[block.language], block.code], place)
        for block in blocks
        if block.runs
    }


def done(command: list[str], place: Place) -> Said:
    ended = subprocess.run(
        command,
        cwd=place.folder,
        env=place.environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=BLOCK_S,
    )
    return Said(ended.returncode, ended.stdout, ended.stderr)


def rewrite(page: Path, answers: dict[str, Said]) -> None:
    text = page.read_text("utf-8")
    for block, found in reversed(list(zip(blocks_of(page), BLOCK.finditer(text), strict=True))):
        if block.runs and block.shown is not None and "..." not in block.shown:
            output = output_of(block, answers[name(block)]).strip()
            text = f"{text[: found.start('shown')]}{output}\n{text[found.end('shown') :]}"
    page.write_text(text, "utf-8")


def output_of(block: Block, said: Said) -> str:
    return said.err if block.fails else said.out


@pytest.mark.parametrize("block", [block for block in BLOCKS if block.runs], ids=name)
def test_a_block_does_what_its_page_says(said: dict[str, Said], block: Block) -> None:
    answer = said[name(block)]
    assert bool(answer.code) == block.fails, f"exit code {answer.code}: {answer.err}"
    if block.shown is not None:
        assert_alike(block.shown, output_of(block, answer))


def assert_alike(shown: str, output: str) -> None:
    """As JSON where both are, whatever the order of keys; else as text, whatever the spaces."""
    with suppress(ValueError):
        assert json.loads(output) == json.loads(shown)
        return
    flags = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
    assert doctest.OutputChecker().check_output(shown, output, flags), output


@pytest.mark.parametrize("block", [block for block in BLOCKS if not block.runs], ids=name)
def test_a_block_that_does_not_run_here_names_the_test_that_runs_it(block: Block) -> None:
    named = re.findall(r"tests/[\w/]+\.py", block.mark)
    assert named, block.mark
    assert all((ROOT / test).exists() for test in named)


def test_no_page_has_a_block_that_this_test_cannot_see() -> None:
    """Indented fences and other names for a shell are not looked at, so there are none."""
    unseen = re.compile(
        r"^[ \t]+```(?:sh|python)|^[ \t]*```(?:bash|shell|console|py)\b", re.MULTILINE
    )
    assert not [page.name for page in PAGES if unseen.search(page.read_text("utf-8"))]
