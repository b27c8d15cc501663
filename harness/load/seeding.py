"""Put items into a table before a run: BatchWriteItem, many at once, outside the verdict."""

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from harness.errors import EnvironmentFailedError
from harness.model.caller import SECRET_KEY, SETUP_ACCESS_KEY

# An item as DynamoDB's JSON has it: {"id": {"S": "1"}}.
Item = dict[str, dict[str, Any]]

# What one BatchWriteItem takes (API reference, 2026-11).
BATCH_ITEMS = 25
_CALLS_AT_ONCE = 8
_MAX_ROUNDS = 10


def setup_client(endpoint: str) -> Any:
    """A DynamoDB client whose calls the endpoint records as ``setup`` and never limits."""
    return boto3.client(
        "dynamodb",
        endpoint_url=endpoint,
        region_name="us-east-1",
        aws_access_key_id=SETUP_ACCESS_KEY,
        aws_secret_access_key=SECRET_KEY,
        config=Config(
            connect_timeout=5, max_pool_connections=_CALLS_AT_ONCE, retries={"mode": "standard"}
        ),
    )


def table_of(client: Any, *names: str) -> str:
    """Which of these tables the endpoint has; the first where it has none, so that putting fails.

    Raises EnvironmentFailedError where the endpoint does not answer, or DynamoDB refuses.
    """
    return next((name for name in names if _exists(client, name)), names[0])


def put_items(client: Any, table: str, items: Iterable[Item]) -> int:
    """Put the items with a DynamoDB client, existing ones overwritten; the number put.

    Raises EnvironmentFailedError where the endpoint does not answer, the table does not exist, or
    DynamoDB refuses.
    """
    with ThreadPoolExecutor(_CALLS_AT_ONCE) as threads:
        try:
            return sum(threads.map(lambda batch: _put(client, table, batch), _batches(items)))
        except (BotoCoreError, ClientError) as error:
            raise _explained(error, client.meta.endpoint_url, table) from error


def _exists(client: Any, table: str) -> bool:
    try:
        client.describe_table(TableName=table)
    except client.exceptions.ResourceNotFoundException:
        return False
    except (BotoCoreError, ClientError) as error:
        raise _explained(error, client.meta.endpoint_url, table) from error
    return True


def _batches(items: Iterable[Item]) -> Iterator[list[Item]]:
    remaining = iter(items)
    while batch := list(islice(remaining, BATCH_ITEMS)):
        yield batch


def _put(client: Any, table: str, batch: list[Item]) -> int:
    requests: Any = {table: [{"PutRequest": {"Item": item}} for item in batch]}
    for _ in range(_MAX_ROUNDS):
        requests = client.batch_write_item(RequestItems=requests).get("UnprocessedItems")
        if not requests:
            return len(batch)
    raise EnvironmentFailedError(
        f"some items of a batch were left unprocessed {_MAX_ROUNDS} times",
        where=f"seeding table {table}",
        hint="seed through the harness's endpoint, which does not limit set-up calls",
    )


def _explained(
    error: BotoCoreError | ClientError, endpoint: str, table: str
) -> EnvironmentFailedError:
    where = f"seeding table {table} at {endpoint}"
    if not isinstance(error, ClientError):
        hint = "start an endpoint with `harness up`, and set AWS_ENDPOINT_URL to it"
    elif error.response["Error"]["Code"] == "ResourceNotFoundException":
        hint = f"start the endpoint from a template that has a table {table}"
    else:
        hint = "the endpoint's log says more"
    return EnvironmentFailedError(str(error), where=where, hint=hint)
