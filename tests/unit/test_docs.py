"""The documentation says what there is: a newcomer's first lines work, and nothing is unsaid."""

import json
import re
import shlex
import tomllib
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
import yaml

from harness import pytest_plugin
from harness.cli import main
from harness.cli.exit_codes import EXIT_CHECK_FAILED, EXIT_INTERRUPTED
from harness.engines.downloads.lock import LOCK
from harness.errors import EnvironmentFailedError, UsageError
from harness.ledger.run import RunFacts
from harness.model.charge import Arm
from harness.model.entry import CallEntry, InvocationEntry, Throttle
from harness.pytest_plugin import marks
from harness.settings import SETTINGS, Setting

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"
DOCS = ROOT / "docs"
PAGES = [README, ROOT / "CHANGELOG.md", *sorted(DOCS.rglob("*.md"))]

LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
SHELL_BLOCK = re.compile(r"^```sh\n(.*?)^```", re.MULTILINE | re.DOTALL)
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)


def text(path: Path) -> str:
    return path.read_text("utf-8")


def section(page: Path, heading: str) -> str:
    """From a heading to the next one of its level."""
    level = heading.partition(" ")[0]
    _, found, rest = text(page).partition(f"\n{heading}\n")
    assert found, f"{page.name} has no heading {heading!r}"
    return rest.partition(f"\n{level} ")[0]


def commands() -> dict[str, click.Command]:
    return main.commands


def options(command: click.Command) -> list[str]:
    """Every spelling of every option."""
    return [
        name
        for option in command.params
        if option.param_type_name == "option"
        for name in option.opts
    ]


# commands, options, exit codes


@pytest.mark.parametrize("name", commands())
def test_the_readme_has_a_line_for_every_command(name: str) -> None:
    assert f"| `harness {name}" in text(README)


@pytest.mark.parametrize("name", commands())
def test_a_command_is_described_with_all_its_options(name: str) -> None:
    described = section(DOCS / "commands.md", f"## harness {name}")
    shared = section(DOCS / "commands.md", "## Settings as options")
    unsaid = [
        option
        for option in options(commands()[name])
        if f"`{option}" not in described
        and not (f"`{option}`" in shared and "*settings*" in described)
    ]
    assert not unsaid


def test_no_command_is_described_that_does_not_exist() -> None:
    described = re.findall(r"^## harness (\w+)$", text(DOCS / "commands.md"), re.MULTILINE)
    assert described == list(commands())


@pytest.mark.parametrize(
    "code",
    [
        0,
        EXIT_CHECK_FAILED,
        UsageError.exit_code,
        EnvironmentFailedError.exit_code,
        EXIT_INTERRUPTED,
    ],
)
def test_every_exit_code_is_documented(code: int) -> None:
    assert f"| {code} |" in section(README, "## Exit codes")
    assert str(code) in str(main.epilog)


# settings


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.name)
def test_every_setting_has_a_row_with_its_names(setting: Setting) -> None:
    row = f"| `{setting.name}` | `{setting.variable}` | `{setting.flag}` | "
    assert row in section(README, "## Settings")


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.name)
def test_a_default_that_is_the_same_everywhere_is_documented(setting: Setting) -> None:
    named = ("environments_max", "cache_dir", "traffic")
    if setting.name in named or setting.default in (None, {}):
        return  # of this machine, of the scenario, or nothing
    rows = section(README, "## Settings").splitlines()
    row = next(row for row in rows if row.startswith(f"| `{setting.name}` "))
    assert row.split("|")[4].strip() == f"`{setting.default}`"


def test_no_setting_is_documented_that_does_not_exist() -> None:
    documented = re.findall(
        r"^\| `(\w+)` \| `HARNESS_", section(README, "## Settings"), re.MULTILINE
    )
    assert documented == [setting.name for setting in SETTINGS]


# the pytest plugin


@pytest.mark.parametrize("option", pytest_plugin.OPTIONS)
def test_an_option_of_the_plugin_has_a_row(option: str) -> None:
    row = f"| `--harness-{option}` | `harness_{option}` |"
    assert row in section(DOCS / "pytest.md", "## Options")


def test_every_fixture_of_the_plugin_has_a_row() -> None:
    fixtures = [
        name
        for name, value in vars(pytest_plugin).items()
        if type(value).__name__ == "FixtureFunctionDefinition"
    ]
    rows = re.findall(r"^\| `(\w+)` \|", section(DOCS / "pytest.md", "## Fixtures"), re.MULTILINE)
    assert sorted(rows) == sorted(fixtures)


def test_every_mark_of_the_plugin_has_a_row() -> None:
    rows = re.findall(r"^\| `(\w+)", section(DOCS / "pytest.md", "## Marks"), re.MULTILINE)
    assert rows == list(marks.MARKS)


# what the pages tell the reader to type


def shell_lines() -> Iterator[tuple[str, list[str]]]:
    for page in PAGES:
        for block in SHELL_BLOCK.findall(text(page)):
            for line in block.replace("\\\n", " ").splitlines():
                words = shlex.split(line, comments=True)
                if words:
                    yield page.name, words


def test_the_pages_have_commands_to_type() -> None:
    assert sum(words[0] == "harness" for _, words in shell_lines()) >= len(commands())


@pytest.mark.parametrize(
    "words", [words for _, words in shell_lines() if words[0] == "harness"], ids=shlex.join
)
def test_a_harness_line_is_one_that_the_command_line_takes(words: list[str]) -> None:
    name, *arguments = words[1:]
    if name.startswith("-"):
        assert name in ("--help", "--version")
        return
    if not {"-h", "--help"} & set(arguments):
        commands()[name].make_context(name, arguments)


def test_files_that_a_shell_line_names_exist() -> None:
    named = {
        word
        for _, words in shell_lines()
        for word in words
        if word.startswith(("functions/", "scenarios/", "tests/"))
    }
    assert named
    assert not [name for name in named if not (ROOT / name).exists()]


def test_make_targets_that_a_page_names_exist() -> None:
    makefile = text(ROOT / "Makefile")
    named = {words[1] for _, words in shell_lines() if words[0] == "make"}
    assert named >= {"run", "test"}
    assert all(re.search(rf"^{target}:", makefile, re.MULTILINE) for target in named)


# links


def anchors(page: Path) -> set[str]:
    """As GitHub makes them: lower case, no punctuation, hyphens for spaces."""
    return {
        re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
        for heading in HEADING.findall(text(page))
    }


def relative_links() -> Iterator[tuple[Path, str]]:
    for page in PAGES:
        for link in LINK.findall(text(page)):
            if "://" not in link:
                yield page, link


@pytest.mark.parametrize(
    ("page", "link"), list(relative_links()), ids=lambda value: getattr(value, "name", value)
)
def test_a_relative_link_leads_somewhere(page: Path, link: str) -> None:
    path, _, anchor = link.partition("#")
    target = (page.parent / path).resolve() if path else page
    assert target.exists()
    assert not anchor or anchor in anchors(target)


def test_every_page_of_the_docs_can_be_reached_from_the_readme() -> None:
    linked = {(page.parent / link.partition("#")[0]).resolve() for page, link in relative_links()}
    assert not [page.name for page in DOCS.rglob("*.md") if page not in linked]


def test_every_page_has_one_place_in_the_sites_navigation() -> None:
    placed = re.findall(r'"([\w/.-]+\.md)"', text(ROOT / "zensical.toml"))
    assert sorted(placed) == sorted(str(page.relative_to(ROOT)) for page in PAGES)


# what else grows with the code


def test_every_replaced_library_of_the_engine_is_documented() -> None:
    rows = re.findall(
        r"^\| `([\w-]+)` \| ([\d.]+) \| ([\d.]+) \|",
        section(DOCS / "architecture.md", "## The engine and its libraries"),
        re.MULTILINE,
    )
    replaced = [library for library in LOCK.libraries if library.replaces is not None]
    assert replaced
    assert sorted(rows) == sorted((row.name, row.replaces, row.version) for row in replaced)


def test_every_room_stands_in_the_architecture() -> None:
    rooms = [
        path.stem
        for path in (ROOT / "harness").iterdir()
        if (path.suffix == ".py" and path.stem != "__init__") or (path / "__init__.py").exists()
    ]
    page = text(DOCS / "architecture.md")
    assert not [room for room in rooms if f"`{room}" not in page]


def test_the_layers_are_those_that_import_linter_checks() -> None:
    contracts = tomllib.loads(text(ROOT / "pyproject.toml"))["tool"]["importlinter"]["contracts"]
    layers = next(contract["layers"] for contract in contracts if contract["type"] == "layers")
    rooms = {path.stem for path in (ROOT / "harness").iterdir()}
    present = [
        " | ".join(name for name in re.findall(r"\w+", layer) if name in rooms) for layer in layers
    ]
    drawn = section(DOCS / "architecture.md", "## Who may import whom").split("```")[1]
    assert drawn.splitlines()[1:] == [layer for layer in present if layer]


@pytest.mark.parametrize("record", [CallEntry, InvocationEntry, Arm, Throttle, RunFacts])
def test_every_field_of_a_run_is_documented(record: type) -> None:
    page = text(DOCS / "ledger.md")
    assert record.__annotations__
    assert not [name for name in record.__annotations__ if f"`{name}`" not in page]


@pytest.mark.parametrize(
    "folder", sorted((ROOT / "functions").glob("*/")), ids=lambda path: path.name
)
def test_every_function_is_described_with_its_events(folder: Path) -> None:
    described = section(DOCS / "functions.md", f"### {folder.name}")
    assert not [event.name for event in folder.glob("events/*.json") if event.name not in described]
    assert f"`{folder.name}`" in section(README, "## Functions")


class TemplateLoader(yaml.SafeLoader):
    """CloudFormation's short forms, their meaning left out."""


TemplateLoader.add_multi_constructor("!", lambda loader, suffix, node: None)


def test_every_template_parameter_is_documented() -> None:
    template = yaml.load(text(ROOT / "functions/template.yaml"), TemplateLoader)
    page = text(DOCS / "functions.md")
    assert not [name for name in template["Parameters"] if f"`{name}`" not in page]


def client_versions() -> list[str]:
    clients = ROOT / "tests" / "clients"
    javascript = json.loads(text(clients / "javascript" / "package.json"))["dependencies"]
    go = re.findall(r"(service/\w+) v([\d.]+)$", text(clients / "go" / "go.mod"), re.MULTILINE)
    rust = tomllib.loads(text(clients / "rust" / "Cargo.toml"))["dependencies"]
    (java,) = re.findall(r"<aws.version>([\d.]+)<", text(clients / "java" / "pom.xml"))
    return [
        *(f"`{name.rpartition('/')[2]}` {version}" for name, version in javascript.items()),
        *(f"`{name}` {version}" for name, version in go),
        *(f"`{name}` {pin[1:]}" for name, pin in rust.items() if name.startswith("aws-sdk")),
        f"Java 2 | {java}",
    ]


@pytest.mark.parametrize("version", client_versions())
def test_the_versions_of_the_clients_tried_are_those_documented(version: str) -> None:
    assert version in text(DOCS / "clients.md")
