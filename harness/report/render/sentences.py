"""What a report says about its tables, in sentences; all forms of the report use the same.

Names stand between back-quotes, as in the verdict.
"""

from collections.abc import Iterator
from fractions import Fraction

from harness.capacity.prices import missing_words
from harness.report.assess.overload import Waves, waves_of
from harness.report.render import text
from harness.report.values.costs import Costs, LambdaCost
from harness.report.values.request import Kind
from harness.report.values.resource import Dimension, Resource
from harness.report.values.summary import Summary

# "Enough to handle up to 200 million requests per month": AWS's page on its free tier.
_PROMISED = 200_000_000


def free_tier(summary: Summary) -> str | None:
    """How many requests of this mix 25 RCU and 25 WCU serve; None where no mix is known."""
    even, peaks = summary.free_tier.requests_a_month, summary.free_tier_at_peaks.requests_a_month
    if even is None:
        return None
    waves = ""
    if peaks is not None and peaks < even * 0.99:
        waves = (
            f", or {text.round_count(peaks)} where they come in waves, hour by hour as in this run"
        )
    return (
        f"25 RCU and 25 WCU, the free tier, serve {text.round_count(even)} requests a month of "
        f"this mix at an even rate{waves}. AWS's “up to {text.round_count(_PROMISED)}” needs a "
        "mix that uses all 25 RCU and all 25 WCU every second."
    )


def free_tier_split(summary: Summary) -> str | None:
    """Which units where; None where it is the only way to split them."""
    split = summary.free_tier.split
    if len(split) < 2:
        return None
    parts = [
        f"`{text.resource(part.table, part.index)}` {part.read_units} RCU and "
        f"{part.write_units} WCU"
        for part in split
    ]
    return f"Best split: {', '.join(parts)}."


def break_even(summary: Summary) -> str | None:
    """Where provisioned and on-demand capacity cost the same."""
    even = summary.costs.break_even
    if even.million is None or even.requests is None:
        return None
    worth = ""
    if even.write_use is not None:
        worth = (
            f" A provisioned unit is worth its price where more than "
            f"{text.percent(even.write_use)} of it is used over the month."
        )
    return (
        f"On demand, a million requests of this mix cost USD {text.usd(even.million)}: cheaper "
        f"than the recommended values up to {text.round_count(even.requests)} requests a month."
        f"{worth}"
    )


def unknown_prices(costs: Costs) -> str:
    """Why a cost is not there."""
    return missing_words(costs.region, costs.missing)


def functions(cost: LambdaCost) -> str:
    """What Lambda itself costs."""
    usage = (
        f"{text.round_count(cost.invocations)} requests and "
        f"{text.count(int(cost.gb_seconds))} GB-seconds"
    )
    if cost.month is None:
        return f"Plus Lambda, whose price is not known: {usage} a month."
    return (
        f"Plus Lambda: USD {text.usd(cost.month)} a month for {usage}, "
        f"{text.usd(cost.after_free_tier)} after "
        "its free tier. The durations are this machine's, not AWS's; cold starts are billed too."
    )


def growing(kind: Kind) -> Iterator[str]:
    """Why its units may grow with the data, and whether they did."""
    reasons = []
    if kind.scans:
        reasons.append("with the whole table (Scan)")
    if "Query" in kind.operations:
        reasons.append("with the items under a key (Query)")
    statements = sorted(name for name in kind.operations if name.endswith("Statement"))
    if statements:
        reasons.append(f"with what its statement reads ({', '.join(statements)})")
    if reasons:
        yield f"`{kind.name}` grows {' and '.join(reasons)}."
    for growth in kind.growths:
        yield (
            f"`{kind.name}` got dearer in this run: from {text.rate(growth.first)} to "
            f"{text.rate(growth.last)} {growth.dimension.unit} each."
        )


def waves(summary: Summary) -> Iterator[str]:
    """Of each limit that was exceeded for a while: what burst capacity absorbed, what throttled."""
    for use in summary.used:
        found = waves_of(use, enforced=summary.enforced)
        if found is not None and found.count:
            happened = _exceeded(use, found), _absorbed(use, found), _throttled(summary, use, found)
            yield " ".join(happened)


def _exceeded(use: Resource, found: Waves) -> str:
    limit = f"{text.count(use.provisioned or 0)} {use.dimension.unit} a second"
    name = text.resource(use.table, use.index)
    return f"Demand exceeded the {limit} of `{name}` in {text.plural(found.count, 'wave')}."


def _absorbed(use: Resource, found: Waves) -> str:
    absorbed = f"{text.units(found.absorbed_half_units)} {use.dimension.unit}"
    left, full = text.units(found.least_left_half_units), text.units(found.full_half_units)
    return f"Burst capacity absorbed {absorbed} and fell to {left} of {full}."


def _throttled(summary: Summary, use: Resource, found: Waves) -> str:
    if not found.throttled:
        return "Nothing was refused." if summary.enforced else "AWS would have refused nothing."
    which = "It" if found.count == 1 else f"{text.count(found.throttled)} of them"
    lost = f"{text.units(found.unserved_half_units)} {use.dimension.unit}"
    when = text.second(use.breaks_at or 0)
    if not summary.enforced:
        return f"{which} would have throttled, from {when}: AWS would have refused {lost}."
    calls = text.plural(use.refused_calls, "call")
    return f"{which} throttled, from {when}: {calls} refused, and some {lost} never served."


def index_share(summary: Summary) -> str | None:
    """What indexes take of all written units."""
    written = sum(arm.write_half_units for arm in summary.arms)
    of_indexes = sum(arm.write_half_units for arm in summary.arms if arm.index is not None)
    if not of_indexes:
        return None
    share = text.percent(Fraction(of_indexes, written))
    return f"Indexes take {share} of all {Dimension.WRITE.unit} consumed."


def retries(summary: Summary) -> str | None:
    """What throttling cost; None where nothing was refused to an SDK."""
    cost = summary.retries
    if not cost.calls:
        return None
    return (
        f"{text.plural(cost.calls, 'call')} {'was' if cost.calls == 1 else 'were'} refused "
        f"({text.plural(cost.refusals, 'time')}): {text.count(cost.recovered)} succeeded on a "
        f"retry, {text.count(cost.given_up)} failed. From first to last attempt: "
        f"{text.milliseconds(cost.added.p50_ns)} ms at p50, "
        f"{text.milliseconds(cost.added.p95_ns)} at p95, {text.milliseconds(cost.added.max_ns)} "
        "at most."
    )
