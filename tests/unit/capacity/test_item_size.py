import pytest

from harness.capacity.item_size import (
    item_size_bytes,
    number_size_bytes,
    significant_digits,
    value_size_bytes,
)

# Measured on AWS, eu-west-2, 2026-08-18, by paritysuite/dynamodb-conformance.
MEASURED_BYTES = {
    "0": 1,
    "-0": 1,
    "1": 2,
    "12": 2,
    "123": 3,
    "1234": 3,
    "123456": 4,
    "12345678901234567890123456789012345678": 20,
    "0042": 2,
    "-42": 3,
    "100": 2,
    "1010": 3,
    "100.5": 4,
    "15": 2,
    "1.5": 3,
    "1.2": 3,
    "1.200": 3,
    "1.234": 4,
    "3.14159": 5,
    "0.15": 2,
    "0.0000001": 2,
    "1E125": 2,
    "1E-100": 2,
}


@pytest.mark.parametrize(("text", "size_bytes"), MEASURED_BYTES.items())
def test_a_number_has_the_size_measured_on_aws(text: str, size_bytes: int) -> None:
    assert number_size_bytes(text) == size_bytes


@pytest.mark.parametrize(
    ("text", "size_bytes"),
    [
        ("120", 3),
        ("0.015", 3),
        ("69980", 4),
        ("-1" + "0" * 36 + "1", 21),
        ("-1" + "0" * 35 + "1.1", 21),  # 20 pairs and the sign: would be 22
    ],
)
def test_a_number_has_the_size_that_dynamodb_local_gives_it(text: str, size_bytes: int) -> None:
    assert number_size_bytes(text) == size_bytes


@pytest.mark.parametrize("text", ["1200", "12e2", "12E+2", "+1200", "01200.00", "0.12E4"])
def test_a_number_has_one_normal_form_however_it_is_written(text: str) -> None:
    assert significant_digits(text) == (False, "12", 4)


@pytest.mark.parametrize("text", ["0", "-0", "0.00", "-0E9", "+000"])
def test_zero_has_no_sign_and_no_digits(text: str) -> None:
    assert significant_digits(text) == (False, "", 0)


def test_numbers_that_differ_behind_the_28th_digit_differ() -> None:
    number = "1234567890123456789012345678901234567"
    assert significant_digits(number + "8") != significant_digits(number + "9")


@pytest.mark.parametrize(
    ("value", "size_bytes"),
    [
        ({"S": ""}, 0),
        ({"S": "abc"}, 3),
        ({"S": "ação"}, 6),
        ({"S": "🚗"}, 4),
        ({"B": ""}, 0),
        ({"B": "YQ=="}, 1),
        ({"B": "YWI="}, 2),
        ({"B": "YWJj"}, 3),
        ({"BOOL": False}, 1),
        ({"NULL": True}, 1),
        ({"SS": ["a", "bc"]}, 3),
        ({"NS": ["1", "-100"]}, 5),
        ({"BS": ["YQ==", "YWJj"]}, 4),
        ({"L": []}, 3),
        ({"M": {}}, 3),
        ({"L": [{"S": "a"}, {"N": "12"}]}, 3 + 1 + 1 + 1 + 2),
        ({"M": {"ano": {"N": "1"}, "é": {"BOOL": True}}}, 3 + 1 + 3 + 2 + 1 + 2 + 1),
        ({"L": [{"L": [{"M": {}}]}]}, 3 + 1 + 3 + 1 + 3),
    ],
    ids=str,
)
def test_every_type_has_its_size(value: dict[str, object], size_bytes: int) -> None:
    assert value_size_bytes(value) == size_bytes


def test_an_item_is_its_names_and_values() -> None:
    assert item_size_bytes({"placa": {"S": "ABC1D23"}, "ano": {"N": "2026"}}) == 5 + 7 + 3 + 3


def test_the_guide_s_own_example_has_23_bytes() -> None:
    """Developer Guide, Constraints: two attributes, shirt-color R and shirt-size M."""
    assert item_size_bytes({"shirt-color": {"S": "R"}, "shirt-size": {"S": "M"}}) == 23


@pytest.mark.parametrize(("elements", "kb"), [(500, 2), (1500, 5), (3000, 9)])
def test_a_list_of_two_letter_words_weighs_what_it_does_on_aws(elements: int, kb: int) -> None:
    """500, 1,500 and 3,000 times "aa": 2, 5 and 9 WCU (ExtendDB's values verified on AWS)."""
    item = {"k": {"S": "x"}, "l": {"L": [{"S": "aa"}] * elements}}
    assert -(-item_size_bytes(item) // 1024) == kb


@pytest.mark.parametrize(
    "value",
    [{"X": "1"}, {}, {"S": "a", "N": "1"}, {"S": 1}, {"N": "1ex"}, {"L": 5}, {"M": []}],
    ids=str,
)
def test_what_is_no_value_has_no_size(value: dict[str, object]) -> None:
    with pytest.raises((AttributeError, KeyError, TypeError, ValueError)):
        value_size_bytes(value)
