"""The course's sample items are there, as the course has them."""

import pytest

CARROS = [
    {"placa": "xpto215", "marca": "vw", "modelo": "up", "cor": "preto", "ano": "2019"},
    {
        "placa": "abcd415",
        "marca": "gm",
        "modelo": "spin",
        "cor": "branco",
        "ano": "2020",
        "obs": "Batido na trazeira",
    },
]


@pytest.mark.parametrize("car", CARROS, ids=lambda car: car["placa"])
def test_items_of_carros_need_not_share_a_schema(dynamodb, car):
    assert dynamodb.Table("carros").get_item(Key={"placa": car["placa"]})["Item"] == car


@pytest.mark.parametrize("placa", ["xpto201", "abcd5555"])
def test_one_owner_has_two_cars(dynamodb, placa):
    key = {"cpf": "11122233344", "placa": placa}
    item = dynamodb.Table("proprietarios").get_item(Key=key)["Item"]
    assert item == {**key, "aquisicao": 2019}
