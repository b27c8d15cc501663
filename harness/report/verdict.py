"""A summary put into sentences: does it fit, what breaks first and when, what to change.

Names of tables stand between back-quotes, as in Markdown; each form of the report shows them its
own way.
"""

from dataclasses import dataclass
from enum import StrEnum

from harness.capacity.prices import HOURS_A_MONTH
from harness.report import text
from harness.report.fold import THROTTLING_ERRORS
from harness.report.summary import Resource, Standing, Summary

# Below this the rate seen is a poor guide to the rate to come.
_SHORT_S = 30


class Answer(StrEnum):
    """The verdict in a word or two."""

    FITS = "fits"
    THROTTLES = "throttles"
    WOULD_THROTTLE = "would throttle"
    WILL_THROTTLE = "will throttle"
    NONE = "no verdict"


@dataclass(frozen=True, slots=True)
class Judgement:
    """``headline``: the sentence that matters first. ``sentences``: what follows from it.
    ``notices``: what a reader has to know before believing either."""

    answer: Answer
    headline: str
    sentences: tuple[str, ...]
    notices: tuple[str, ...]


def judge(summary: Summary) -> Judgement:
    breaking = sorted((use for use in summary.used if use.standing.breaks), key=_urgency)
    return Judgement(
        answer=_answer(summary, breaking),
        headline=_headline(summary, breaking),
        sentences=tuple(_sentences(summary, breaking)),
        notices=tuple(_notices(summary)),
    )


_ANSWERS = {
    Standing.THROTTLED: Answer.THROTTLES,
    Standing.WOULD_THROTTLE: Answer.WOULD_THROTTLE,
    Standing.WILL_THROTTLE: Answer.WILL_THROTTLE,
}
_RANKS = list(_ANSWERS)


def _urgency(use: Resource) -> tuple[int, int]:
    return (_RANKS.index(use.standing), use.breaks_at or 0)


def _answer(summary: Summary, breaking: list[Resource]) -> Answer:
    if breaking:
        return _ANSWERS[breaking[0].standing]
    return Answer.FITS if summary.used else Answer.NONE


def _headline(summary: Summary, breaking: list[Resource]) -> str:
    if breaking:
        worst = breaking[0]
        return f"{_load(worst)}: {_when(worst)}; {_remedy(summary, worst)}."
    limited = [use for use in summary.used if use.standing is Standing.FITS]
    if limited:
        return f"It fits: {_busiest(limited)}."
    if summary.used:
        return "No provisioned limit was touched: every table used is on demand."
    if summary.window is None:
        return "Nothing was measured: the ledger holds no call."
    return "Nothing to judge: no call consumed capacity."


def _load(use: Resource) -> str:
    if use.provisioned is None:
        return f"{use.dimension.unit} of {_name(use)} at {text.rate(use.demand)} a second"
    share = text.percent(use.demand_utilisation)
    return f"{use.dimension.unit} of {_name(use)} at {share} of {text.count(use.provisioned)}"


def _when(use: Resource) -> str:
    when = text.second(use.breaks_at or 0)
    if use.standing is Standing.THROTTLED:
        return f"throttled from {when}"
    if use.standing is Standing.WOULD_THROTTLE:
        return f"with limits enforced, throttled from {when}"
    return f"at this rate the burst is used up in {when}, throttled from then on"


def _remedy(summary: Summary, use: Resource) -> str:
    on_demand = f"on demand at USD {_on_demand(summary, use)} a month"
    if use.provisioned is None:
        return f"provisioned, {text.count(use.recommended)} would do"
    if use.recommended > use.provisioned:
        return f"raise to {text.count(use.recommended)}, or {on_demand}"
    return f"this rate fits again once the burst is full, or {on_demand}"


def _on_demand(summary: Summary, use: Resource) -> str:
    costs = (cost.on_demand for cost in summary.costs.tables if cost.table == use.table)
    cost = next(costs, None)
    return "?" if cost is None else text.usd(cost)


def _busiest(limited: list[Resource]) -> str:
    busiest = max(limited, key=lambda use: use.demand_utilisation or 0)
    return (
        f"the busiest limit, {busiest.dimension.unit} of {_name(busiest)}, is at "
        f"{text.percent(busiest.demand_utilisation)} of {text.count(busiest.provisioned or 0)}, "
        f"{text.percent(busiest.peak_utilisation)} in its busiest second"
    )


def _sentences(summary: Summary, breaking: list[Resource]) -> list[str]:
    said = []
    if breaking[1:]:
        said.append(f"Also {_joined([_also(use) for use in breaking[1:]])}.")
    if summary.totals.refused_calls:
        said.append(_refusals(summary))
    if summary.totals.over_calls:
        over = text.plural(summary.totals.over_calls, "call")
        said.append(f"AWS would have refused {over} of {text.count(summary.totals.calls)}.")
    if summary.used:
        said.append(_month(summary))
    return said


def _also(use: Resource) -> str:
    raised = ""
    if use.provisioned is not None and use.recommended > use.provisioned:
        raised = f" (raise {text.count(use.provisioned)} to {text.count(use.recommended)})"
    return f"{use.dimension.unit} of {_name(use)} from second {use.breaks_at or 0:,}{raised}"


def _joined(parts: list[str], most: int = 2) -> str:
    shown = parts[:most]
    if len(parts) > most:
        shown.append(f"{len(parts) - most} more")
    return shown[0] if len(shown) == 1 else ", ".join(shown[:-1]) + " and " + shown[-1]


def _refusals(summary: Summary) -> str:
    outcomes = summary.totals.outcomes
    refused = text.plural(summary.totals.refused_calls, "call")
    return (
        f"DynamoDB refused {refused}; {text.count(outcomes.throttled)} of "
        f"{text.plural(outcomes.requests, 'request')} ended throttled."
    )


def _month(summary: Summary) -> str:
    costs = summary.costs
    return (
        f"A month of this rate costs USD {text.usd(costs.total.as_is)} as it is, "
        f"{text.usd(costs.total.as_recommended)} with the recommended values, "
        f"{text.usd(costs.total.on_demand)} on demand "
        f"({costs.priced_region}, {HOURS_A_MONTH} h, before the free tier)."
    )


def _notices(summary: Summary) -> list[str]:
    notices = list(summary.facts.events)
    if summary.cut_off:
        notices.append(
            "The run was cut off: the figures end with the last call recorded, and a tenth of a "
            "second before may be missing."
        )
    if summary.torn:
        notices.append("The ledger's last line was incomplete and is left out.")
    notices += _doubts(summary)
    return notices


def _doubts(summary: Summary) -> list[str]:
    """Why the figures may not say what they seem to."""
    doubts = []
    if summary.window and summary.window.duration_ns < _SHORT_S * 1_000_000_000:
        seconds = text.span(round(summary.window.duration_ns / 1e9))
        doubts.append(f"Only {seconds} were measured: the rates are a rough guide.")
    if summary.totals.outcomes.failed:
        doubts.append(_failures(summary))
    if summary.demand_is_floor:
        doubts.append(
            "Some request kinds were only ever refused: the demand is higher than estimated, and "
            "the recommended values are a lower bound."
        )
    if summary.totals.refused_calls:
        doubts.append(
            "Refused callers wait and send less, so the demand is at least this; --limits off "
            "measures it whole."
        )
    if not summary.enforced:
        doubts.append("Limits were not enforced in this run: throttling is modelled.")
    return doubts


def _failures(summary: Summary) -> str:
    failed = summary.totals.outcomes.failed
    errors = {
        name: number
        for name, number in summary.totals.request_errors.items()
        if name not in THROTTLING_ERRORS
    }
    causes = f" ({text.listed(errors)})" if errors else ""
    return (
        f"{text.plural(failed, 'request')} failed for another reason than throttling{causes}: "
        "what they would have consumed is missing from the figures."
    )


def _name(use: Resource) -> str:
    return f"`{text.resource(use.table, use.index)}`"
