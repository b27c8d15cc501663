"""The figures at one moment, beside what is provisioned."""

from collections import Counter as Sums
from collections.abc import Container, Iterable
from dataclasses import dataclass

from harness.capacity.gauge import Gauge
from harness.ledger.counter import Counter, Flow, Key

MINUTE_S = 60


@dataclass(frozen=True, slots=True)
class ThroughputReading:
    """One throughput: a table's or an index's, for reads or for writes.

    The last second and the last minute are whole seconds, the one that runs left out.
    ``provisioned_units``: granted a second, on demand what is granted now. ``utilisation``: of
    that, over the last minute or since the start; a table's has its local indexes in it.
    ``burst_left_half_units``: negative in debt. All three are None for a local index, which draws
    on its table's, and for a table that is gone.
    """

    table: str
    index: str | None
    write: bool
    consumed_half_units: int
    consumed_last_second_half_units: int
    consumed_last_minute_half_units: int
    throttled: int
    throttled_last_minute: int
    provisioned_units: int | None
    utilisation: float | None
    burst_left_half_units: int | None


def capacities(
    counter: Counter, gauges: Iterable[Gauge], now_s: int, running_s: int
) -> list[ThroughputReading]:
    """Every throughput that exists or has been used, in order of its name.

    ``now_s``: the second of the epoch; ``running_s``: whole seconds since the start.
    """
    gauged = {(gauge.table, gauge.index, gauge.write): gauge for gauge in gauges}
    keys = sorted(gauged.keys() | counter.flows.keys(), key=_name)
    drawn = _drawn(counter, gauged, now_s)
    window_s = max(1, min(MINUTE_S, running_s))
    return [
        _capacity(
            key, counter.flows.get(key) or Flow(), gauged.get(key), drawn[key], now_s, window_s
        )
        for key in keys
    ]


def _name(key: Key) -> tuple[str, str, bool]:
    return key[0], key[1] or "", key[2]


def _drawn(counter: Counter, gauged: Container[Key], now_s: int) -> Sums[Key]:
    """Half-units of the last minute, by who provides them."""
    drawn: Sums[Key] = Sums()
    for key, flow in counter.flows.items():
        payer = key if key in gauged else (key[0], None, key[2])
        drawn[payer] += flow.consumed.last(MINUTE_S, now_s)
    return drawn


def _capacity(
    key: Key, flow: Flow, gauge: Gauge | None, drawn: int, now_s: int, window_s: int
) -> ThroughputReading:
    provisioned = None if gauge is None else gauge.units_per_s
    return ThroughputReading(
        *key,
        consumed_half_units=flow.consumed.total,
        consumed_last_second_half_units=flow.consumed.last(1, now_s),
        consumed_last_minute_half_units=flow.consumed.last(MINUTE_S, now_s),
        throttled=flow.throttled.total,
        throttled_last_minute=flow.throttled.last(MINUTE_S, now_s),
        provisioned_units=provisioned,
        utilisation=drawn / (2 * provisioned * window_s) if provisioned else None,
        burst_left_half_units=None if gauge is None else gauge.burst_half_units,
    )
