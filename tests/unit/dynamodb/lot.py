"""Two tables, one with every kind of index, as the tests of this room see them."""

from typing import Any

from harness.dynamodb.protocol.action import Action, actions_of
from harness.dynamodb.protocol.operation_plan import operation_of
from harness.model.operation import Access
from harness.model.table import (
    BillingMode,
    Index,
    IndexType,
    KeyAttribute,
    KeySchema,
    Projection,
    Table,
    Throughput,
    key_schema,
)

PLACA = KeyAttribute("placa", "S")
CPF = KeyAttribute("cpf", "S")
ANO = KeyAttribute("ano", "N")
FIVE = Throughput(5, 5)

LOT = Table(
    "lot",
    KeySchema(PLACA, KeyAttribute("n", "N")),
    BillingMode.PROVISIONED,
    FIVE,
    (
        Index("por-ano", IndexType.LOCAL, KeySchema(PLACA, ANO), Projection("ALL")),
        Index("cpf-all", IndexType.GLOBAL, KeySchema(CPF), Projection("ALL"), FIVE),
        Index("cpf-keys", IndexType.GLOBAL, KeySchema(CPF, ANO), Projection("KEYS_ONLY"), FIVE),
    ),
)
OTHER = Table("other", KeySchema(PLACA), BillingMode.PROVISIONED, FIVE)

# By owner and year together, then by colour and place.
MULTI = Table(
    "multi",
    KeySchema(PLACA),
    BillingMode.PROVISIONED,
    FIVE,
    (
        Index(
            "by-all",
            IndexType.GLOBAL,
            key_schema([CPF, ANO], [KeyAttribute("cor", "S"), KeyAttribute("vaga", "N")]),
            Projection("KEYS_ONLY"),
            FIVE,
        ),
    ),
)


def find(name: str) -> Table | None:
    return {"lot": LOT, "other": OTHER, "multi": MULTI}.get(name)


KEY = {"placa": {"S": "ABC1D23"}, "n": {"N": "1"}}
OWNED = KEY | {"cpf": {"S": "1"}, "ano": {"N": "2020"}}


def actions(name: str, **body: Any) -> tuple[Action, ...]:
    """The actions of a call to ``lot``, where the body names no other table."""
    return actions_of(name, {"TableName": "lot"} | body, find) or ()


def access(name: str, **body: Any) -> Access:
    """The first access of such a call."""
    return operation_of(name, actions(name, **body)).accesses[0]
