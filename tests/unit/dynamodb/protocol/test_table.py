from dataclasses import replace

from harness.dynamodb.protocol.table import create_table_request, table_of
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

CPF = KeyAttribute("cpf", "S")
PLACA = KeyAttribute("placa", "S")
ANO = KeyAttribute("aquisicao", "N")
TABLE = Table(
    "proprietarios",
    KeySchema(CPF, PLACA),
    BillingMode.PROVISIONED,
    Throughput(3, 2),
    (
        Index("por-ano", IndexType.LOCAL, KeySchema(CPF, ANO), Projection("KEYS_ONLY")),
        Index(
            "placa-index",
            IndexType.GLOBAL,
            KeySchema(PLACA),
            Projection("INCLUDE", ("aquisicao",)),
            Throughput(1, 1),
        ),
    ),
    stream_view_type="NEW_IMAGE",
)


def description(table: Table) -> dict[str, object]:
    """What DescribeTable gives for it, as far as we read it."""
    summary = {"BillingModeSummary": {"BillingMode": str(table.billing_mode)}}
    return create_table_request(table) | summary


def test_a_table_survives_the_way_to_the_wire_and_back() -> None:
    assert table_of(description(TABLE)) == TABLE


def test_an_on_demand_table_survives_too_though_aws_describes_it_with_zero_units() -> None:
    indexes = (TABLE.indexes[0], replace(TABLE.indexes[1], throughput=None))
    table = replace(
        TABLE, billing_mode=BillingMode.PAY_PER_REQUEST, throughput=None, indexes=indexes
    )
    zero = {"ProvisionedThroughput": {"ReadCapacityUnits": 0, "WriteCapacityUnits": 0}}
    assert table_of(description(table) | zero) == table


def test_without_a_billing_summary_a_table_is_provisioned() -> None:
    assert table_of(create_table_request(TABLE)).billing_mode is BillingMode.PROVISIONED


def test_each_key_attribute_is_defined_once() -> None:
    definitions = create_table_request(TABLE)["AttributeDefinitions"]
    names = [definition["AttributeName"] for definition in definitions]
    assert sorted(names) == ["aquisicao", "cpf", "placa"]
