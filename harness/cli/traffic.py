"""What was stated of the traffic, with the run or now, and its file of counts."""

from dataclasses import replace
from pathlib import Path

from harness.errors import UsageError
from harness.simulate.profile import Profile
from harness.simulate.statement import TrafficStatement, parse_statement
from harness.simulate.traffic_file import parse_counts


def stated_traffic(
    settings: TrafficStatement, options: str | None = None, run: str | None = None
) -> TrafficStatement:
    """The statement in force, checked, with the counts of its file. ``settings``: what the settings
    say now; ``options``: of that, the part of the command line; ``run``: what was stated with the
    run, which only the command line beats. ``statement.traffic(...)`` is then the traffic.

    Raises UsageError for terms that contradict each other, and for a file that is not readable.
    """
    statement = settings
    if run:
        statement = parse_statement(options or "").over(parse_statement(run))
    statement.check()
    if statement.file is None:
        return statement
    text = _text_of(Path(statement.file).expanduser())
    return replace(statement, recorded=parse_counts(text, statement.file, statement.value("zone")))


def check_measured(profile: Profile, run: Path) -> None:
    """Raises UsageError where a traffic is stated for a run that served no request."""
    if not profile.kinds:
        raise UsageError(
            "the run served no request, so nothing is known of what one costs",
            where=str(run),
            hint="name another run, or send a load: harness run",
        )


def _text_of(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except OSError as error:
        raise _unreadable(path, error.strerror or str(error)) from error
    except ValueError as error:
        raise _unreadable(path, "it is not text in UTF-8") from error


def _unreadable(path: Path, reason: str) -> UsageError:
    return UsageError(
        f"the counts cannot be read: {reason}",
        where=f"--traffic {path}",
        hint="name a CSV file or CloudWatch's JSON, in UTF-8",
    )
