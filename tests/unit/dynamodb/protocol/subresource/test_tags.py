"""Words: ack-api-quirks DDB-TABLE-105 to -108, -372, measured on AWS, 2026-10-08."""

from typing import Any

import pytest

from tests.unit.dynamodb.protocol.subresource.catalog_of import CARS, Desk

TOO_MANY = "Number of Tags exceed the current limit for the provided ResourceArn"


def tags(*names: str, value: Any = "v") -> list[dict[str, Any]]:
    return [{"Key": name, "Value": value} for name in names]


def numbered(count: int, start: int = 0) -> list[dict[str, Any]]:
    return tags(*(str(number) for number in range(start, start + count)))


def test_tags_are_added_changed_and_removed() -> None:
    desk = Desk()
    assert desk.ask("ListTagsOfResource", ResourceArn=CARS) == {"Tags": []}
    assert desk.ask("TagResource", ResourceArn=CARS, Tags=tags("a", "b")) == {}
    assert desk.ask("TagResource", ResourceArn=CARS, Tags=tags("b", value="")) == {}
    listed = desk.ask("ListTagsOfResource", ResourceArn=CARS)
    assert listed == {"Tags": [*tags("a"), *tags("b", value="")]}
    assert desk.ask("UntagResource", ResourceArn=CARS, TagKeys=["a", "never"]) == {}
    assert desk.ask("ListTagsOfResource", ResourceArn=CARS) == {"Tags": tags("b", value="")}


@pytest.mark.parametrize(
    "key", ["k" * 128, "א" * 128, "ключ", "café", "表", "a+b-c=d.e_f:g/h@i", " ", "7"]
)
def test_letters_of_any_script_and_some_marks_are_taken(key) -> None:
    assert Desk().ask("TagResource", ResourceArn=CARS, Tags=tags(key, value=key)) == {}


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ([], "Atleast one Tag needs to be provided as Input."),
        (tags("k" * 129), f"The Tag Key provided is invalid, Key: {'k' * 129}"),
        (tags(""), "The Tag Key provided is invalid, Key: "),
        ([{"Value": "v"}], "The Tag Key provided is invalid, Key: null"),
        ([{"Key": "k"}], "The Tag Value provided is invalid, Value: null"),
        (tags("k", value="v" * 257), f"The Tag Value provided is invalid, Value: {'v' * 257}"),
        (tags("aws:zzz"), "Tag Key cannot be prefixed with aws:, Key: aws:zzz"),
        (
            tags("dup", "dup"),
            "Duplicate Tag Keys provided as input: Duplicate Tag Key found dup",
        ),
        *(
            (tags(f"a{mark}"), f"The Tag Key provided is invalid, Key: a{mark}")
            for mark in (
                "🔑",
                "%",
                ",",
                "'",
                '"',
                "(",
                "&",
                "*",
                ";",
                "?",
                "|",
                "\\",
                "<",
                "~",
                "#",
            )
        ),
        (numbered(51), TOO_MANY),
    ],
)
def test_one_wrong_tag_refuses_all(wrong, message) -> None:
    desk = Desk()
    good = tags("good") if 0 < len(wrong) < 50 else []
    refused = desk.ask("TagResource", ResourceArn=CARS, Tags=[*good, *wrong])
    assert refused == ("ValidationException", message)
    assert desk.ask("ListTagsOfResource", ResourceArn=CARS) == {"Tags": []}


def test_a_table_has_50_tags_at_most() -> None:
    desk = Desk()
    assert desk.ask("TagResource", ResourceArn=CARS, Tags=numbered(50)) == {}
    assert desk.ask("TagResource", ResourceArn=CARS, Tags=numbered(50)) == {}
    refused = desk.ask("TagResource", ResourceArn=CARS, Tags=numbered(1, start=50))
    assert refused == ("ValidationException", TOO_MANY)


@pytest.mark.parametrize(
    ("keys", "message"),
    [
        ([], "Atleast one Tag Key needs to be provided as Input."),
        ([""], "The Tag Key provided is invalid, Key: "),
        (["k" * 129], f"The Tag Key provided is invalid, Key: {'k' * 129}"),
        ([str(number) for number in range(51)], TOO_MANY),
    ],
)
def test_keys_to_remove_are_checked_too(keys, message) -> None:
    refused = Desk().ask("UntagResource", ResourceArn=CARS, TagKeys=keys)
    assert refused == ("ValidationException", message)
