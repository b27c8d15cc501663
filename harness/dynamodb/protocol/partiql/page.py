"""Where a page of ExecuteStatement starts, from the NextToken of the page before."""

from base64 import b64decode
from collections.abc import Mapping

import orjson

from harness.model.item import Item


def start_of(next_token: str) -> Item:
    """The key of the last item evaluated, as ExclusiveStartKey wants it.

    Raises LookupError, TypeError or ValueError where the token does not tell.

    DynamoDB Local's token is base64 of JSON, with that key under ``opIndexToExclusiveNextKey`` "0",
    whatever the plan (3.3.1, measured on 2026-11-23). AWS's is opaque.
    """
    key = orjson.loads(b64decode(next_token))["opIndexToExclusiveNextKey"]["0"]
    if not isinstance(key, Mapping):
        raise TypeError(next_token)
    return key
