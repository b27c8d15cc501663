"""The house rules that no linter knows."""

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
UNIT = ROOT / "tests" / "unit"
HARNESS = ROOT / "harness"
SCENARIOS = ROOT / "scenarios"

# Test files that are not named after one module, and why.
NOT_MIRRORED = {
    "test_house.py": "holds the whole repository to the house rules",
    "test_docs.py": "holds the documentation to the code",
    "test_benches.py": "of tests/bench, which has no test run to notice a broken import",
    "lambdas/protocol/test_lambda_answer.py": "of answer.py: dynamodb has a test_answer.py too",
    "lambdas/protocol/test_lambda_invoke.py": "of invoke.py: cli has a test_invoke.py too",
}

# In two parts each, so that this file does not contain what it looks for.
REGISTRY_HOSTS = (
    "pypi" + ".org",
    "files.python" + "hosted.org",
    "repo.maven" + ".apache",
    "repo1" + ".maven",
    "registry.npm" + "js",
    "index.docker" + ".io",
)
# Those homes are in AWS's image of DynamoDB Local and in its Lambda environments, on no machine.
MACHINE_PATH = re.compile(
    r"(?<![\w.*])/(?:work/(?:main|shared)|root|home/(?!dynamodblocal|sbx_user1051)\w+)(?=[/\s\"'`)]|$)"
)

SLEEPERS = ("sleep", "sleep_ms", "wait_for_timeout")


def unit_tests() -> list[Path]:
    return sorted(UNIT.rglob("test_*.py"))


def tracked_files() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    paths = [ROOT / name for name in listed.stdout.split("\0") if name]
    return [path for path in paths if path.is_file()]


def tracked_texts() -> Iterator[tuple[str, str]]:
    for path in tracked_files():
        content = path.read_bytes()
        if b"\0" not in content:
            yield str(path.relative_to(ROOT)), content.decode("utf-8")


def mirrored(test: Path) -> list[Path]:
    """Where the module, or the room, that a test file is named after would be: in ``harness``, or
    in ``scenarios``, which has a folder of its own in the mirror."""
    name = test.relative_to(UNIT).with_name(test.name.removeprefix("test_"))
    module = ROOT / name if name.parts[0] == SCENARIOS.name else HARNESS / name
    return [module, module.with_suffix("") / "__init__.py"]


@pytest.mark.parametrize("test", unit_tests(), ids=lambda test: str(test.relative_to(UNIT)))
def test_a_unit_test_is_where_its_module_is(test: Path) -> None:
    if str(test.relative_to(UNIT)) in NOT_MIRRORED:
        return
    assert any(path.exists() for path in mirrored(test)), f"no {mirrored(test)[0]}"


def test_an_exception_to_the_mirror_is_still_needed() -> None:
    for name in NOT_MIRRORED:
        assert (UNIT / name).exists(), f"{name} is gone: take it off the list"
        assert not any(path.exists() for path in mirrored(UNIT / name))


# What the course's two applications are about. ``harness`` serves any application, and knows none.
OF_THE_COURSE = re.compile(
    r"(?i:parking|vehicle|estacionamento|proprietari|veiculo)"
    r"|(?<![a-zA-Z])(?i:plates?|placas?|cpfs?|carros?|the course's)(?![a-z])"
)


def test_nothing_in_harness_knows_the_courses_applications() -> None:
    knowing = [
        f"{name}: {match[0]}"
        for name, text in tracked_texts()
        if name.startswith("harness/")
        for match in OF_THE_COURSE.finditer(name + text)
    ]
    assert not knowing


@pytest.mark.parametrize("text", ["draw_plate", "ParkingKey", "by CPF", "estacionamento-por-dono"])
def test_a_word_of_the_course_is_recognised(text: str) -> None:
    assert OF_THE_COURSE.search(text)


@pytest.mark.parametrize("text", ["the template's", "the run's course", "a scarce resource"])
def test_what_only_sounds_like_one_is_let_be(text: str) -> None:
    assert not OF_THE_COURSE.search(text)


def test_only_scenarios_know_an_owner_or_a_lot() -> None:
    """Elsewhere both words mean other things: who has a table's limit, who started a container."""
    knowing = [
        f"{path.name}: {match[0]}"
        for path in sorted((HARNESS / "load").glob("*.py"))
        for match in re.finditer(
            r"(?i)(?<![a-z])(?:owners?|cars?|lots?)(?![a-z])", path.read_text()
        )
    ]
    assert not knowing


def naps(source: str) -> list[int]:
    """Lines that call something named sleep with anything but 0."""
    return [
        node.lineno
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call)
        and (getattr(node.func, "attr", None) or getattr(node.func, "id", None)) in SLEEPERS
        and not (node.args and isinstance(node.args[0], ast.Constant) and node.args[0].value == 0)
    ]


def test_a_nap_is_recognised() -> None:
    source = "import time, asyncio\ntime.sleep(1)\nasync def f():\n  await asyncio.sleep(0)\n"
    assert naps(source) == [2]
    assert naps("from time import sleep\nsleep(seconds)") == [2]


def test_no_unit_test_sleeps_to_wait_for_time_that_it_could_pass_in() -> None:
    sleeping = {
        f"{path.relative_to(ROOT)}:{line}"
        for path in UNIT.rglob("*.py")
        for line in naps(path.read_text("utf-8"))
    }
    assert not sleeping


def test_no_tracked_file_names_a_package_registry() -> None:
    found = [
        (name, host) for name, text in tracked_texts() for host in REGISTRY_HOSTS if host in text
    ]
    assert not found


def test_no_tracked_file_names_a_path_of_somebodys_machine() -> None:
    found = [
        (name, match[0]) for name, text in tracked_texts() for match in MACHINE_PATH.finditer(text)
    ]
    assert not found


def test_no_tracked_file_cites_a_page_that_is_not_in_the_repository() -> None:
    cited = re.compile(r"\b(?:docs|fa" + r"cts|shared)/[\w/-]+\.md\b")
    missing = {
        (name, citation)
        for name, text in tracked_texts()
        for citation in cited.findall(text)
        if not (ROOT / citation).exists()
    }
    assert not missing


@pytest.mark.parametrize("text", ["at /ro" + "ot/.cache", "'/wo" + "rk/main'", "/ho" + "me/ana/x"])
def test_a_path_of_somebodys_machine_is_recognised(text: str) -> None:
    assert MACHINE_PATH.search(text)


@pytest.mark.parametrize("text", ["/tmp/x", "GET /root-cause", "work/main", "https://x.y/home/"])
def test_what_only_looks_like_one_is_let_be(text: str) -> None:
    assert not MACHINE_PATH.search(text)


def test_every_room_says_what_belongs_in_it_and_what_does_not() -> None:
    rooms = [path for path in HARNESS.iterdir() if (path / "__init__.py").exists()]
    docstrings = {
        room.name: ast.get_docstring(ast.parse((room / "__init__.py").read_text("utf-8"))) or ""
        for room in rooms
    }
    silent = [
        name
        for name, said in docstrings.items()
        if "Belongs here" not in said or "Does" not in said
    ]
    assert not silent
