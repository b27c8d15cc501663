import asyncio
import subprocess
import sys
from typing import Any

import orjson
from prometheus_client import REGISTRY
from prometheus_client.parser import text_string_to_metric_families

from harness.capacity.gauge import Gauge
from harness.ledger.counter import KEYS_MAX, Counter
from harness.live.view import LiveView
from harness.model.charge import Arm
from harness.model.entry import CallEntry, Throttle, Verdict
from harness.wire.message import Request, Response
from tests.unit.entries import invocation

LABELS = ("function", "table", "index", "dimension")
START_S = 1_795_000_000

GAUGES = (
    Gauge("cars", None, False, 10, 6_000),
    Gauge("cars", None, True, 5, -4),
    Gauge("cars", "by-year", False, 2, 1_200),
)


class World:
    """A view, and a clock that is set."""

    def __init__(self, *gauges: Gauge) -> None:
        self.now_s = float(START_S)
        self.counter = Counter()
        self.view = LiveView(self.counter, lambda: gauges, lambda: int(self.now_s * 1e9))

    def call(
        self, *arms: Arm, caller: str = "client", throttles: tuple[Throttle, ...] = ()
    ) -> None:
        self.counter.count(call(int(self.now_s * 1e9), arms, caller, throttles))

    def get(self, path: bytes, method: bytes = b"GET") -> Response:
        serve = {
            b"/_harness/capacity": self.view.serve_capacity,
            b"/_harness/metrics": self.view.serve_metrics,
        }[path]
        return asyncio.run(serve(Request(method, path, {})))

    def capacity(self, table: str, index: str | None = None, *, write: bool = False) -> Any:
        (found,) = [
            row
            for row in orjson.loads(self.get(b"/_harness/capacity").body)["capacity"]
            if (row["table"], row["index"]) == (table, index)
            and row["dimension"] == ("write" if write else "read")
        ]
        return found

    def functions(self) -> Any:
        return orjson.loads(self.get(b"/_harness/capacity").body)["functions"]

    def metrics(self) -> dict[tuple[str | None, ...], float]:
        text = self.get(b"/_harness/metrics").body.decode()
        return {
            (sample.name, *map(sample.labels.get, LABELS)): sample.value
            for family in text_string_to_metric_families(text)
            for sample in family.samples
        }


def call(
    time_ns: int, arms: tuple[Arm, ...], caller: str, throttles: tuple[Throttle, ...]
) -> CallEntry:
    return CallEntry(
        time_ns=time_ns,
        operation="GetItem",
        caller=caller,
        invocation=None,
        kind=None,
        tables=("cars",),
        arms=arms,
        metered=True,
        throttles=throttles,
        status=400 if throttles else 200,
        error=None,
        latency_ns=1,
        verdict=Verdict.THROTTLED if throttles else Verdict.ALLOWED,
    )


def test_consumption_is_shown_beside_what_is_provisioned() -> None:
    world = World(*GAUGES)
    for _ in range(10):
        world.call(Arm("cars", None, read_half_units=4), Arm("cars", "by-year", read_half_units=1))
        world.now_s += 1
    assert world.capacity("cars") == {
        "table": "cars",
        "index": None,
        "dimension": "read",
        "consumed_units": 20.0,
        "consumed_last_second_units": 2.0,
        "consumed_last_minute_units": 20.0,
        "throttled": 0,
        "throttled_last_minute": 0,
        "provisioned_units": 10,
        "utilisation": 0.2,
        "burst_left_units": 3000.0,
    }
    assert world.capacity("cars", "by-year")["utilisation"] == 0.25
    assert world.capacity("cars", write=True)["burst_left_units"] == -2.0


def test_utilisation_looks_a_minute_back() -> None:
    world = World(*GAUGES)
    for _ in range(60):
        world.call(Arm("cars", None, write_half_units=10))
        world.now_s += 1
    assert world.capacity("cars", write=True)["utilisation"] == 1.0
    world.now_s += 30
    assert world.capacity("cars", write=True)["utilisation"] == 0.5


def test_a_local_index_draws_on_its_table() -> None:
    world = World(*GAUGES)
    world.call(Arm("cars", None, write_half_units=2), Arm("cars", "local", write_half_units=2))
    world.now_s += 1
    assert world.capacity("cars", write=True)["utilisation"] == 0.4
    local = world.capacity("cars", "local", write=True)
    assert (local["consumed_units"], local["provisioned_units"], local["utilisation"]) == (
        1.0,
        None,
        None,
    )


def test_throttling_is_counted_once_a_call_where_it_was() -> None:
    world = World(*GAUGES)
    reason = "IndexReadProvisionedThroughputExceeded"
    throttles = (Throttle("cars", "by-year", reason), Throttle("cars", "by-year", reason))
    world.call(caller="list-cars", throttles=throttles)
    world.now_s += 1
    row = world.capacity("cars", "by-year")
    assert (row["throttled"], row["throttled_last_minute"], row["consumed_units"]) == (1, 1, 0.0)
    assert world.functions() == [
        {
            "function": "list-cars",
            "calls": 1,
            "read_units": 0.0,
            "write_units": 0.0,
            "throttled": 1,
        }
    ]


def test_units_are_counted_by_function_and_setting_up_is_left_out() -> None:
    world = World()
    world.call(Arm("cars", None, read_half_units=1), caller="b")
    world.call(Arm("cars", None, write_half_units=3), caller="a")
    world.call(Arm("cars", None, write_half_units=3), caller="setup")
    world.counter.count(invocation("r", function="a", kind="a"))
    functions = [
        (row["function"], row["calls"], row["read_units"], row["write_units"])
        for row in world.functions()
    ]
    assert functions == [("a", 1, 0.0, 1.5), ("b", 1, 0.5, 0.0)]


def test_prometheus_gets_the_same_figures() -> None:
    world = World(*GAUGES)
    world.call(
        Arm("cars", None, read_half_units=1), Arm("cars", "by-year", read_half_units=3), caller="f"
    )
    world.call(throttles=(Throttle("cars", None, "TableWriteProvisionedThroughputExceeded"),))
    assert world.metrics() == {
        ("harness_consumed_capacity_units_total", None, "cars", "", "read"): 0.5,
        ("harness_consumed_capacity_units_total", None, "cars", "", "write"): 0.0,
        ("harness_consumed_capacity_units_total", None, "cars", "by-year", "read"): 1.5,
        ("harness_throttled_calls_total", None, "cars", "", "read"): 0.0,
        ("harness_throttled_calls_total", None, "cars", "", "write"): 1.0,
        ("harness_throttled_calls_total", None, "cars", "by-year", "read"): 0.0,
        ("harness_provisioned_capacity_units", None, "cars", "", "read"): 10.0,
        ("harness_provisioned_capacity_units", None, "cars", "", "write"): 5.0,
        ("harness_provisioned_capacity_units", None, "cars", "by-year", "read"): 2.0,
        ("harness_burst_left_capacity_units", None, "cars", "", "read"): 3000.0,
        ("harness_burst_left_capacity_units", None, "cars", "", "write"): -2.0,
        ("harness_burst_left_capacity_units", None, "cars", "by-year", "read"): 600.0,
        ("harness_function_calls_total", "client", None, None, None): 1.0,
        ("harness_function_calls_total", "f", None, None, None): 1.0,
        ("harness_function_throttled_calls_total", "client", None, None, None): 1.0,
        ("harness_function_throttled_calls_total", "f", None, None, None): 0.0,
        ("harness_function_consumed_capacity_units_total", "client", None, None, "read"): 0.0,
        ("harness_function_consumed_capacity_units_total", "client", None, None, "write"): 0.0,
        ("harness_function_consumed_capacity_units_total", "f", None, None, "read"): 2.0,
        ("harness_function_consumed_capacity_units_total", "f", None, None, "write"): 0.0,
    }


def test_two_views_share_nothing_and_the_process_registry_is_left_alone() -> None:
    before = set(REGISTRY._names_to_collectors)
    one, other = World(*GAUGES), World()
    one.call(Arm("cars", None, read_half_units=2))
    assert one.metrics()
    assert other.metrics() == {}
    assert set(REGISTRY._names_to_collectors) == before


def test_prometheus_is_imported_only_where_somebody_scrapes() -> None:
    program = (
        "import sys, harness.live.view;"
        "sys.exit(any(name.startswith('prometheus') for name in sys.modules))"
    )

    assert subprocess.run([sys.executable, "-c", program]).returncode == 0


def test_memory_is_bounded_whatever_tables_come_and_go() -> None:
    world = World()
    for number in range(KEYS_MAX + 500):
        world.call(Arm(f"t{number}", None, read_half_units=1))
    rows = orjson.loads(world.get(b"/_harness/capacity").body)["capacity"]
    assert len(rows) == KEYS_MAX


def test_the_figures_are_read_with_get() -> None:
    world = World()
    assert world.get(b"/_harness/capacity", b"POST").status == 405
    assert world.get(b"/_harness/metrics", b"POST").status == 405


def test_metrics_are_in_the_format_that_prometheus_reads() -> None:
    world = World()
    assert world.get(b"/_harness/metrics").header(b"content-type") == (
        b"text/plain; version=1.0.0; charset=utf-8"
    )
