"""``harness compare``: a scenario under several values of a template parameter, what each costs."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

from rich.console import Console

from harness.assemble.opening import check_content, read_application
from harness.cli.exit_codes import EXIT_CHECK_FAILED
from harness.cli.replay import Load, measure
from harness.engines.locust import declared_by
from harness.errors import EnvironmentFailedError, UsageError
from harness.ledger.run import RunDirectory
from harness.report import Summary, write_reports
from harness.report.render.document import json_of
from harness.report.versus.design import Trial
from harness.report.versus.json import compare_of
from harness.report.versus.page import markdown_of, print_variation
from harness.report.versus.variation import Variation, variation_of
from harness.settings import Settings, child_environment


@dataclass(frozen=True, slots=True)
class Vary:
    """A template parameter, and the values to run, the one that others are compared with first."""

    parameter: str
    values: tuple[str, ...]


async def compare(
    settings: Settings, load: Load, vary: str | None, rate: Fraction, out: Console, err: Console
) -> int:
    """Run every design one after the other, and print and write what they cost.

    Nothing is refused in any, so that all serve the same requests; what AWS would have refused is
    counted. ``vary``: ``NAME=A,B``, None: what the scenario declares.

    Raises UsageError where there are no two values to run, or the parameter is given too, and
    TemplateError where the template does not take one of them, before anything is started.
    """
    locustfile = load.locustfile()
    declared = await declared_by(locustfile, child_environment())
    chosen = chosen_vary(vary, declared.vary, load.scenario)
    by_value = variants(settings, chosen)
    for checked in by_value.values():
        check_content(read_application(checked), checked.template)
    if "--rate" not in declared.flags:
        load = replace(load, rate=None)
    runs: dict[str, Summary] = {}
    for value, variant in by_value.items():
        label = f"{chosen.parameter}={value}"
        err.print(f"with {label}:", markup=False)
        runs[value] = await _measured(variant, load, err)
        if not runs[value].totals.outcomes.requests:
            run_id = runs[value].facts.run_id
            out.print(f"Nothing was measured with {label}: see run {run_id}.", markup=False)
            return EXIT_CHECK_FAILED
    trial = Trial(locustfile.stem, chosen.parameter, rate, load.seed, settings.region)
    variation = variation_of(trial, runs)
    print_variation(variation, out)
    path = _write(settings.runs_dir / f"{variation.first.run_id}-compare", variation)
    out.print(f"\ncomparison: {path / 'compare.md'}", soft_wrap=True)
    return 0


def chosen_vary(given: str | None, declared: str | None, scenario: str) -> Vary:
    """Raises UsageError where neither says what to vary, or what says it is not valid."""
    if given is not None:
        return read_vary(given, "--vary")
    if declared is not None:
        return read_vary(declared, f"VARY of {scenario}")
    raise UsageError(
        f"{scenario} does not say which template parameter to vary",
        where="harness compare",
        hint="give --vary NAME=A,B, or write VARY = 'NAME=A,B' into the locustfile",
    )


def read_vary(text: str, where: str) -> Vary:
    """``NAME=A,B``, or more values; one with a comma in double quotes. Raises UsageError."""
    name, equals, values = text.partition("=")
    try:
        different = dict.fromkeys(next(csv.reader([values], strict=True), ()))
    except csv.Error:
        different = {}
    if not name.strip() or not equals or len(different) < 2:
        raise UsageError(
            f"{text!r} does not name a template parameter and two values of it",
            where=where,
            hint="write NAME=A,B",
        )
    return Vary(name.strip(), tuple(different))


def variants(settings: Settings, vary: Vary) -> Mapping[str, Settings]:
    """By value; in memory, or one run would find what another left. Raises UsageError where the
    parameter is given a value too."""
    if vary.parameter in settings.parameters:
        raise UsageError(
            f"{vary.parameter} cannot be given: {', '.join(vary.values)} are run",
            where="--parameters",
            hint="leave it out, or use harness run",
        )
    return {
        value: replace(
            settings,
            parameters={**settings.parameters, vary.parameter: value},
            limits="measure",
            db_path=None,
        )
        for value in vary.values
    }


async def _measured(settings: Settings, load: Load, err: Console) -> Summary:
    runs: list[RunDirectory] = []
    await measure(settings, load, err, runs.append)
    return write_reports(runs[0])


def _write(directory: Path, variation: Variation) -> Path:
    try:
        directory.mkdir()
        (directory / "compare.md").write_text(markdown_of(variation), "utf-8")
        (directory / "compare.json").write_bytes(json_of(compare_of(variation)))
    except OSError as error:
        raise EnvironmentFailedError(
            f"the comparison cannot be written: {error.strerror}",
            where=str(directory),
            hint="free space there, or choose another place with --runs-dir",
        ) from error
    return directory
