"""A DynamoDB table as its template or its DescribeTable describes it, in AWS's words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from harness.model.scaling import Scaling
from harness.model.table_settings import TableSettings


class BillingMode(StrEnum):
    """How a table's throughput is billed, in AWS's words."""

    PROVISIONED = "PROVISIONED"
    PAY_PER_REQUEST = "PAY_PER_REQUEST"


class TableClass(StrEnum):
    """What a table's storage and throughput are billed as."""

    STANDARD = "STANDARD"
    INFREQUENT_ACCESS = "STANDARD_INFREQUENT_ACCESS"


class IndexType(StrEnum):
    """Whether an index has throughput of its own (global) or draws on its table's (local)."""

    GLOBAL = "GLOBAL"
    LOCAL = "LOCAL"


@dataclass(frozen=True, slots=True)
class Throughput:
    """Provisioned units a second."""

    read_units: int
    write_units: int


# Developer Guide, On-demand capacity mode (2026 copy): a new on-demand table serves so much, and
# "DynamoDB warm throughput" has every one ready for it. Doubtful: AWS's own agent skill says about
# 4,000 and 2,000.
ON_DEMAND_START = Throughput(12_000, 4_000)


@dataclass(frozen=True, slots=True)
class OnDemandMaximum:
    """AWS's OnDemandThroughput: at most so many units a second; None: no maximum."""

    read_units: int | None = None
    write_units: int | None = None


@dataclass(frozen=True, slots=True)
class KeyAttribute:
    """One attribute of a key, with its type."""

    name: str
    type: str  # "S", "N" or "B"


@dataclass(frozen=True, slots=True)
class KeySchema:
    """``more_partition``, ``more_sort``: of a global index alone, whose key has up to four
    attributes of each role (Developer Guide, multi-attribute keys pattern, 2025-11)."""

    partition: KeyAttribute
    sort: KeyAttribute | None = None
    more_partition: tuple[KeyAttribute, ...] = ()
    more_sort: tuple[KeyAttribute, ...] = ()

    @property
    def partitions(self) -> tuple[KeyAttribute, ...]:
        """All are hashed together: they name one partition."""
        return (self.partition, *self.more_partition)

    @property
    def sorts(self) -> tuple[KeyAttribute, ...]:
        """The sort key's attributes, in order."""
        return () if self.sort is None else (self.sort, *self.more_sort)

    @property
    def attributes(self) -> tuple[KeyAttribute, ...]:
        """All attributes of the key, those of the partition key first."""
        if self.multi_attribute:
            return self.partitions + self.sorts
        return (self.partition,) if self.sort is None else (self.partition, self.sort)

    @property
    def multi_attribute(self) -> bool:
        """Whether the partition or the sort key has several attributes."""
        return bool(self.more_partition or self.more_sort)


def key_schema(partitions: Sequence[KeyAttribute], sorts: Sequence[KeyAttribute]) -> KeySchema:
    """The schema of attributes in AWS's order. At least one is a partition attribute."""
    sort = sorts[0] if sorts else None
    return KeySchema(partitions[0], sort, tuple(partitions[1:]), tuple(sorts[1:]))


@dataclass(frozen=True, slots=True)
class Projection:
    """Which attributes an index holds besides the keys."""

    type: str  # "ALL", "KEYS_ONLY" or "INCLUDE"
    non_key_attributes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Index:
    """A secondary index. A local one has no throughput of its own: it draws on the table's."""

    name: str
    type: IndexType
    key: KeySchema
    projection: Projection
    throughput: Throughput | None = None
    on_demand_maximum: OnDemandMaximum = OnDemandMaximum()
    warm_throughput: Throughput | None = None
    scaling: Scaling = field(default_factory=Scaling)


@dataclass(frozen=True, slots=True)
class Table:
    """``throughput`` is None exactly where ``billing_mode`` is PAY_PER_REQUEST.

    ``warm_throughput``: what the table was told to be ready for; None: AWS's default.
    ``time_to_live``: the attribute that says when an item expires; None: none does.
    ``logical_id`` and ``resource_type``: of the template's resource, for advice that is pasted into
    it; empty where no template has it.
    """

    name: str
    key: KeySchema
    billing_mode: BillingMode
    throughput: Throughput | None = None
    indexes: tuple[Index, ...] = ()
    stream_view_type: str | None = None
    on_demand_maximum: OnDemandMaximum = OnDemandMaximum()
    warm_throughput: Throughput | None = None
    table_class: TableClass = TableClass.STANDARD
    time_to_live: str | None = None
    settings: TableSettings = field(default_factory=TableSettings)
    scaling: Scaling = field(default_factory=Scaling)
    logical_id: str = field(default="", compare=False)
    resource_type: str = field(default="", compare=False)

    def index(self, name: str) -> Index | None:
        """The index of a name, None where there is none."""
        return next((index for index in self.indexes if index.name == name), None)

    @property
    def global_indexes(self) -> tuple[Index, ...]:
        """The indexes that have throughput of their own."""
        return tuple(index for index in self.indexes if index.type is IndexType.GLOBAL)


def local_index_names(tables: Iterable[Table]) -> set[tuple[str, str]]:
    """Table and index of each: those draw on their table's throughput."""
    return {
        (table.name, index.name)
        for table in tables
        for index in table.indexes
        if index.type is IndexType.LOCAL
    }
