"""Writes a run's reports beside its ledger."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from harness.errors import EnvironmentFailedError
from harness.ledger.run import RunDirectory
from harness.report.assess.budget import Budget, check
from harness.report.assess.projection import with_projection
from harness.report.assess.summarise import summarise
from harness.report.render.document import json_of
from harness.report.render.html import html_of
from harness.report.render.json import report_of
from harness.report.render.markdown import markdown_of
from harness.report.values.projection import SimulationTerms
from harness.report.values.summary import Summary
from harness.simulate.profile_json import encode_profile
from harness.simulate.statement import TrafficStatement


def write_reports(
    run: RunDirectory,
    budgets: Sequence[Budget] = (),
    *,
    prices: Mapping[str, str] | None = None,
    statement: TrafficStatement | None = None,
    terms: SimulationTerms | None = None,
) -> Summary:
    """Write ``profile.json``, ``report.json``, ``report.md`` and ``report.html``, each in one step.

    ``prices``: the user's own, instead of those the run was made with.

    ``statement``: of the traffic that the projection is about, where the run served a request.

    Raises UsageError as ``projected`` does, EnvironmentFailedError where a file cannot be written.
    """
    summary = projected(run, prices=prices, statement=statement, terms=terms)
    _replace(run.profile, encode_profile(summary.profile))
    findings = check(budgets, summary)
    _replace(run.path / "report.json", json_of(report_of(summary, findings)))
    _replace(run.path / "report.md", markdown_of(summary, findings).encode())
    _replace(run.path / "report.html", html_of(summary, findings).encode())
    return summary


def projected(
    run: RunDirectory,
    *,
    prices: Mapping[str, str] | None = None,
    statement: TrafficStatement | None = None,
    terms: SimulationTerms | None = None,
) -> Summary:
    """The summary with its projection, where the run served a request; writes nothing. Raises
    UsageError as ``summarise`` and ``project`` do."""
    summary = summarise(run, prices)
    if summary.profile.kinds:
        summary = with_projection(summary, summary.profile, statement, terms)
    return summary


def _replace(path: Path, content: bytes) -> None:
    scratch = path.with_name(path.name + ".tmp")
    try:
        scratch.write_bytes(content)
        scratch.replace(path)
    except OSError as error:
        raise EnvironmentFailedError(
            f"the report cannot be written: {error.strerror}",
            where=str(path),
            hint="free space there or make it writable, then run: harness report RUN",
        ) from error
