"""The house rules that no linter knows."""

import ast
import re
import subprocess
from collections import Counter
from collections.abc import Iterator
from functools import cache
from graphlib import CycleError, TopologicalSorter
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


# The shape of the code. What is listed in capitals does not hold yet: a list only gets shorter.

FILE_LINES_MAX = 400
LONGER: set[str] = set()

METHODS_MAX = 15
# A grammar has a method for each rule, and the pool one for each event.
MAY_HAVE_MORE = {
    "dynamodb.protocol.partiql.parser._StatementParser",
    "lambdas.protocol.jackson._Reader",
    "pool.pool.Pool",
}

IN_A_CIRCLE: set[str] = set()

# Run where nothing of harness can be imported: in a container.
ALONE = {"engines.containers.relay"}
SEVERAL_CONSTANTS = {"INVALID", "MAIN", "NOTHING", "S3"}

BOUND_TWICE = {"capacity", "dynamodb", "lambdas"}

PARTICIPLES = {"asked", "said", "told", "understood", "wanted"}
# A run's fact, as run.json has it.
WRITTEN_IN_FILES = {"asked_rate"}

Functions = ast.FunctionDef | ast.AsyncFunctionDef


@cache
def modules() -> dict[str, ast.Module]:
    """Of ``harness``, by dotted name without it: ``dynamodb.gateway``, ``dynamodb`` for a room's
    ``__init__``, and "" for that of ``harness`` itself."""
    return {
        ".".join(path.relative_to(HARNESS).with_suffix("").parts)
        .removesuffix("__init__")
        .removesuffix("."): ast.parse(path.read_text("utf-8"))
        for path in HARNESS.rglob("*.py")
    }


def room(module: str) -> str:
    return module.partition(".")[0]


def test_no_file_of_harness_is_too_long_to_be_read_at_a_sitting() -> None:
    longer = {
        str(path.relative_to(HARNESS))
        for path in HARNESS.rglob("*.py")
        if len(path.read_text("utf-8").splitlines()) > FILE_LINES_MAX
    }
    assert not longer - LONGER


def classes() -> Iterator[tuple[str, ast.ClassDef]]:
    for module, tree in modules().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef):
                yield module, node


def test_no_class_does_so_much_that_it_needs_more_methods() -> None:
    more = {
        f"{module}.{node.name}"
        for module, node in classes()
        if sum(isinstance(member, Functions) for member in node.body) > METHODS_MAX
    }
    assert not more - MAY_HAVE_MORE


def test_a_class_name_means_one_thing_in_the_whole_house() -> None:
    names = Counter(node.name for _, node in classes())
    assert not {name for name, count in names.items() if count > 1}


def imports(module: str, tree: ast.Module) -> set[str]:
    """What a module imports of ``harness``: anywhere in it, for types alone too."""
    named = {f"harness.{other}".removesuffix("."): other for other in modules()}
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            members = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= members & named.keys() or {str(node.module)}
    return {named[name] for name in found & named.keys()} - {module}


def test_no_module_imports_what_imports_it() -> None:
    graph = {module: imports(module, tree) for module, tree in modules().items()}
    while True:
        try:
            return TopologicalSorter(graph).prepare()
        except CycleError as error:
            circle = error.args[1]
            assert {room(module) for module in circle} <= IN_A_CIRCLE, " <- ".join(circle)
            graph[circle[1]].discard(circle[0])


def test_a_text_that_has_a_name_is_written_once() -> None:
    """Constants of two modules: texts of one name, but for an underscore before it."""
    constants = Counter(
        (node.targets[0].id.lstrip("_"), node.value.value)
        for module, tree in modules().items()
        for node in tree.body
        if module not in ALONE
        and isinstance(node, ast.Assign)
        and isinstance(node.targets[0], ast.Name)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str | bytes)
    )
    assert not {name for (name, _), count in constants.items() if count > 1} - SEVERAL_CONSTANTS


def bindings(statement: ast.stmt) -> Iterator[tuple[str, ast.expr]]:
    """The names that a statement binds, and what to."""
    pairs: list[tuple[ast.expr | None, ast.expr | None]] = []
    match statement:
        case ast.Assign():
            pairs = [(target, statement.value) for target in statement.targets]
        case ast.AnnAssign():
            pairs = [(statement.target, statement.value)]
        case ast.For() | ast.AsyncFor():
            pairs = [(statement.target, statement.iter)]
        case ast.With() | ast.AsyncWith():
            pairs = [(item.optional_vars, item.context_expr) for item in statement.items]
    for target, value in pairs:
        if target is not None and value is not None:
            for name in ast.walk(target):
                if isinstance(name, ast.Name) and isinstance(name.ctx, ast.Store):
                    yield name.id, value


def bound_twice(source: str | ast.Module) -> list[tuple[int, str]]:
    """Lines that give a name a second meaning: in one row of statements of a function it is bound
    again, by an assignment, ``for`` or ``with``, to what does not come from its first value.

    ``text = text.strip()`` goes on with a value, and the arms of an ``if`` are rows of their own.
    """
    tree = ast.parse(source) if isinstance(source, str) else source
    functions = [node for node in ast.walk(tree) if isinstance(node, Functions)]
    rows = {
        id(row): row
        for function in functions
        for node in ast.walk(function)
        for row in (getattr(node, "body", None), getattr(node, "orelse", None))
        if isinstance(row, list)
    }
    return [
        (statement.lineno, name)
        for row in rows.values()
        for number, statement in enumerate(row)
        for name in {name for name, value in bindings(statement) if name not in names(value)}
        if name != "_" and name in {bound for other in row[:number] for bound, _ in bindings(other)}
    ]


def names(value: ast.expr) -> set[str]:
    return {node.id for node in ast.walk(value) if isinstance(node, ast.Name)}


def test_a_name_bound_twice_is_recognised() -> None:
    body = "def f(x):\n  {}\n  {}\n"
    assert bound_twice(body.format("a = x", "a = x + 1")) == [(3, "a")]
    assert bound_twice(body.format("for a in x: pass", "for a, b in x: pass")) == [(3, "a")]
    assert not bound_twice(body.format("a = x", "a = a.strip()"))
    assert not bound_twice(body.format("if x: a = 1", "else: a = 2"))
    assert not bound_twice(body.format("a: int", "a = x"))


def test_a_name_means_one_thing_in_its_function() -> None:
    twice = [
        f"{module}:{line}: {name}"
        for module, tree in modules().items()
        if room(module) not in BOUND_TWICE
        for line, name in bound_twice(tree)
    ]
    assert not twice


def test_names_are_nouns_and_not_what_somebody_said() -> None:
    """Variables, functions, classes and members; a word of theirs counts too (``asked_ns``)."""
    saying = {
        f"{module}:{getattr(node, 'lineno', '?')}: {name}"
        for module, tree in modules().items()
        for node in ast.walk(tree)
        for member in ("id", "attr", "arg", "name")
        if isinstance(name := getattr(node, member, None), str)
        and name not in WRITTEN_IN_FILES
        and PARTICIPLES & set(name.lower().split("_"))
    }
    assert not saying
