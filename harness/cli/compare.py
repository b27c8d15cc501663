"""``harness compare``: two designs of one application, the same requests, what each costs."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from types import MappingProxyType

from rich.console import Console

from harness.cli import EXIT_CHECK_FAILED
from harness.cli.replay import Load, measure
from harness.errors import EnvironmentFailedError, UsageError
from harness.ledger.run import RunDirectory
from harness.report import write_reports
from harness.report.compare import Comparison, Design, design_of
from harness.report.compare_text import json_of, markdown_of, print_comparison
from harness.settings import Settings


@dataclass(frozen=True, slots=True)
class Contest:
    """The template parameter that selects the design, and its two values, the course's first."""

    parameter: str
    keys: tuple[str, str]


CONTESTS: Mapping[str, Contest] = MappingProxyType(
    {
        "parking": Contest("ParkingKey", ("placa", "cpf")),
        "vehicles": Contest("VehicleKey", ("cpf", "placa")),
    }
)


async def compare(
    settings: Settings, load: Load, rate: Fraction, out: Console, err: Console
) -> int:
    """Run both designs one after the other, and print and write what they cost.

    Nothing is refused in either, so that both serve the same requests; what AWS would have refused
    is counted. Raises UsageError as ``contest_of`` does.
    """
    contest = contest_of(load.scenario, settings)
    designs: list[Design] = []
    for key in contest.keys:
        err.print(f"keyed by {key}:")
        design = await _measured(_settings_for(settings, contest, key), key, load, err)
        if not design.requests:
            out.print(f"Nothing was measured keyed by {key}: see run {design.run_id}.")
            return EXIT_CHECK_FAILED
        designs.append(design)
    course, other = designs
    comparison = Comparison(load.scenario, course, other, rate, load.seed, settings.region)
    print_comparison(comparison, out)
    path = _write(settings.runs_dir / f"{designs[0].run_id}-compare", comparison)
    out.print(f"\ncomparison: {path / 'compare.md'}", soft_wrap=True)
    return 0


def contest_of(scenario: str, settings: Settings) -> Contest:
    """Raises UsageError for a scenario without two designs, and for a design that was given."""
    contest = CONTESTS.get(scenario)
    if contest is None:
        raise UsageError(
            f"{scenario!r} has no two designs to compare",
            where="harness compare",
            hint=f"there are: {', '.join(CONTESTS)}",
        )
    if contest.parameter in settings.parameters:
        raise UsageError(
            f"{contest.parameter} cannot be given: both of its values are run",
            where="--parameters",
            hint="leave it out, or use harness run",
        )
    return contest


def _settings_for(settings: Settings, contest: Contest, key: str) -> Settings:
    """In memory, or one design would find what the other left."""
    parameters = {**settings.parameters, contest.parameter: key}
    return replace(settings, parameters=parameters, limits="measure", db_path=None)


async def _measured(settings: Settings, key: str, load: Load, err: Console) -> Design:
    runs: list[RunDirectory] = []
    await measure(settings, load, err, runs.append)
    return design_of(key, write_reports(runs[0]))


def _write(directory: Path, comparison: Comparison) -> Path:
    try:
        directory.mkdir()
        (directory / "compare.md").write_text(markdown_of(comparison), "utf-8")
        (directory / "compare.json").write_bytes(json_of(comparison))
    except OSError as error:
        raise EnvironmentFailedError(
            f"the comparison cannot be written: {error.strerror}",
            where=str(directory),
            hint="free space there, or choose another place with --runs-dir",
        ) from error
    return directory
