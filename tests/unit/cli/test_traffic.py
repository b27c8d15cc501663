import re
import shlex
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from harness.cli.options import flags
from harness.cli.traffic import check_measured, stated_traffic
from harness.errors import UsageError
from harness.settings import load_settings
from harness.simulate.profile import Profile
from harness.simulate.statement import KEYWORDS, TrafficStatement, parse_statement
from tests.conftest import ROOT


def test_mix_and_peak_are_terms_of_the_traffic_wherever_they_stand() -> None:
    @click.command()
    @flags("traffic")
    def command(traffic: str | None) -> None:
        click.echo(repr(traffic))

    words = ["--peak", "5", "--traffic", "100/s", "--mix", "a=1", "--traffic", "week"]
    assert CliRunner().invoke(command, words).output == "'100/s; week; peak 5; mix a=1'\n"
    assert CliRunner().invoke(command, []).output == "None\n"


def test_what_was_stated_with_the_run_holds_until_an_option_says_otherwise() -> None:
    settings = parse_statement("7/s; week")
    assert str(stated_traffic(settings, "7/s", run=None)) == "7/s; week"
    assert str(stated_traffic(settings, "7/s", run="100/s; day")) == "day; 7/s"
    assert str(stated_traffic(settings, run="100/s; day")) == "100/s; day"


def test_counts_are_read_from_the_file_with_its_byte_order_mark_and_zone(tmp_path: Path) -> None:
    path = tmp_path / "counts.csv"
    path.write_bytes(b"\xef\xbb\xbftime,register\n2026-11-29 18:00,60\n2026-11-29 18:01,120\n")
    with pytest.raises(UsageError, match="no time zone"):
        stated_traffic(parse_statement(str(path)))
    statement = stated_traffic(parse_statement(f"{path}; zone Etc/GMT+3"))
    assert statement.recorded is not None
    assert statement.recorded.start_s % 86_400 == 21 * 3600
    assert statement.recorded.counts == {"register": (60, 120)}


def test_a_file_that_cannot_be_read_is_refused_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "latin.csv").write_bytes(b"\xe9\xff")
    for name in ("none.csv", "latin.csv"):
        with pytest.raises(UsageError) as refused:
            stated_traffic(parse_statement(f"file {tmp_path / name}"))
        assert str(tmp_path / name) in refused.value.where


def test_without_anything_stated_there_is_nothing_to_read() -> None:
    assert stated_traffic(TrafficStatement()) == TrafficStatement()


def test_a_run_that_served_nothing_has_no_traffic_to_judge_by(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="served no request"):
        check_measured(Profile(()), tmp_path)


# what docs/traffic.md shows

PAGE = (ROOT / "docs/traffic.md").read_text("utf-8")
MEASURED = {"register": 80, "account": 15, "bill": 5}

ROWS = re.findall(r"^\| `(\w+)` \| (.+?) \|", PAGE, re.MULTILINE)
EXAMPLES = [(keyword, text) for keyword, cell in ROWS for text in re.findall("`(.+?)`", cell)]
FILES = re.findall(r"^```(csv|json)\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)

# What a term needs beside it.
BESIDE = {"peak": "; day", "mix": "; 100/s", "zone": "; counts.csv"}


def test_every_term_has_a_row_with_an_example() -> None:
    assert {keyword for keyword, _ in EXAMPLES} == set(KEYWORDS)


@pytest.fixture
def counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "counts.csv"
    path.write_text(FILES[0][1])
    return path


@pytest.mark.parametrize(("keyword", "text"), EXAMPLES)
def test_an_example_is_a_term_of_its_row(keyword: str, text: str, counts: Path) -> None:
    statement = stated_traffic(parse_statement(text + BESIDE.get(keyword, "")))
    assert keyword in statement.terms
    assert statement.traffic(MEASURED, 100).mean_rate > 0


@pytest.mark.parametrize(("form", "text"), FILES)
def test_a_file_that_is_shown_can_be_read(form: str, text: str, counts: Path) -> None:
    path = counts.with_name(f"shown.{form}")
    path.write_text(text)
    assert stated_traffic(parse_statement(path.name)).traffic(MEASURED, None).mean_rate > 0


def test_files_of_all_four_kinds_are_shown() -> None:
    forms = [form for form, _ in FILES]
    assert forms.count("json") == 1
    assert sum("Total Request Count" in text for _, text in FILES) == 1
    assert forms.count("csv") == 4


def test_the_table_that_is_shown_is_a_traffic(tmp_path: Path) -> None:
    table = re.search(r"^```toml\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    assert table is not None
    (tmp_path / "pyproject.toml").write_text(table[1])
    settings = load_settings({}, environ={}, directory=tmp_path)
    traffic = settings.traffic.traffic(MEASURED, None)
    assert float(traffic.course.peak) == pytest.approx(5, rel=0.01)
    assert [batch.kind for batch in traffic.batches] == ["account"]


def test_the_shell_lines_that_are_shown_say_the_same() -> None:
    @click.command()
    @flags("traffic")
    def command(traffic: str | None) -> None:
        click.echo(traffic)

    shell = re.search(r"^```sh\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    assert shell is not None
    lines = [shlex.split(line)[2:] for line in shell[1].splitlines()]
    texts = {CliRunner().invoke(command, words).output.strip() for words in lines}
    assert texts == {"200M/month; week; peak 5"}
