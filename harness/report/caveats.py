"""What a report's figures rest on: measured, modelled, doubtful, not emulated."""

from dataclasses import dataclass

from harness.report.summary import Summary


@dataclass(frozen=True, slots=True)
class Difference:
    """A case that DynamoDB Local meters otherwise than AWS, and whose figure is passed on.

    ``calls``: how many calls of this run are of an operation, or ended in an error, where it can
    show; how many of them it touched is not known.
    """

    case: str
    aws: str
    here: str
    operations: tuple[str, ...] = ()
    errors: tuple[str, ...] = ()

    def calls(self, summary: Summary) -> int:
        operations, errors = summary.totals.operations, summary.totals.call_errors
        return sum(operations.get(name, 0) for name in self.operations) + sum(
            errors.get(name, 0) for name in self.errors
        )


@dataclass(frozen=True, slots=True)
class Caveats:
    measured: tuple[str, ...]
    modelled: tuple[str, ...]
    doubtful: tuple[str, ...]
    not_emulated: tuple[str, ...]
    differences: tuple[tuple[Difference, int], ...]


# DynamoDB Local 3.3.1 measured on 2026-11-23 against figures that others recorded on AWS.
DIFFERENCES = (
    Difference(
        "A write whose condition fails",
        "charged by the existing item's size, at least 1 WCU",
        "nothing: the error carries no figure",
        errors=("ConditionalCheckFailedException",),
    ),
    Difference(
        "A transaction that is cancelled",
        "consumes as if it had succeeded",
        "nothing: the error carries no figure",
        errors=("TransactionCanceledException",),
    ),
    Difference(
        "TransactWriteItems",
        "twice each action's size, added up: 4 WCU for 2 tiny puts",
        "actions of equal size are counted once: 2 WCU",
        ("TransactWriteItems",),
    ),
    Difference(
        "TransactWriteItems on a table with indexes",
        "only the table's part is doubled",
        "the indexes' parts are doubled too",
        ("TransactWriteItems",),
    ),
    Difference(
        "ConditionCheck of a 3 KB item",
        "6 WCU, by the size of the item read",
        "2 WCU, whatever its size",
        ("TransactWriteItems",),
    ),
    Difference(
        "A transaction repeated with its token",
        "consumes reads",
        "counted as writes",
        ("TransactWriteItems",),
    ),
    Difference(
        "PartiQL",
        "as the same operation without PartiQL",
        "no figure, so nothing is counted",
        ("ExecuteStatement", "BatchExecuteStatement", "ExecuteTransaction"),
    ),
    Difference(
        "Query or Scan that reads nothing",
        "the minimum: 0.5 RCU, 1 strongly consistent",
        "0",
        ("Query", "Scan"),
    ),
    Difference(
        "BatchGetItem of a missing key",
        "the minimum for each: 0.5 RCU, 1 strongly consistent",
        "0",
        ("BatchGetItem",),
    ),
    Difference(
        "BatchWriteItem that deletes a missing item",
        "1 WCU each",
        "2 WCU each",
        ("BatchWriteItem",),
    ),
    Difference(
        "UpdateItem with the legacy AttributeUpdates, above 1 KB",
        "by size",
        "always 1 WCU",
        ("UpdateItem",),
    ),
    Difference(
        "Scan of a new on-demand table with one tiny item (unexplained)",
        "4 RCU strongly consistent, 2 eventually",
        "1 and 0.5",
        ("Scan",),
    ),
)

_MEASURED = (
    "Calls, refusals, outcomes and latencies, one by one at the endpoint. Calls that prepare data "
    "(setup) are left out of every figure.",
    "Units of each table and index: what DynamoDB Local reports as consumed.",
    "Latency and cold starts are this machine's, not AWS's.",
)
_MODELLED = (
    "Limits: one bucket for each provisioned number, filled at its rate, 300 s of it kept, full at "
    "the start. AWS calls that burst best effort: do not count on all of it.",
    "Burst left: the units of each second through such a bucket, full at second 0.",
    "Demand: consumption plus, for each request that ended refused, what the served requests of "
    "its kind consumed on average. Where users wait for an answer before they send the next "
    "request, throttling also slows what they send: the real demand may be higher.",
    "Recommended: the fewest units that serve this window over and over, mean rate and burst. "
    "There is no headroom in it. Limits that nothing was asked of stay as they are.",
    "Cost: this rate held for a month of 730 hours. Throughput only: no storage, streams, backups, "
    "transfer or Lambda, no tax.",
)
_DOUBTFUL = (
    "A call passes while its bucket is above zero and may leave it in debt: AWS documents neither "
    "that nor the opposite.",
    "The free tier (18,600 RCU-hours and WCU-hours a month) may hold once an account or once a "
    "Region: AWS's pages differ.",
)
_NOT_EMULATED = (
    "Partition ceilings (3,000 RCU, 1,000 WCU) and hot keys; auto scaling; on-demand tables' own "
    "limits; account quotas.",
    "Index back-pressure is immediate here; on AWS it lags.",
)


def caveats_of(summary: Summary) -> Caveats:
    return Caveats(
        measured=_MEASURED,
        modelled=_MODELLED,
        doubtful=(*_DOUBTFUL, *_of_this_run(summary)),
        not_emulated=(*_NOT_EMULATED, *_ignored(summary)),
        differences=tuple((difference, difference.calls(summary)) for difference in DIFFERENCES),
    )


def _of_this_run(summary: Summary) -> list[str]:
    doubts = []
    costs = summary.costs
    if costs.on_demand_doubtful:
        doubts.append(
            f"On-demand prices of {costs.priced_region} are derived, not from a price list."
        )
    if costs.priced_region != summary.facts.region:
        doubts.append(
            f"No prices of {summary.facts.region} are known here: those of {costs.priced_region} "
            "are used."
        )
    return doubts


def _ignored(summary: Summary) -> list[str]:
    return [f"Of the template: {sentence}" for sentence in summary.facts.ignored]
