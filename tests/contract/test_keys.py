"""The lesson on primary keys: what may repeat, what may not, and what a table's items share."""

from uuid import uuid4

import pytest
from botocore.exceptions import ClientError


@pytest.fixture
def carros(dynamodb):
    return dynamodb.Table("carros")


@pytest.fixture
def placa(carros):
    placa = f"K-{uuid4()}"
    yield placa
    carros.delete_item(Key={"placa": placa})


def refused(request, **parameters):
    """The error's code."""
    with pytest.raises(ClientError) as error:
        request(**parameters)
    return error.value.response["Error"]["Code"]


def test_a_plate_cannot_repeat_so_the_second_car_takes_the_place_of_the_first(carros, placa):
    carros.put_item(Item={"placa": placa, "marca": "vw", "obs": "Batido na trazeira"})
    carros.put_item(Item={"placa": placa, "marca": "gm"})
    assert carros.get_item(Key={"placa": placa})["Item"] == {"placa": placa, "marca": "gm"}


def test_a_condition_keeps_the_first_car(carros, placa):
    first = {"placa": placa, "marca": "vw"}
    carros.put_item(Item=first)
    only_new = {"ConditionExpression": "attribute_not_exists(placa)"}
    code = refused(carros.put_item, Item={**first, "marca": "gm"}, **only_new)
    assert code == "ConditionalCheckFailedException"
    assert carros.get_item(Key={"placa": placa})["Item"] == first


@pytest.mark.parametrize("ano", ["2019", 2019, ["2019", 2020], {"modelo": 2020}, None, True, ""])
def test_an_attribute_that_is_no_key_may_have_any_type(carros, placa, ano):
    carros.put_item(Item={"placa": placa, "ano": ano})
    assert carros.get_item(Key={"placa": placa})["Item"]["ano"] == ano


@pytest.mark.parametrize(
    ("table", "item"),
    [
        ("carros", {}),
        ("carros", {"placa": 1}),
        ("carros", {"placa": ""}),
        ("carros", {"placa": "x" * 2049}),
        ("account", {"id": 1}),
        ("account", {"id": "1", "email": "a"}),
        ("account", {"id": 1, "email": "x" * 1025}),
        ("proprietarios", {"cpf": "1"}),
        ("proprietarios", {"cpf": "1", "placa": "a", "aquisicao": "2019"}),
    ],
)
def test_a_key_has_to_be_there_of_its_type_and_not_too_long(dynamodb, table, item):
    assert refused(dynamodb.Table(table).put_item, Item=item) == "ValidationException"


def test_the_name_that_the_course_writes_is_refused_because_of_its_accent(dynamodb):
    key = {"AttributeName": "cpf"}
    code = refused(
        dynamodb.create_table,
        TableName="proprietários",
        AttributeDefinitions=[{**key, "AttributeType": "S"}],
        KeySchema=[{**key, "KeyType": "HASH"}],
        BillingMode="PAY_PER_REQUEST",
    )
    assert code == "ValidationException"
