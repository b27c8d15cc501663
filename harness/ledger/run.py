"""A run is a directory: what was run, its ledger, its logs and its reports."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

import orjson

from harness.errors import UsageError
from harness.model.table import (
    BillingMode,
    Index,
    IndexType,
    KeyAttribute,
    KeySchema,
    Projection,
    Table,
    Throughput,
)

RUN_FORMAT = 1


@dataclass(frozen=True, slots=True)
class RunFacts:
    """What a ledger cannot tell: the tables with their limits, and the circumstances.

    ``started_ns`` and ``ended_ns``: the measured part of the run, nanoseconds since the epoch;
    ``ended_ns`` is None where the run was cut off. ``events``: what went wrong or was noteworthy
    in mid-run, in the order it happened, as sentences. ``versions``: component to version.
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
    format: int = RUN_FORMAT


class RunDirectory:
    """Names the files of one run and keeps its facts.

    ``run.json`` (facts), ``ledger.jsonl``, ``logs/``, ``report.json``, ``report.md``,
    ``report.html``.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    @property
    def ledger(self) -> Path:
        return self.path / "ledger.jsonl"

    @property
    def logs(self) -> Path:
        return self.path / "logs"

    def create(self, facts: RunFacts) -> None:
        self.logs.mkdir(parents=True, exist_ok=True)
        self.write_facts(facts)

    def write_facts(self, facts: RunFacts) -> None:
        """Replace ``run.json`` in one step, so that a reader never sees half of it."""
        scratch = self.path / "run.json.tmp"
        scratch.write_bytes(orjson.dumps(asdict(facts), option=orjson.OPT_INDENT_2))
        scratch.replace(self.path / "run.json")

    def facts(self) -> RunFacts:
        """The run's facts.

        Raises UsageError where the directory is not a run or its format is a newer one.
        """
        try:
            record = orjson.loads((self.path / "run.json").read_bytes())
        except (OSError, ValueError) as error:
            raise UsageError(
                "this is not a run directory (no readable run.json)",
                where=str(self.path),
                hint="name a directory under .harness/runs, or 'latest'",
            ) from error
        if record.get("format") != RUN_FORMAT:
            raise UsageError(
                f"run format {record.get('format')} is not {RUN_FORMAT}",
                where=str(self.path),
                hint="report it with the harness version that wrote it",
            )
        return _facts(record)

    def add_event(self, sentence: str) -> None:
        facts = self.facts()
        self.write_facts(replace(facts, events=(*facts.events, sentence)))


def _facts(record: dict[str, Any]) -> RunFacts:
    sequences = {name: tuple(record[name]) for name in ("events", "ignored")}
    tables = tuple(_table(table) for table in record["tables"])
    return RunFacts(**(record | sequences | {"tables": tables}))


def _table(record: dict[str, Any]) -> Table:
    return Table(
        name=record["name"],
        key=_key(record["key"]),
        billing_mode=BillingMode(record["billing_mode"]),
        throughput=_throughput(record["throughput"]),
        indexes=tuple(_index(index) for index in record["indexes"]),
        stream_view_type=record["stream_view_type"],
    )


def _index(record: dict[str, Any]) -> Index:
    projection = record["projection"]
    return Index(
        name=record["name"],
        type=IndexType(record["type"]),
        key=_key(record["key"]),
        projection=Projection(projection["type"], tuple(projection["non_key_attributes"])),
        throughput=_throughput(record["throughput"]),
    )


def _key(record: dict[str, Any]) -> KeySchema:
    sort = record["sort"]
    return KeySchema(
        KeyAttribute(**record["partition"]), None if sort is None else KeyAttribute(**sort)
    )


def _throughput(record: dict[str, int] | None) -> Throughput | None:
    return None if record is None else Throughput(**record)
