"""What a report's figures rest on: measured, modelled, doubtful, not emulated."""

from dataclasses import dataclass

from harness.capacity.doubtful import DOUBTFUL
from harness.capacity.prices import missing_words
from harness.report.values.summary import Summary


@dataclass(frozen=True, slots=True)
class Caveats:
    """What the report's figures rest on: measured, modelled, doubtful."""

    measured: tuple[str, ...]
    modelled: tuple[str, ...]
    doubtful: tuple[str, ...]
    not_emulated: tuple[str, ...]


_MEASURED = (
    "Calls, refusals, outcomes and latencies, one by one at the endpoint. Calls that prepare data "
    "(setup) are left out of every figure.",
    "Units of each table and index: by AWS's rules, from the items themselves wherever DynamoDB "
    "Local counts otherwise (docs/metering.md has each case).",
    "Latency and cold starts are this machine's, not AWS's.",
)
_MODELLED = (
    "Limits: buckets of tables, global indexes and partitions, by AWS's documented rules "
    "(docs/throttling.md). AWS calls burst best effort: do not count on all of it.",
    "Burst left: the units of each second through such a bucket, full at second 0.",
    "Demand: consumption plus, for each request that ended refused, what the served requests of "
    "its kind consumed on average. Where users wait for an answer before they send the next "
    "request, throttling also slows what they send: the real demand may be higher.",
    "Recommended: the fewest units that serve this window over and over, mean rate and burst. "
    "There is no headroom in it. Limits that nothing was asked of stay as they are.",
    "Cost: this rate held for a month of 730 hours. Throughput and Lambda only: no storage, "
    "streams, backups or transfer, no tax. Lambda with this machine's durations. Auto scaling by "
    "its documented rules, on this run's minutes over and over; a target of 70 %, a minimum of 1.",
    "Partitions and their heat: AWS shows none. Splits and keys that were isolated in mid-run are "
    "left out of it.",
    "Retry modes: every further attempt is refused with the probability seen in this run.",
)
_DOUBTFUL = (
    "The free tier (18,600 RCU-hours and WCU-hours a month) may hold once an account or once a "
    "Region: AWS's pages differ.",
)
_LIMITS = tuple(f"Limits: {sentence}" for _, sentence in DOUBTFUL)
_NOT_EMULATED = (
    "Auto scaling in mid-run; splitting a partition by its sort keys; global tables.",
    "A Scan of a new on-demand table with one tiny item costs 4 RCU on AWS (2 eventually "
    "consistent), unexplained; here 1 and 0.5.",
)


def caveats_of(summary: Summary) -> Caveats:
    """What this run's figures rest on."""
    return Caveats(
        measured=_MEASURED,
        modelled=_MODELLED,
        doubtful=(*_LIMITS, *_DOUBTFUL, *_of_this_run(summary)),
        not_emulated=(*_NOT_EMULATED, *_ignored(summary)),
    )


def _of_this_run(summary: Summary) -> list[str]:
    costs = summary.costs
    unknown = missing_words(costs.region, costs.missing)
    return [*costs.doubtful, *([unknown] if unknown else [])]


def _ignored(summary: Summary) -> list[str]:
    return [f"Of the template: {sentence}" for sentence in summary.facts.ignored]
