"""``--budget`` and ``--junit``: budgets read before a run, held to it after."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.text import Text

from harness.cli.exit_codes import EXIT_CHECK_FAILED
from harness.errors import EnvironmentFailedError, UsageError
from harness.ledger.run import RunDirectory
from harness.report import Summary
from harness.report.assess.budget import Budget, Finding, check
from harness.report.assess.budget_syntax import AT_MOST, FITS, budget_of, budgets_of
from harness.report.render.junit import junit_of

JUNIT_NAME = "budget.xml"


@dataclass(frozen=True, slots=True)
class Budgets:
    """``junit``: where the findings go besides the run's directory."""

    budgets: tuple[Budget, ...]
    junit: Path | None

    def hold(self, run: RunDirectory, summary: Summary, out: Console) -> int:
        """Print and write what was found; the exit code, 0 where nothing was asked.

        Raises UsageError where a budget measured nothing, EnvironmentFailedError where a file
        cannot be written.
        """
        if not self.budgets:
            return 0
        findings = check(self.budgets, summary)
        _print(findings, out)
        for path in (run.path / JUNIT_NAME, self.junit):
            if path is not None:
                _write(path, junit_of(findings, summary))
        _refuse_unmeasured(findings)
        return EXIT_CHECK_FAILED if any(finding.exceeded for finding in findings) else 0


def read_budgets(given: Sequence[str], junit: Path | None) -> Budgets:
    """Each is a budget where it has a ``<=``, else a TOML file of them; all of them have to hold.

    Raises UsageError naming the file, its line or key, or the expression.
    """
    if junit is not None and not given:
        raise UsageError("there is no budget to write", where="--junit", hint="give --budget too")
    return Budgets(tuple(budget for text in given for budget in _read(text)), junit)


def _read(text: str) -> tuple[Budget, ...]:
    if AT_MOST in text or text.strip() == FITS:
        return (budget_of(text),)
    try:
        return budgets_of(Path(text).read_text("utf-8"), text)
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(
            f"the budget cannot be read: {getattr(error, 'strerror', None) or error}",
            where=f"--budget {text}",
            hint=f"name a TOML file, or one budget: 'register.wcu{AT_MOST}2'",
        ) from error


def _print(findings: Sequence[Finding], out: Console) -> None:
    total, broken = len(findings), [finding for finding in findings if finding.exceeded]
    held = sum(finding.holds for finding in findings)
    out.print(f"\nbudget: {held} of {total} hold", style="green" if held == total else "bold red")
    for finding in broken:
        out.print(Text(f"  {finding.sentence}  ({finding.budget.source})"), soft_wrap=True)


def _refuse_unmeasured(findings: Sequence[Finding]) -> None:
    silent = [finding for finding in findings if finding.unmeasured]
    if silent:
        sentences = "; ".join(f"{finding.sentence} ({finding.budget.source})" for finding in silent)
        raise UsageError(
            f"budgets that measured nothing do not hold: {sentences}",
            hint="fix the budget, or run what it is about",
        )


def _write(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except OSError as error:
        raise EnvironmentFailedError(
            f"the budgets' outcome cannot be written: {error.strerror}",
            where=str(path),
            hint="make the place writable, or name another with --junit",
        ) from error
