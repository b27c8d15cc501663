"""A summary put into sentences: does it fit, what breaks first and when, what to change.

Names of tables stand between back-quotes, as in Markdown; each form of the report shows them its
own way.
"""

from dataclasses import dataclass
from enum import StrEnum

from harness.capacity.prices import missing_words
from harness.model.time import NS_PER_S
from harness.report.render import outlook, text
from harness.report.render.bill import RaisedLimits, bill
from harness.report.values.projection import TrafficProjection
from harness.report.values.resource import Resource, Standing
from harness.report.values.summary import Summary
from harness.simulate.outcome import Fit

# Below this the rate seen is a poor guide to the rate to come.
_SHORT_S = 30


class VerdictAnswer(StrEnum):
    """The verdict in a word or two."""

    FITS = "fits"
    FITS_WITH_BURST = "fits with burst"
    THROTTLES = "throttles"
    WOULD_THROTTLE = "would throttle"
    WILL_THROTTLE = "will throttle"
    NONE = "no verdict"


@dataclass(frozen=True, slots=True)
class Judgement:
    """``headline``: the sentence that matters first. ``sentences``: what follows from it.
    ``notices``: what a reader has to know before believing either."""

    answer: VerdictAnswer
    headline: str
    sentences: tuple[str, ...]
    notices: tuple[str, ...]


def judge(summary: Summary) -> Judgement:
    """The verdict of a run, its reasons and its advice."""
    if summary.projection is not None:
        return _of_traffic(summary, summary.projection)
    breaking = _breaking(summary)
    return Judgement(
        answer=_answer(summary, breaking),
        headline=_headline(summary, breaking),
        sentences=tuple(_sentences(summary, breaking)),
        notices=tuple(_notices(summary)),
    )


def _of_traffic(summary: Summary, projection: TrafficProjection) -> Judgement:
    """The projection decides; what happened in the run comes second."""
    happened = [f"In this run: {_headline(summary, _breaking(summary))}"]
    if summary.totals.refused_calls:
        happened.append(_refusals(summary))
    sentences = (
        outlook.traffic_sentence(summary, projection),
        outlook.advice_sentence(projection),
        outlook.bill_sentence(projection),
        *outlook.on_demand_sentences(projection),
        *happened,
    )
    return Judgement(
        answer=_FITS[projection.fit],
        headline=outlook.headline(projection),
        sentences=sentences,
        notices=(
            *outlook.notices(projection, summary.facts.started_ns),
            *_incidents(summary),
            *([_failures(summary)] if summary.totals.outcomes.failed else []),
        ),
    )


def _breaking(summary: Summary) -> list[Resource]:
    return sorted((use for use in summary.used if use.standing.breaks), key=_urgency)


_FITS = {
    Fit.FITS: VerdictAnswer.FITS,
    Fit.FITS_WITH_BURST: VerdictAnswer.FITS_WITH_BURST,
    Fit.THROTTLES: VerdictAnswer.THROTTLES,
}
_ANSWERS = {
    Standing.THROTTLED: VerdictAnswer.THROTTLES,
    Standing.WOULD_THROTTLE: VerdictAnswer.WOULD_THROTTLE,
    Standing.WILL_THROTTLE: VerdictAnswer.WILL_THROTTLE,
}
_RANKS = list(_ANSWERS)


def _urgency(use: Resource) -> tuple[int, int]:
    return (_RANKS.index(use.standing), use.breaks_at or 0)


def _answer(summary: Summary, breaking: list[Resource]) -> VerdictAnswer:
    if breaking:
        return _ANSWERS[breaking[0].standing]
    return VerdictAnswer.FITS if summary.used else VerdictAnswer.NONE


def _headline(summary: Summary, breaking: list[Resource]) -> str:
    if breaking:
        return f"It does not fit: {_load(breaking[0])}, {_when(breaking[0])}."
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
        return f"{_named(use)} at {text.rate(use.demand)} a second"
    share = text.percent(use.demand_utilisation)
    return f"{_named(use)} at {share} of {text.count(use.provisioned)}"


def _when(use: Resource) -> str:
    when = text.second(use.breaks_at or 0)
    if use.standing is Standing.THROTTLED:
        return f"throttled from {when}"
    if use.standing is Standing.WOULD_THROTTLE:
        return f"AWS would have throttled it from {when} on"
    return f"throttled from {when}, when the burst is used up at this rate"


def _busiest(limited: list[Resource]) -> str:
    busiest = max(limited, key=lambda use: use.demand_utilisation or 0)
    return (
        f"the busiest limit, {_named(busiest)}, is at "
        f"{text.percent(busiest.demand_utilisation)} of {text.count(busiest.provisioned or 0)}, "
        f"{text.percent(busiest.peak_utilisation)} in its busiest second"
    )


def _sentences(summary: Summary, breaking: list[Resource]) -> list[str]:
    sentences: list[str] = []
    if summary.used:
        costs = summary.costs
        sentences += bill(costs.total, _change(breaking), costs.region)
    if summary.totals.refused_calls:
        sentences.append(_refusals(summary))
    if summary.totals.over_calls:
        over = text.plural(summary.totals.over_calls, "call")
        sentences.append(f"AWS would have refused {over} of {text.count(summary.totals.calls)}.")
    return sentences


def _change(breaking: list[Resource]) -> RaisedLimits:
    """What to change to which value."""
    raised = [_raise(use) for use in breaking if use.recommended > (use.provisioned or 0)]
    return RaisedLimits(f"Raise {_joined(raised)}" if raised else "", breaks=bool(breaking))


def _raise(use: Resource) -> str:
    if use.provisioned is None:
        return f"{_named(use)} by provisioning {text.count(use.recommended)}"
    return f"{_named(use)} from {text.count(use.provisioned)} to {text.count(use.recommended)}"


def _joined(parts: list[str], most: int = 3) -> str:
    shown = parts[:most]
    if len(parts) > most:
        shown.append(f"{len(parts) - most} more")
    return shown[0] if len(shown) == 1 else ", ".join(shown[:-1]) + " and " + shown[-1]


def _refusals(summary: Summary) -> str:
    outcomes = summary.totals.outcomes
    refused = text.plural(summary.totals.refused_calls, "call")
    return (
        f"DynamoDB refused {refused} of {text.count(summary.totals.calls)}; "
        f"{text.count(outcomes.throttled)} of {text.plural(outcomes.requests, 'request')} ended "
        "throttled."
    )


def _notices(summary: Summary) -> list[str]:
    return _incidents(summary) + _doubts(summary)


def _incidents(summary: Summary) -> list[str]:
    """What went wrong in the run, and prices that are not known."""
    notices = list(summary.facts.events)
    if summary.cut_off:
        notices.append(
            "The run was cut off: the figures end with the last call recorded, and a tenth of a "
            "second before may be missing."
        )
    if summary.torn:
        notices.append("The ledger's last line was incomplete and is left out.")
    if unknown := missing_words(summary.costs.region, summary.costs.missing):
        notices.append(unknown)
    return notices


def _doubts(summary: Summary) -> list[str]:
    """Why the figures may not say what they seem to."""
    doubts = []
    if summary.window and summary.window.duration_ns < _SHORT_S * NS_PER_S:
        seconds = text.span(round(summary.window.duration_ns / 1e9))
        doubts.append(f"The run lasted only {seconds}: its rates are a rough guide.")
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
    failed, causes = summary.totals.outcomes.failed, text.listed(summary.totals.failures)
    return (
        f"{text.plural(failed, 'request')} failed for a reason other than throttling ({causes}). "
        "The units of failed requests are missing from the figures."
    )


def _named(use: Resource) -> str:
    return f"{use.dimension.unit} of `{text.resource(use.table, use.index)}`"
