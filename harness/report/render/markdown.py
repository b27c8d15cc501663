"""``report.md``: the verdict, the budgets and three tables, short enough for a CI step summary."""

from collections.abc import Iterable, Sequence

from harness.report.assess.budget import Finding
from harness.report.render import outlook, sentences, text
from harness.report.render.paste import AdvicePaste, advice_paste
from harness.report.render.verdict import judge
from harness.report.values.costs import TableCost
from harness.report.values.projection import TrafficProjection
from harness.report.values.request import Kind
from harness.report.values.resource import Dimension, Resource
from harness.report.values.summary import Summary


def markdown_of(summary: Summary, findings: Sequence[Finding] = ()) -> str:
    """The report as Markdown, for a pull request or a job's summary."""
    blocks = [*_verdict(summary), *_budgets(findings)]
    if summary.projection is not None:
        blocks += _projection(summary.projection)
        blocks += _advice(advice_paste(summary))
    if summary.used:
        blocks.append(_capacity(summary))
        blocks += ["\n".join(f"- {sentence}" for sentence in sentences.waves(summary))]
    if summary.kinds:
        blocks.append(_requests(summary))
    if summary.used and summary.projection is None:
        blocks.append(_month(summary))
    if summary.used:
        blocks += [
            sentence
            for sentence in (sentences.free_tier(summary), sentences.retries(summary))
            if sentence
        ]
    blocks.append(
        "Units and limits are those of AWS's rules, latency is this machine's. "
        "`report.html` says what is measured, modelled and doubtful."
    )
    return "\n\n".join(filter(None, blocks)) + "\n"


def _verdict(summary: Summary) -> Iterable[str]:
    judgement = judge(summary)
    yield f"## Capacity verdict: {judgement.answer}"
    yield f"**{judgement.headline}**"
    if judgement.sentences:
        yield " ".join(judgement.sentences)
    if judgement.notices:
        yield "\n".join(f"- {notice}" for notice in judgement.notices)


def _budgets(findings: Sequence[Finding]) -> Iterable[str]:
    if findings:
        held = sum(finding.holds for finding in findings)
        lines = [f"**Budgets: {held} of {len(findings)} hold.**"]
        lines += [f"- {_cell(finding.sentence)}" for finding in findings if not finding.holds]
        yield "\n".join(lines)


def _projection(projection: TrafficProjection) -> Iterable[str]:
    yield _table(
        "| ".join(
            ["Projection, busiest minute", "", *map(str.capitalize, outlook.RESOURCE_COLUMNS)]
        ),
        (
            [
                f"`{outlook.name(use.resource)}`",
                use.resource.unit,
                *outlook.resource_row(projection, use),
            ]
            for use in outlook.used_resources(projection)
        ),
    )
    yield outlook.measured_sentence(projection)
    if projection.steps:
        header = "| ".join(column[:1].upper() + column[1:] for column in outlook.STEP_COLUMNS)
        yield _table(header, map(list, outlook.step_rows(projection)))
    yield outlook.break_even_sentence(projection)


def _advice(advice: AdvicePaste) -> Iterable[str]:
    if advice.yaml:
        yield f"The advice, for the template:\n\n```yaml\n{advice.yaml}```"
        lines = "\n".join(advice.cli)
        yield f"Or with the AWS CLI, until the next deployment:\n\n```sh\n{lines}\n```"


def _capacity(summary: Summary) -> str:
    header = "Units a second|| Limit| Demand| Peak| Used| Burst left| Refused"
    if summary.projection is not None:
        return _table(
            header.replace("Units", "In this run, units"),
            (_capacity_row(use)[:-1] for use in summary.used),
        )
    return _table(f"{header}| Recommended", map(_capacity_row, summary.used))


def _capacity_row(use: Resource) -> list[str]:
    left = use.burst_left_half_units
    return [
        f"`{text.resource(use.table, use.index)}`",
        use.dimension.unit,
        "–" if use.provisioned is None else text.count(use.provisioned),
        text.rate(use.demand),
        text.units(use.peak_half_units),
        text.percent(use.demand_utilisation),
        "–" if left is None else text.units(left),
        text.count(use.refused_calls),
        text.count(use.recommended),
    ]


def _requests(summary: Summary) -> str:
    return _table(
        "Requests| Count| Throttled| Failed| Answered ≥ 400| RCU/request| "
        "WCU/request| p50 ms| p99 ms",
        (_request_row(kind) for kind in summary.kinds),
    )


def _request_row(kind: Kind) -> list[str]:
    outcomes = kind.outcomes
    return [
        _cell(kind.name),
        *map(
            text.count,
            (outcomes.requests, outcomes.throttled, outcomes.failed, outcomes.declined),
        ),
        text.rate(kind.each(Dimension.READ)),
        text.rate(kind.each(Dimension.WRITE)),
        text.milliseconds(kind.latency.p50_ns),
        text.milliseconds(kind.latency.p99_ns),
    ]


def _month(summary: Summary) -> str:
    costs = summary.costs
    return _table(
        f"USD a month, {costs.region}| Today| Recommended| Auto scaled| On demand",
        (_cost_row(cost) for cost in (*costs.tables, costs.total)),
    )


def _cost_row(cost: TableCost) -> list[str]:
    figures = (cost.as_is, cost.as_recommended, cost.scaled, cost.on_demand)
    return [f"`{cost.table}`", *map(text.usd, figures)]


def _table(header: str, rows: Iterable[list[str]]) -> str:
    columns = header.split("|")
    aligned = ["---", *["--:"] * (len(columns) - 1)]
    return "\n".join(f"| {' | '.join(row)} |" for row in (columns, aligned, *rows))


def _cell(name: str) -> str:
    """A name from a scenario may hold what Markdown would take for its own."""
    return "`" + name.replace("`", "'").replace("|", "\\|").replace("\n", " ") + "`"
