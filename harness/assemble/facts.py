"""What a run's directory says of the run: from before it begins, and whatever happens in it."""

import contextlib
import platform
import shlex
from collections.abc import Sequence
from dataclasses import replace
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from harness.engines.downloads.artifacts import DYNAMODB_LOCAL_VERSION
from harness.ledger.run import RunDirectory, RunFacts
from harness.model.application import Application
from harness.settings import RUN_DEFAULTS, Settings, cores, given_flags, memory_bytes


class RunNotes:
    """The facts of a run that goes on, in its directory from the start."""

    def __init__(self, directory: RunDirectory, facts: RunFacts) -> None:
        self.directory = directory
        self.facts = facts
        directory.write_facts(facts)

    def change(self, **changes: Any) -> None:
        """Change facts, in the file too. Raises EnvironmentFailedError for a full disk."""
        self.facts = replace(self.facts, **changes)
        self.directory.write_facts(self.facts)

    def add_event(self, sentence: str) -> None:
        """Note what the reader of a report should know. Raises as ``change`` does."""
        self.change(events=(*self.facts.events, sentence))


def first_facts(
    settings: Settings,
    application: Application,
    command: Sequence[str],
    *,
    run_id: str,
    started_ns: int,
    scenario: str | None,
    seed: int | None,
    asked_rate: float | None = None,
) -> RunFacts:
    """What is known before the start. ``command``: the words that started the run, without
    settings."""
    flags = given_flags(settings, {} if scenario is None else RUN_DEFAULTS)
    cut = command.index("--") if "--" in command else len(command)
    return RunFacts(
        run_id=run_id,
        command=shlex.join(["harness", *command[:cut], *flags, *command[cut:]]),
        template=str(settings.template),
        region=settings.region,
        limits=settings.limits,
        started_ns=started_ns,
        tables=application.tables,
        scenario=scenario,
        seed=seed,
        asked_rate=asked_rate,
        ignored=not_emulated(application),
        versions=_versions(),
        machine=_machine(),
        memory_mb={function.name: function.memory_mb for function in application.functions},
        architectures={function.name: function.architecture for function in application.functions},
        prices=dict(settings.prices.figures) if settings.prices else {},
        traffic=str(settings.traffic) or None,
    )


def not_emulated(application: Application) -> tuple[str, ...]:
    """What the template has and the harness does not, a sentence each."""
    return tuple(
        f"{ignored.logical_id} ({ignored.type}, line {ignored.line}): {ignored.reason}"
        for ignored in application.ignored
    )


def _versions() -> dict[str, str]:
    distributions = ("lambda-dynamodb-harness", "boto3", "awslambdaric", "locust")
    versions = {"python": platform.python_version(), "DynamoDB Local": DYNAMODB_LOCAL_VERSION}
    for name in distributions:
        with contextlib.suppress(PackageNotFoundError):
            versions[name] = version(name)
    return versions


def _machine() -> str:
    gigabytes = memory_bytes() / 1_073_741_824
    return f"{platform.system()} {platform.machine()}, {cores()} cores, {gigabytes:.0f} GB"
