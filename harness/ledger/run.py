"""A run is a directory: what was run, its ledger, its logs and its reports."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import msgspec

from harness.errors import EnvironmentFailedError, UsageError
from harness.model.table import Table

RUN_FORMAT = 3


@dataclass(frozen=True, slots=True)
class RunFacts:
    """What a ledger cannot tell: the tables with their limits, and the circumstances.

    ``started_ns`` and ``ended_ns``: the measured part of the run, nanoseconds since the epoch;
    ``ended_ns`` is None where the run was cut off. ``events``: what went wrong or was noteworthy
    in mid-run, in the order it happened, as sentences. ``versions``: component to version.
    ``machine``: what it ran on. ``command``: all of it, to repeat the run. ``memory_mb``,
    ``architectures``: function to its MemorySize and its architecture. ``prices``: the user's own,
    by the names of ``capacity.prices``. ``asked_rate``: requests a second that the options or else
    the scenario ask for, None where neither names a rate, or where the load skipped time, as a
    calendar does. ``measured_requests``: the profile has
    the requests numbered from 1 to this one; None: all. ``traffic``: what the user stated of it,
    as text.
    """

    run_id: str
    command: str
    template: str
    region: str
    limits: str
    started_ns: int
    tables: tuple[Table, ...]
    scenario: str | None = None
    seed: int | None = None
    ended_ns: int | None = None
    events: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()
    versions: Mapping[str, str] = field(default_factory=dict)
    machine: str = ""
    memory_mb: Mapping[str, int] = field(default_factory=dict)
    architectures: Mapping[str, str] = field(default_factory=dict)
    prices: Mapping[str, str] = field(default_factory=dict)
    asked_rate: float | None = None
    measured_requests: int | None = None
    traffic: str | None = None
    format: int = RUN_FORMAT


class _Format(msgspec.Struct):
    format: int | None = None


class RunDirectory:
    """Names the files of one run and keeps its facts.

    ``run.json`` (facts), ``ledger.jsonl``, ``dead-letters.jsonl``, ``queued-events/``, ``logs/``,
    ``uploads/``, ``profile.json``, ``report.json``, ``report.md``, ``report.html``.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    @property
    def ledger(self) -> Path:
        """One entry per call and per invocation."""
        return self.path / "ledger.jsonl"

    @property
    def profile(self) -> Path:
        """What requests of each kind cost, by ``simulate.profile_json``; not there before the run's
        report was made."""
        return self.path / "profile.json"

    @property
    def dead_letters(self) -> Path:
        """Events that asynchronous invocations gave up."""
        return self.path / "dead-letters.jsonl"

    @property
    def uploads(self) -> Path:
        """Code that functions were updated with."""
        return self.path / "uploads"

    @property
    def logs(self) -> Path:
        """A folder with one log per function."""
        return self.path / "logs"

    def write_facts(self, facts: RunFacts) -> None:
        """Replace ``run.json`` in one step, so that a reader never sees half of it.

        Raises EnvironmentFailedError where it cannot be written; the old one stays then.
        """
        path, scratch = self.path / "run.json", self.path / "run.json.tmp"
        try:
            scratch.write_bytes(msgspec.json.format(msgspec.json.encode(facts)))
            scratch.replace(path)
        except OSError as error:
            raise EnvironmentFailedError(
                f"the run's facts cannot be written: {error.strerror}",
                where=str(path),
                hint="free space on that disk, or choose another with --runs-dir",
            ) from error

    def facts(self) -> RunFacts:
        """The run's facts. What an older file lacks takes its default.

        Raises UsageError where the directory is not a run, its format is another one, or its facts
        were changed into something that cannot be.
        """
        try:
            content = (self.path / "run.json").read_bytes()
            written = msgspec.json.decode(content, type=_Format).format
        except (OSError, UnicodeDecodeError, msgspec.MsgspecError) as error:
            raise UsageError(
                "this is not a run directory (no readable run.json)",
                where=str(self.path),
                hint="name a directory under .harness/runs, or 'latest'",
            ) from error
        if written != RUN_FORMAT:
            raise UsageError(
                f"run format {written} is not {RUN_FORMAT}",
                where=str(self.path),
                hint="report it with the harness version that wrote it",
            )
        try:
            return msgspec.json.decode(content, type=RunFacts)
        except msgspec.ValidationError as error:
            raise UsageError(
                str(error),
                where=str(self.path / "run.json"),
                hint="the file was changed after the run; restore it or run again",
            ) from error


def create_run(runs_dir: Path, name: str) -> RunDirectory:
    """A new directory under ``runs_dir`` called ``name``, or ``name-2`` and so on where that is
    taken; ``latest`` points to it.

    Raises EnvironmentFailedError where it cannot be made.
    """
    for number in count(1):
        path = runs_dir / (name if number == 1 else f"{name}-{number}")
        try:
            (path / "logs").mkdir(parents=True)
        except FileExistsError:
            continue
        except OSError as error:
            raise EnvironmentFailedError(
                f"the run's directory cannot be made: {error.strerror}",
                where=str(path),
                hint="choose another place with --runs-dir",
            ) from error
        _point_latest(runs_dir, path.name)
        return RunDirectory(path)
    raise AssertionError("unreachable")


def find_run(runs_dir: Path, name: str) -> RunDirectory:
    """A run by its path, or by its name under ``runs_dir``; ``latest`` is one.

    Raises UsageError where there is none.
    """
    for path in (runs_dir / name, Path(name)):
        if (path / "run.json").exists():
            return RunDirectory(path.resolve())
    known = sorted(path.parent.name for path in runs_dir.glob("*/run.json"))
    raise UsageError(
        f"no run {name!r}",
        where=str(runs_dir),
        hint=f"there are {', '.join(known[-5:])}" if known else "make one with: harness run",
    )


def _point_latest(runs_dir: Path, name: str) -> None:
    """Replaced in one step: two runs may start at once."""
    latest, scratch = runs_dir / "latest", runs_dir / f".latest-{name}"
    try:
        scratch.symlink_to(name)
        scratch.replace(latest)
    except OSError as error:
        scratch.unlink(missing_ok=True)
        raise EnvironmentFailedError(
            f"the link to the latest run cannot be made: {error.strerror}",
            where=str(latest),
            hint="move away what is there, or choose another place with --runs-dir",
        ) from error
