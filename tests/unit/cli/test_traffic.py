from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from harness.cli.options import flags
from harness.cli.traffic import stated_traffic
from harness.errors import UsageError
from harness.simulate.statement import TrafficStatement, parse_statement


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
