"""The live figures in Prometheus's text format.

A registry of its own: nothing of the process, nothing global.
"""

from collections.abc import Callable, Iterator

from prometheus_client import CollectorRegistry
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.metrics_core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from harness.ledger.counter import Counter
from harness.live.snapshot import ThroughputReading

_THROUGHPUT = ("table", "index", "dimension")


def exposition(
    snapshot: Callable[[], list[ThroughputReading]], counter: Counter
) -> Callable[[], tuple[bytes, bytes]]:
    """A function that gives the text of this moment and its content type."""
    registry = CollectorRegistry()
    registry.register(_Figures(snapshot, counter))
    return lambda: (generate_latest(registry), CONTENT_TYPE_LATEST.encode())


class _Figures(Collector):
    """The ``index`` of a table itself is empty."""

    def __init__(self, snapshot: Callable[[], list[ThroughputReading]], counter: Counter) -> None:
        self._snapshot = snapshot
        self._counter = counter

    def describe(self) -> list[Metric]:
        return []  # else registering would collect once

    def collect(self) -> Iterator[Metric]:
        yield from _throughputs(self._snapshot())
        yield from _functions(self._counter)


def _throughputs(capacities: list[ThroughputReading]) -> Iterator[Metric]:
    consumed = CounterMetricFamily(
        "harness_consumed_capacity_units", "Capacity units consumed.", labels=_THROUGHPUT
    )
    throttled = CounterMetricFamily(
        "harness_throttled_calls", "Calls refused, in whole or in part.", labels=_THROUGHPUT
    )
    provisioned = GaugeMetricFamily(
        "harness_provisioned_capacity_units", "Capacity units granted a second.", labels=_THROUGHPUT
    )
    burst = GaugeMetricFamily(
        "harness_burst_left_capacity_units", "Unused capacity units kept.", labels=_THROUGHPUT
    )
    for capacity in capacities:
        labels = (capacity.table, capacity.index or "", "write" if capacity.write else "read")
        consumed.add_metric(labels, capacity.consumed_half_units / 2)
        throttled.add_metric(labels, capacity.throttled)
        if capacity.provisioned_units is not None:
            provisioned.add_metric(labels, capacity.provisioned_units)
        if capacity.burst_left_half_units is not None:
            burst.add_metric(labels, capacity.burst_left_half_units / 2)
    yield from (consumed, throttled, provisioned, burst)


def _functions(counter: Counter) -> Iterator[Metric]:
    calls = CounterMetricFamily("harness_function_calls", "Calls to DynamoDB.", labels=["function"])
    throttled = CounterMetricFamily(
        "harness_function_throttled_calls",
        "Calls refused, in whole or in part.",
        labels=["function"],
    )
    consumed = CounterMetricFamily(
        "harness_function_consumed_capacity_units",
        "Capacity units consumed.",
        labels=["function", "dimension"],
    )
    for name, caller in counter.callers.items():
        calls.add_metric([name], caller.count)
        throttled.add_metric([name], caller.throttled)
        consumed.add_metric([name, "read"], caller.read_half_units / 2)
        consumed.add_metric([name, "write"], caller.write_half_units / 2)
    yield from (calls, throttled, consumed)
