from base64 import b64encode

import orjson
import pytest

from harness.dynamodb.protocol.partiql.page import start_of

KEY = {"pk": {"S": "a"}, "sk": {"N": "2"}}


def token(said: object) -> str:
    return b64encode(orjson.dumps(said)).decode()


def test_a_token_tells_the_key_of_the_last_item() -> None:
    said = {
        "creationTime": 1795451937.7,
        "opIndexToExclusiveNextKey": {"0": KEY},
        "version": "V1",
    }
    assert start_of(token(said)) == KEY


@pytest.mark.parametrize(
    "opaque",
    ["", "no base64", "AAAA", token([]), token({}), token({"opIndexToExclusiveNextKey": {"0": 1}})],
)
def test_a_token_that_does_not_tell_is_an_error(opaque: str) -> None:
    with pytest.raises((LookupError, TypeError, ValueError)):
        start_of(opaque)
