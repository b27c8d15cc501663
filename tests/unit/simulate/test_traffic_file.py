import json
from datetime import UTC, datetime, timedelta, timezone

import pytest

from harness.errors import UsageError
from harness.simulate.traffic_file import ALL_KINDS, parse_counts, split_by_mix

START_S = int(datetime(2026, 11, 29, 18, tzinfo=UTC).timestamp())


def test_a_csv_by_kind_with_a_byte_order_mark_and_an_offset() -> None:
    text = (
        "\ufeffstart,kind,requests\n"
        "2026-11-29T19:00:00+01:00,bill,5\n2026-11-29T19:00:00+01:00,register,50\n"
        "2026-11-29T19:01:00+01:00,bill,6\n2026-11-29T19:01:00+01:00,register,60\n"
    )
    recorded = parse_counts(text, "counts.csv")
    assert (recorded.start_s, recorded.step_s) == (START_S, 60)
    assert recorded.counts == {"bill": (5, 6), "register": (50, 60)}


def test_a_column_for_each_kind_and_a_zone_given() -> None:
    text = "time,bill,register\n2026-11-29 15:00,1,10\n2026-11-29 15:05,2,20\n"
    recorded = parse_counts(text, "counts.csv", timezone(timedelta(hours=-3)))
    assert (recorded.start_s, recorded.step_s) == (START_S, 300)
    assert recorded.counts == {"bill": (1, 2), "register": (10, 20)}


def test_counts_of_all_kinds_are_split_by_the_mix_and_keep_their_sum() -> None:
    recorded = parse_counts("time,requests\n0,7\n60,9\n", "log.csv")
    split = split_by_mix(recorded, {"a": 2, "b": 1})
    assert [sum(column) for column in zip(*split.counts.values(), strict=True)] == [7, 9]
    assert split.counts["a"] == (4, 6)


def test_locusts_history_is_differenced_by_name() -> None:
    text = "Timestamp,User Count,Type,Name,Requests/s,Total Request Count\n"
    for second, (bill, total) in enumerate([(0, 0), (3, 13), (5, 25), (9, 39)]):
        text += f"{START_S + second},5,Lambda,bill,1.0,{bill}\n"
        text += f"{START_S + second},5,,Aggregated,9.0,{total}\n"
    recorded = parse_counts(text, "run_stats_history.csv")
    assert recorded.step_s == 1
    assert recorded.counts == {"bill": (3, 2, 4)}


def test_cloudwatchs_export_is_newest_first_and_leaves_out_what_is_zero() -> None:
    text = json.dumps(
        {
            "MetricDataResults": [
                {
                    "Id": "m1",
                    "Label": "register",
                    "Timestamps": [
                        "2026-11-29T18:03:00+00:00",
                        "2026-11-29T18:01:00+00:00",
                        "2026-11-29T18:00:00+00:00",
                    ],
                    "Values": [30.0, 20.0, 10.0],
                    "StatusCode": "Complete",
                }
            ]
        }
    )
    recorded = parse_counts(text, "metric.json")
    assert recorded.start_s == START_S
    assert recorded.counts == {"register": (10, 20, 0, 30)}


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ("time,a\n0,1\n60,2\n180,3\n", 4, "120 s after the time before"),
        ("time,a\n60,1\n120,2\n0,3\n", 4, "not after"),
        ("time,a\n60,1\n60,2\n", 3, "not after"),
        ("time,a\n2026-11-29 18:00,1\n2026-11-29 18:01,1\n", 2, "no time zone"),
        ("time,a\n0,-1\n60,2\n", 2, "cannot have come"),
        ("time,a\n0,1.5\n60,2\n", 2, "cannot have come"),
        ("time,a\n0,x\n60,2\n", 2, "not a count"),
        ("time,a\nyesterday,1\n60,2\n", 2, "not a time"),
        ("time,a\n0,1,5\n60,2\n", 2, "columns"),
        ("time,a\n0,1\n", 2, "one time only"),
        ("time\n0\n60\n", 1, "no column of counts"),
        ("time,a,\n0,1,\n60,1,\n", 1, "no name for column 3"),
        ("time,a,a\n0,1,1\n60,1,1\n", 1, "'a' twice"),
        ("time,total,sum\n0,1,1\n60,1,1\n", 1, "two columns of all kinds"),
        ("time;a\n0;1\n60;1\n", 1, "separated by ';'"),
        ('time,a\n"0,1\n60,1\n', 3, "not valid CSV"),
        ("time,a\n0,1e999999999\n60,1\n", 2, "not a count"),
        ("time,a\n0,1\n60,1000000000000\n", 3, "cannot be simulated"),
        ("time,a\n1764439200000,1\n1764439260000,1\n", 2, "between 1970 and 2100"),
        ("start,kind,requests\n0,a,1\n60,a,1\n1764439200,b,1\n1764439260,b,1\n", 5, "366 days"),
        ("timestamp,name,total request count\n0,a,1\n1764439200,a,2\n", 3, "366 days"),
        ("start,kind,requests\n0,,1\n60,,1\n", 2, "no kind"),
        ("time,a\n0,1\n7,1\n", 3, "step of 7 s"),
        ("when,a\n0,1\n60,1\n", 1, "not a column of times"),
        ("", 1, "no counts"),
        ("{", 1, "not valid JSON"),
        ("[" * 100_000, 1, "not an answer of CloudWatch"),
        ("[1]", 1, "not an answer of CloudWatch"),
        (
            '{"Datapoints": [{"Timestamp": "1970-01-01T00:00:00Z", "Average": 1}]}',
            1,
            "without 'Sum'",
        ),
        ('{"MetricDataResults": [{"Id": "a", "Timestamps": ["0"], "Values": []}]}', 1, "0 Values"),
        ('{"MetricDataResults": []}', 1, "no data points"),
    ],
)
def test_what_is_wrong_says_line_reason_and_remedy(text: str, line: int, what: str) -> None:
    with pytest.raises(UsageError) as refused:
        parse_counts(text, "counts.csv")
    assert refused.value.where == f"counts.csv:{line}"
    assert what in refused.value.what
    assert refused.value.hint
    assert refused.value.exit_code == 2


def test_a_column_of_requests_is_of_all_kinds() -> None:
    assert set(parse_counts("time,requests\n0,1\n60,2\n", "a").counts) == {ALL_KINDS}
