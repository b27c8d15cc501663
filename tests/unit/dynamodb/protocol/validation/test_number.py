"""paritysuite, valueLayers (four Regions, 2026-10-09), and dynalite's tests."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.dynamodb.protocol.validation.number import canonical, number_fault

OVER = "Number overflow. Attempting to store a number with magnitude larger than supported range"
UNDER = "Number underflow. Attempting to store a number with magnitude smaller than supported range"
NOT = "The parameter cannot be converted to a numeric value"
DIGITS = "Attempting to store more than 38 significant digits in a Number"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("1e99999999999", OVER),
        ("-1e99999999999", OVER),
        ("1e-99999999999", UNDER),
        ("1e2147483648", OVER),
        ("1e2147483647", OVER),
        ("1e-2147483648", UNDER),
        ("1e126", OVER),
        ("-1e126", OVER),
        ("1e-131", UNDER),
        ("abc", f"{NOT}: abc"),
        ("1.2.3", f"{NOT}: 1.2.3"),
        ("", f"{NOT}: "),
        (" 1", f"{NOT}:  1"),
        ("1 ", f"{NOT}: 1 "),
        ("0x10", f"{NOT}: 0x10"),
        ("1e", f"{NOT}: 1e"),
        (".", f"{NOT}: ."),
        ("NaN", f"{NOT}: NaN"),
        ("Infinity", f"{NOT}: Infinity"),
        ("1234567890123456789012345678901234567890", DIGITS),
        ("-1.23456789012345678901234567890123456789", DIGITS),
        ("1" * 38, None),
        ("1" + "0" * 60, None),
        ("9.9e125", None),
        ("1e-130", None),
        ("-5", None),
        ("+5", None),
        ("5.", None),
        (".5", None),
        ("0", None),
        ("0e999", None),
    ],
)
def test_the_current_layer(text: str, message: str | None) -> None:
    assert number_fault(text, older=False) == message


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("abc", f"{NOT}: abc"),
        ("", NOT),
        ("1e126", OVER),
        ("1e2147483647", UNDER),
        ("1e2147483648", f"{NOT}: 1e2147483648"),
        ("1" * 39, DIGITS),
        ("1", None),
    ],
)
def test_the_older_layer(text: str, message: str | None) -> None:
    assert number_fault(text, older=True) == message


@given(st.decimals(allow_nan=False, allow_infinity=False, places=5), st.integers(0, 3))
def test_one_number_has_one_canonical_form(number: Decimal, zeros: int) -> None:
    plain, scientific = f"{number:f}", f"{number:e}"
    padded = plain + "0" * zeros if "." in plain else plain
    assert canonical(plain) == canonical(scientific) == canonical(padded)


@given(st.integers(-(10**9), 10**9), st.integers(-(10**9), 10**9))
def test_two_numbers_have_two(one: int, other: int) -> None:
    assert (canonical(str(one)) == canonical(str(other))) is (one == other)
