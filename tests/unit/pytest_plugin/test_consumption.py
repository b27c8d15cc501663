from harness.pytest_plugin.consumption import Calls, Capacity, CountedCall, Units, number

PUT = CountedCall(
    "follow",
    "PutItem",
    ("links",),
    "app.py:3 in handler",
    (Units("links", None, 0, 1), Units("links", "by-owner", 0, 2)),
)
GET = CountedCall("client", "GetItem", ("links",), None, (Units("links", None, 0.5, 0),))
REFUSED = CountedCall("follow", "PutItem", ("links",), None, (), "Throttled", throttled=True)


def consumed(*calls: CountedCall) -> Capacity:
    return Capacity(lambda: Calls(calls))


ALL = consumed(PUT, PUT, GET, REFUSED)


def test_units_add_up() -> None:
    assert (ALL.rcu, ALL.wcu, ALL.count, ALL.throttled) == (0.5, 6, 4, 1)


def test_of_picks_calls_and_the_part_of_an_index() -> None:
    assert ALL.of(function="functions").rcu == 0
    assert ALL.of(function="client").count == 1
    assert ALL.of(function="follow", operation="PutItem").count == 3
    assert ALL.of(table="links").wcu == 6
    assert ALL.of(index="by-owner").wcu == 4
    assert ALL.of(table="links").of(index="by-owner").wcu == 4
    assert ALL.of(table="other").count == 0


def test_by_sums_up_by_any_of_the_names() -> None:
    assert ALL.by("function") == {"follow": (0, 6), "client": (0.5, 0)}
    assert ALL.by("table", "index") == {
        ("links", None): (0.5, 2),
        ("links", "by-owner"): (0, 4),
    }


def test_a_million_has_a_price() -> None:
    assert consumed(PUT).usd_per_million("us-east-1") == 3 * 0.625
    assert consumed(GET).usd_per_million("us-east-1") == 0.0625


def test_the_dearest_line_is_the_first() -> None:
    assert [line.strip() for line in ALL.lines()] == [
        "6 WCU  2 × PutItem links  follow  app.py:3 in handler",
        "0.5 RCU  GetItem links  client  this test",
        "0 units  PutItem links (throttled)  follow  line unknown",
    ]


def test_numbers_are_short() -> None:
    assert [number(value) for value in (1, 0.5, 1234567)] == ["1", "0.5", "1,234,567"]
