"""A DynamoDB table as its template or its DescribeTable describes it, in AWS's words."""

from dataclasses import dataclass
from enum import StrEnum


class BillingMode(StrEnum):
    PROVISIONED = "PROVISIONED"
    PAY_PER_REQUEST = "PAY_PER_REQUEST"


class IndexType(StrEnum):
    GLOBAL = "GLOBAL"
    LOCAL = "LOCAL"


@dataclass(frozen=True, slots=True)
class Throughput:
    """Provisioned units a second."""

    read_units: int
    write_units: int


@dataclass(frozen=True, slots=True)
class OnDemandMaximum:
    """AWS's OnDemandThroughput: at most so many units a second; None: no maximum."""

    read_units: int | None = None
    write_units: int | None = None


@dataclass(frozen=True, slots=True)
class KeyAttribute:
    name: str
    type: str  # "S", "N" or "B"


@dataclass(frozen=True, slots=True)
class KeySchema:
    partition: KeyAttribute
    sort: KeyAttribute | None = None

    @property
    def attributes(self) -> tuple[KeyAttribute, ...]:
        return (self.partition,) if self.sort is None else (self.partition, self.sort)


@dataclass(frozen=True, slots=True)
class Projection:
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


@dataclass(frozen=True, slots=True)
class Table:
    """``throughput`` is None exactly where ``billing_mode`` is PAY_PER_REQUEST.

    ``warm_throughput``: what the table was told to be ready for; None: AWS's default.
    """

    name: str
    key: KeySchema
    billing_mode: BillingMode
    throughput: Throughput | None = None
    indexes: tuple[Index, ...] = ()
    stream_view_type: str | None = None
    on_demand_maximum: OnDemandMaximum = OnDemandMaximum()
    warm_throughput: Throughput | None = None

    def index(self, name: str) -> Index | None:
        return next((index for index in self.indexes if index.name == name), None)

    @property
    def global_indexes(self) -> tuple[Index, ...]:
        return tuple(index for index in self.indexes if index.type is IndexType.GLOBAL)
