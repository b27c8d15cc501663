from fractions import Fraction

import pytest

from harness.errors import UsageError
from harness.simulate.rules_text import parse_rules
from harness.simulate.scaling import RULES, ScalingRules


def test_what_is_not_set_stays_as_it_is() -> None:
    assert parse_rules([]) == RULES


def test_each_rule_has_its_own_form_and_the_last_of_two_wins() -> None:
    texts = ["delay_minutes=9", "band = 15 %", "lower_to_highest=yes", "delay_minutes=0"]
    assert parse_rules(texts) == ScalingRules(
        band=Fraction(15, 100), delay_minutes=0, lower_to_highest=True
    )


@pytest.mark.parametrize(
    "text",
    ["points=3", "delay_minutes", "delay_minutes=61", "delay_minutes=-1", "band=1.5", "band=",
     "lower_to_highest=1", ""],
)  # fmt: skip
def test_anything_else_is_wrong_use_and_says_what_is_valid(text: str) -> None:
    with pytest.raises(UsageError) as raised:
        parse_rules([text])
    assert raised.value.where == "--rule"
    assert raised.value.hint
