"""A projection in sentences and rows: every form of the report shows the same.

Names stand between back-quotes, as in the verdict. A figure that rests on fewer than five requests
is followed by ``*``, which a notice explains.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from fractions import Fraction

from harness.capacity.partitions import PARTITION_READ_UNITS, PARTITION_WRITE_UNITS
from harness.capacity.prices import HOURS_A_MONTH
from harness.model.time import NS_PER_S
from harness.report.assess.plan_change import is_worth_changing
from harness.report.render import text
from harness.report.values.projection import PlanSimulation, TrafficProjection, UnitsRise
from harness.report.values.summary import Summary
from harness.simulate.outcome import Fit, RefusalReason, ResourceOutcome, Shortage
from harness.simulate.plan import AutoScaled, CapacityMode, CapacityPlan, OnDemand, Provisioned
from harness.simulate.profile import FEW_SAMPLES, ResourceId
from harness.simulate.traffic import MINUTE_S

USE_COLUMNS = ("limit", "demand", "used", "burst left", "refused", "from")
RESOURCE_COLUMNS = (*USE_COLUMNS, "advice")
STEP_COLUMNS = ("traffic", "requests/s", "cheapest plan", "USD a month")


def headline(projection: PlanSimulation) -> str:
    """Whether the plan serves the traffic, by the resource that decides."""
    return _marked(projection, _headline(projection))


def _headline(projection: PlanSimulation) -> str:
    refused = projection.first_refused
    if projection.fit is Fit.THROTTLES and refused is not None:
        unit = refused.resource.unit
        return (
            f"Throttles from second {text.count(refused.first_refusal_s or 0)} on: "
            f"{text.percent(refused.refused_share)} of the attempts that take {unit} of "
            f"`{name(refused.resource)}` are refused{_reason(projection.reason(refused.resource))}."
        )
    limited = [use for use in projection.outcome.resources if _limit(use.mode) is not None]
    if not limited:
        return "Fits: every table is on demand."
    busiest = max(limited, key=_used)
    minute = f"busiest minute {_of_limit(busiest)}"
    if projection.fit is Fit.FITS:
        return f"Fits: {minute}."
    least, full = busiest.least_burst_half_units, busiest.full_burst_half_units
    return (
        f"Fits with burst only: {minute}; burst falls to {text.units(least)} of "
        f"{text.units(full)}. AWS does not guarantee burst."
    )


def traffic_sentence(summary: Summary, projection: TrafficProjection) -> str:
    """What the verdict is about, and what this machine sent beside it."""
    sent = None
    if summary.window is not None:
        sent = float(summary.window.rate(summary.totals.outcomes.requests))
    sentence = projection.traffic.sentence(sent)
    return f"{sentence[0].upper()}{sentence[1:]}."


def bill_sentence(projection: PlanSimulation) -> str:
    """One total a month, and what it is made of."""
    bill = projection.bill
    total = f"A month of {HOURS_A_MONTH} h costs USD {text.usd(bill.total)} before the free tier"
    if bill.functions is None:
        return _marked(projection, f"{total}, all of it DynamoDB.")
    basis = "with the milliseconds given" if bill.own_ms else "with this machine's milliseconds"
    return _marked(
        projection,
        f"{total}: DynamoDB USD {text.usd(bill.throughput)}, Lambda USD "
        f"{text.usd(bill.functions.usd)} ({basis}).",
    )


def advice_sentence(projection: TrafficProjection) -> str:
    """The solver's answer, in a sentence."""
    cost = f"USD {text.usd(projection.advice_usd)} a month for DynamoDB"
    if not is_worth_changing(projection):
        sentence = f"Nothing has to change: no other plan that fits costs less ({cost})."
        return _marked(projection, sentence)
    tables = touched_tables(projection)
    plans = ", ".join(f"`{table}` {plan_words(projection.advice, table)}" for table in tables)
    answer = "" if projection.advice_outcome.fit is Fit.FITS else " It does not fit either."
    return _marked(projection, f"Cheapest plan that fits: {plans}; {cost}.{answer}")


def _marked(projection: PlanSimulation, sentence: str) -> str:
    return f"{sentence} *" if projection.few else sentence


def measured_sentence(projection: PlanSimulation) -> str:
    """What a request of each kind costs, and how sure that is; ``measured_kinds`` has the parts."""
    return f"A request costs, ± one standard error: {'; '.join(measured_kinds(projection))}."


def measured_kinds(projection: PlanSimulation) -> Iterator[str]:
    """For example `` `bill`: 1.16 RCU ± 0.05 from 191``: the kinds of this traffic."""
    for kind in projection.profile.kinds:
        if kind.kind in projection.traffic.kinds:
            yield kind.sentence


def on_demand_sentences(projection: TrafficProjection) -> Iterator[str]:
    """What an on-demand table costs, would cost, could cost, and where it refuses."""
    for table in projection.on_demand:
        maximum = ", ".join(
            f"{text.count(units)} {resource.unit}"
            + (f" of `{resource.index}`" if resource.index else "")
            for resource, units in table.maximum.items()
        )
        sudden = ""
        if table.sudden_per_s is not None:
            sudden = (
                f" A rise above {text.rate(2 * table.sudden_per_s)} requests/s within half an hour "
                "is refused in part while the table grows."
            )
        yield (
            f"`{table.table}` on demand costs USD {text.usd(table.usd)} a month; the cheapest "
            f"provisioned plan that fits costs USD {text.usd(table.provisioned_usd)}. A maximum of "
            f"{maximum} refuses nothing of this traffic and keeps a month below USD "
            f"{text.usd(table.most_usd)}.{sudden}"
        )


def break_even_sentence(projection: TrafficProjection) -> str:
    """Where on demand stops being the cheapest; empty where the steps do not cross it."""
    per_s = projection.break_even_per_s
    if per_s is None:
        return ""
    return f"On demand is the cheapest up to about {text.rate(2 * per_s)} requests/s."


def notices(projection: TrafficProjection, started_ns: int) -> Iterator[str]:
    """What a reader has to know before believing the projection. ``started_ns``: of the run, from
    which an advice holds."""
    yield from plan_notices(projection)
    for rise in projection.rises:
        yield _rise(rise, started_ns)


def plan_notices(projection: PlanSimulation) -> Iterator[str]:
    """Of any plan: figures that rest on little or are missing, hot keys, and quotas."""
    for kind in projection.profile.kinds:
        if kind.kind in projection.few:
            yield (
                f"`{kind.kind}` was measured only {text.plural(kind.samples, 'time')}, fewer than "
                f"{FEW_SAMPLES}: every figure marked * rests on it."
            )
    for kind_name, requests in projection.profile.unserved.items():
        times = text.plural(requests, "time")
        yield f"`{kind_name}` came {times} and was never served whole: it is not in these figures."
    for reason in projection.reasons:
        if reason.shortage is Shortage.HOT_KEY:
            yield _hot_key(reason)
    yield from projection.outcome.over_quota


def _hot_key(reason: RefusalReason) -> str:
    unit = reason.resource.unit
    most = PARTITION_WRITE_UNITS if reason.resource.write else PARTITION_READ_UNITS
    share = ""
    if reason.hottest_share is not None:
        share = f", whose hottest key takes {text.percent(reason.hottest_share)} of its {unit},"
    return (
        f"A partition of `{name(reason.resource)}`{share} is at its ceiling of "
        f"{text.count(most)} {unit}: spread the load over more keys."
    )


def resource_row(projection: TrafficProjection, use: ResourceOutcome) -> tuple[str, ...]:
    """By ``RESOURCE_COLUMNS``."""
    return (*use_row(projection, use), mode_words(projection.advice.capacity[use.resource]))


def use_row(projection: PlanSimulation, use: ResourceOutcome) -> tuple[str, ...]:
    """By ``USE_COLUMNS``: units a second in the busiest minute against the limit."""
    limit = _limit(use.mode)
    mark = "*" if _rests_on_few(projection, use.resource) else ""
    first = use.first_refusal_s
    has_burst = limit is not None and use.full_burst_half_units
    return (
        "on demand" if limit is None else text.count(limit),
        text.rate(Fraction(use.busiest_half_units, MINUTE_S)) + mark,
        "–" if limit is None else text.percent(_used(use)) + mark,
        text.units(use.least_burst_half_units) if has_burst else "–",
        text.percent(use.refused_share) if use.refused_calls else "0",
        "–" if first is None else f"{text.span(first)}",
    )


def step_rows(projection: TrafficProjection) -> Iterator[tuple[str, ...]]:
    """By ``STEP_COLUMNS``."""
    tables = touched_tables(projection)
    for step in projection.steps:
        plans = dict.fromkeys(plan_words(step.plan, table) for table in tables)
        yield (
            f"× {float(step.factor):g}",
            text.rate(2 * step.requests_per_s),
            " / ".join(plans) + ("" if step.fits else " (does not fit)"),
            text.usd(step.usd),
        )


def used_resources(projection: PlanSimulation) -> tuple[ResourceOutcome, ...]:
    """Those that the traffic draws on."""
    return tuple(use for use in projection.outcome.resources if use.demand_half_units)


def mode_words(mode: CapacityMode) -> str:
    """``86``, ``30–135 at 70 %``, ``on demand``."""
    match mode:
        case Provisioned(units):
            return text.count(units)
        case AutoScaled(minimum, maximum, target):
            share = text.percent(target)
            return f"{text.count(minimum)}–{text.count(maximum)} at {share}"
        case OnDemand(maximum):
            return "on demand" if maximum is None else f"on demand, at most {text.count(maximum)}"


def touched_tables(projection: PlanSimulation) -> tuple[str, ...]:
    """Those that the traffic reads or writes; an advice leaves the others alone."""
    return tuple(dict.fromkeys(use.resource.table for use in used_resources(projection)))


def plan_words(plan: CapacityPlan, table: str) -> str:
    """How a table is billed: ``on demand``, ``provisioned``, ``auto scaled``."""
    modes = [mode for resource, mode in plan.capacity.items() if resource.table == table]
    if any(isinstance(mode, AutoScaled) for mode in modes):
        return "auto scaled"
    return "on demand" if any(isinstance(mode, OnDemand) for mode in modes) else "provisioned"


def _rise(rise: UnitsRise, started_ns: int) -> str:
    unit = rise.resource.unit
    until = ""
    if rise.holds_s is not None:
        day = datetime.fromtimestamp(started_ns // NS_PER_S + rise.holds_s, tz=UTC)
        until = f" At this traffic the advice holds until {day:%Y-%m-%d}."
    thousand = text.rate(1000 * rise.slope)
    return (
        f"`{rise.kind}` gets dearer with the data: {text.rate(rise.half_units)} {unit} of "
        f"`{name(rise.resource)}` now, {thousand} more after each 1,000 requests.{until}"
    )


def _rests_on_few(projection: PlanSimulation, resource: ResourceId) -> bool:
    return any(
        resource in kind.units for kind in projection.profile.kinds if kind.kind in projection.few
    )


def _reason(reason: RefusalReason | None) -> str:
    if reason is None or reason.shortage is Shortage.STARVED:
        return ""
    return ": one partition key is too hot, so more units would not help"


def _of_limit(use: ResourceOutcome) -> str:
    limit = text.count(_limit(use.mode) or 0)
    return f"{text.percent(_used(use))} of {limit} {use.resource.unit} of `{name(use.resource)}`"


def _used(use: ResourceOutcome) -> Fraction:
    """Demand in the busiest minute by the limit."""
    return Fraction(use.busiest_half_units, 2 * MINUTE_S * (_limit(use.mode) or 1))


def _limit(mode: CapacityMode) -> int | None:
    match mode:
        case Provisioned(units):
            return units
        case AutoScaled(maximum=maximum):
            return maximum
        case OnDemand(maximum=maximum):
            return maximum


def name(resource: ResourceId) -> str:
    """A table, or an index with its table."""
    return text.resource(resource.table, resource.index)
