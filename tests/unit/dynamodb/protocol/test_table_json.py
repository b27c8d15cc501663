from dataclasses import replace

import pytest

from harness.dynamodb.protocol.table_json import (
    create_table_request,
    table_of,
    update_table_request,
)
from harness.model.table import (
    BillingMode,
    Index,
    IndexType,
    KeyAttribute,
    KeySchema,
    OnDemandMaximum,
    Projection,
    Table,
    Throughput,
)
from tests.unit.dynamodb.key_elements import key_elements
from tests.unit.dynamodb.lot import MULTI

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


def test_a_key_of_several_attributes_survives_in_its_order() -> None:
    request = create_table_request(MULTI)
    assert request["GlobalSecondaryIndexes"][0]["KeySchema"] == key_elements(
        cpf="HASH", ano="HASH", cor="RANGE", vaga="RANGE"
    )
    assert table_of(request) == MULTI


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


def on_demand(table: Table) -> Table:
    indexes = (table.indexes[0], replace(table.indexes[1], throughput=None))
    mode = BillingMode.PAY_PER_REQUEST
    return replace(table, billing_mode=mode, throughput=None, indexes=indexes)


def test_maxima_and_warm_throughput_survive_the_way_too() -> None:
    most, warm = OnDemandMaximum(100, None), Throughput(13_000, 4_000)
    table = on_demand(TABLE)
    index = replace(table.indexes[1], on_demand_maximum=OnDemandMaximum(None, 7))
    table = replace(
        table,
        on_demand_maximum=most,
        warm_throughput=warm,
        indexes=(table.indexes[0], replace(index, warm_throughput=warm)),
    )
    request = create_table_request(table)
    assert request["OnDemandThroughput"] == {"MaxReadRequestUnits": 100}
    assert request["WarmThroughput"] == {"ReadUnitsPerSecond": 13_000, "WriteUnitsPerSecond": 4_000}
    assert table_of(description(table)) == table


def test_a_maximum_of_minus_1_is_none() -> None:
    maximum = {"OnDemandThroughput": {"MaxReadRequestUnits": -1, "MaxWriteRequestUnits": -1}}
    assert table_of(description(on_demand(TABLE)) | maximum) == on_demand(TABLE)


def units(read: int, write: int) -> dict[str, object]:
    return {"ProvisionedThroughput": {"ReadCapacityUnits": read, "WriteCapacityUnits": write}}


PLACA_INDEX = {"Update": {"IndexName": "placa-index", **units(1, 1)}}


@pytest.mark.parametrize(
    ("found", "request_members"),
    [
        (TABLE, None),
        (replace(TABLE, throughput=Throughput(9, 9)), units(3, 2)),
        (
            replace(TABLE, indexes=(TABLE.indexes[0], replace(TABLE.indexes[1], throughput=None))),
            {"GlobalSecondaryIndexUpdates": [PLACA_INDEX]},
        ),
        (
            on_demand(TABLE),
            {"BillingMode": "PROVISIONED", **units(3, 2)}
            | {"GlobalSecondaryIndexUpdates": [PLACA_INDEX]},
        ),
    ],
)
def test_a_table_is_brought_to_other_throughput_by_what_differs_only(
    found, request_members
) -> None:
    expected = request_members and {"TableName": "proprietarios", **request_members}
    assert update_table_request(found, TABLE) == expected


def test_to_on_demand_the_mode_is_enough() -> None:
    request = update_table_request(TABLE, on_demand(TABLE))
    assert request == {"TableName": "proprietarios", "BillingMode": "PAY_PER_REQUEST"}
