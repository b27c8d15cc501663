"""A traffic as a user states it of a run that is there: what is wrong, where, and what to do.

Nothing is started. Each form of file that is one, docs/traffic.md shows, and its test reads.
"""

import gzip
import json
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.system.support import run_harness

STORED = ROOT / "tests/unit/report/stored"

GOOD = """\
time,requests
2026-11-29T18:00:00Z,120
2026-11-29T18:01:00Z,240
"""
LOCUST = """\
Timestamp,User Count,Type,Name,Requests/s,Total Request Count
1764439200,20,Lambda,bill,0.0,0
1764439200,20,,Aggregated,0.0,0
1764439201,20,Lambda,bill,1.0,3
1764439201,20,,Aggregated,1.0,3
1764439202,20,Lambda,bill,1.0,6
1764439202,20,,Aggregated,1.0,6
"""
METRIC = {
    "Id": "m1",
    "Label": "bill",
    "Timestamps": ["2026-11-29T18:01:00+00:00", "2026-11-29T18:00:00+00:00"],
    "Values": [240.0, 120.0],
}


def cloudwatch(**members: object) -> str:
    return json.dumps({"MetricDataResults": [METRIC | members], "Messages": []})


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Of two stored runs of different templates, and of one that served nothing."""
    folder = tmp_path_factory.mktemp("traffic")
    for name, stored in (("parking", "parking"), ("vehicles", "containers"), ("idle", "parking")):
        run = folder / name
        run.mkdir()
        (run / "run.json").write_bytes((STORED / stored / "run.json").read_bytes())
        ledger = gzip.decompress((STORED / stored / "ledger.jsonl.gz").read_bytes())
        (run / "ledger.jsonl").write_bytes(b"" if name == "idle" else ledger)
    return folder


def refusal(folder: Path, *words: str, run: str = "parking") -> tuple[str, str]:
    """What and where, and what to do."""
    done = run_harness("report", folder / run, *words, cwd=folder)
    assert done.returncode == 2, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    what, remedy = done.stderr.strip().splitlines()
    assert remedy.startswith("  to do: ")
    return what.removeprefix("harness: "), remedy.removeprefix("  to do: ")


@pytest.mark.parametrize(
    ("content", "what", "remedy"),
    [
        (
            GOOD + "2026-11-29T18:03:00Z,5\n",
            "counts.csv:4: 120 s after the time before, where the step is 60 s",
            "add the steps left out, with 0 where nothing came",
        ),
        (
            GOOD + "2026-11-29T18:00:00Z,5\n",
            "counts.csv:4: the time is not after the one before",
            "sort the lines by time, with each time once",
        ),
        (
            GOOD.replace("Z,", ","),
            "counts.csv:2: '2026-11-29T18:00:00' has no time zone",
            'end it with Z or +01:00, or state it: --traffic "zone Europe/Lisbon"',
        ),
        (
            GOOD.replace("240", "-240"),
            "counts.csv:3: -240 requests cannot have come",
            "write a whole number, 0 or more",
        ),
        (
            GOOD.replace("240", "1e999999999"),
            "counts.csv:3: '1e999999999' is not a count",
            "write a whole number",
        ),
        (
            GOOD.replace("120", "0").replace("240", "0"),
            "--traffic: the traffic has no requests",
            "give a rate above zero, for example 100/s",
        ),
        (
            GOOD.replace("requests", "regster"),
            "--traffic: regster was never measured in this run",
            "name one of account, bill, register entry, register exit, or measure it with "
            "harness run",
        ),
        (
            GOOD.replace(",", ";"),
            "counts.csv:1: has columns separated by ';'",
            "separate them with commas",
        ),
        (
            '127.0.0.1 - - [29/Nov/2026:18:00:01 +0000] "GET / HTTP/1.1" 200 5\n' * 2,
            "counts.csv:1: '127.0.0.1 - - [29/Nov/2026:18:00:01 +000' is not a column of times",
            "begin with a header whose first column is start, time, timestamp, datetime or date",
        ),
        ("", "counts.csv:1: has no counts", "give a header and a line for each step"),
        (
            LOCUST.replace(",6\n", ",2\n"),
            "counts.csv:6: bill has fewer requests than before",
            "give one test's file whole",
        ),
        (
            cloudwatch(Values=[240.0]),
            "counts.csv:1: bill: has 2 Timestamps and 1 Values",
            "save the answer again, whole",
        ),
        (
            cloudwatch()[:-1],
            "counts.csv:1: is not valid JSON: Expecting ',' delimiter",
            "save what aws cloudwatch get-metric-data prints as JSON, whole",
        ),
        (
            '{"Datapoints": [{"Timestamp": "2026-11-29T18:00:00Z", "Average": 2.0}]}',
            "counts.csv:1: is an answer without 'Sum'",
            "save what aws cloudwatch get-metric-data prints as JSON, whole, or that of "
            "get-metric-statistics with the statistic Sum",
        ),
        (
            cloudwatch(Timestamps=[], Values=[]),
            "counts.csv:1: has no data points",
            "ask CloudWatch for a time in which requests came",
        ),
        (
            b"\x89PNG\r\n\x1a\n\x00\xff",
            "--traffic counts.csv: the counts cannot be read: it is not text in UTF-8",
            "name a CSV file or CloudWatch's JSON, in UTF-8",
        ),
        (
            None,
            "--traffic counts.csv: the counts cannot be read: No such file or directory",
            "name a CSV file or CloudWatch's JSON, in UTF-8",
        ),
    ],
)
def test_a_file_that_is_no_traffic_says_which_line_and_what_to_do(
    content: str | bytes | None, what: str, remedy: str, folder: Path
) -> None:
    path = folder / "counts.csv"
    path.unlink(missing_ok=True)
    if content is not None:
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    assert refusal(folder, "--traffic", "counts.csv") == (what, remedy)


@pytest.mark.parametrize(
    ("words", "what", "remedy"),
    [
        (
            ["--mix", "pay=5"],
            "--mix: no request of the run is of kind 'pay'",
            "the kinds are account, bill, register entry, register exit",
        ),
        (
            ["--mix", "bill=0"],
            "--mix: the mix has no requests",
            "give one kind a part above zero",
        ),
        (
            ["--traffic", "pay=5/s"],
            "--traffic: pay was never measured in this run",
            "name one of account, bill, register entry, register exit, or measure it with "
            "harness run",
        ),
        (
            ["--traffic", "0/s"],
            "--traffic: 0/s cannot be simulated",
            "give more than 0, and at most 1,000,000/s",
        ),
        (
            ["--traffic", "100/s", "--traffic", "200/s"],
            "--traffic: there are two rates",
            "state one, or one for each kind",
        ),
        (
            ["--traffic", "counts.csv; day"],
            "--traffic: a file has its own rate and course",
            "leave out rate, course and peak",
        ),
        (["--peak", "5"], "--traffic: a flat course has no peak", "state day or week too"),
        (
            ["--traffic", "day", "--peak", "1e999999999"],
            "--peak: '1e999999999' is not a valid peak",
            "give the busiest minute as a multiple of the mean, between 1 and 100",
        ),
        (
            ["--traffic", "100/s; zone UTC"],
            "--traffic: a zone is of a file's times",
            "name the file too, or leave it out",
        ),
        (
            ["--traffic", "bill: daily at 23:00, 50/s for 3650 h"],
            "--traffic: 'bill: daily at 23:00, 50/s for 3650 h' is not a valid batch",
            "write for example account: daily at 23:00, 50/s for 30 min; for a day at most",
        ),
    ],
)
def test_a_term_that_is_no_traffic_says_what_is_one(
    words: list[str], what: str, remedy: str, folder: Path
) -> None:
    assert refusal(folder, *words) == (what, remedy)


def test_a_traffic_of_another_templates_run_says_which_kinds_this_one_has(folder: Path) -> None:
    what, remedy = refusal(folder, "--mix", "register entry=80,bill=20", run="vehicles")
    assert what == "--mix: no request of the run is of kind 'register entry'"
    assert remedy == "the kinds are note, owner of vehicle, vehicles by year, vehicles of owner"


def test_a_traffic_of_a_run_without_requests_has_nothing_to_go_by(folder: Path) -> None:
    what, remedy = refusal(folder, "--traffic", "100/s", run="idle")
    said = "the run served no request, so nothing is known of what one costs"
    assert what == f"{folder / 'idle'}: {said}"
    assert remedy == "name another run, or send a load: harness run"


def test_counts_of_a_file_are_the_traffic(folder: Path) -> None:
    (folder / "counts.csv").write_text("\ufeff" + GOOD.replace("\n", "\r\n"), newline="")
    done = run_harness("report", folder / "parking", "--traffic", "counts.csv", cwd=folder)
    assert done.returncode == 0, done.stderr
    assert "At 3 requests/s on average (stated: counts.csv)." in done.stdout
