from typing import Any

import pytest
from botocore.stub import Stubber

from harness.errors import EnvironmentFailedError
from harness.load.seeding import BATCH_ITEMS, Item, put_items, setup_client, table_of

TABLE = "estacionamento"


def item(number: int) -> Item:
    return {"placa": {"S": f"ABC{number:04}"}, "registro": {"S": "carro"}}


def puts(*numbers: int) -> dict[str, Any]:
    return {TABLE: [{"PutRequest": {"Item": item(number)}} for number in numbers]}


@pytest.fixture
def client() -> Any:
    return setup_client("http://127.0.0.1:1")


def test_unprocessed_items_are_sent_again_and_counted_once(client: Any) -> None:
    with Stubber(client) as stub:
        stub.add_response(
            "batch_write_item", {"UnprocessedItems": puts(1, 2)}, {"RequestItems": puts(0, 1, 2)}
        )
        stub.add_response(
            "batch_write_item", {"UnprocessedItems": {}}, {"RequestItems": puts(1, 2)}
        )
        assert put_items(client, TABLE, map(item, range(3))) == 3
        stub.assert_no_pending_responses()


def test_a_batch_has_as_many_items_as_dynamodb_takes(client: Any) -> None:
    sizes = []
    client.meta.events.register(
        "provide-client-params.dynamodb.BatchWriteItem",
        lambda params, **_: sizes.append(len(params["RequestItems"][TABLE])),
    )
    with Stubber(client) as stub:
        for _ in range(3):
            stub.add_response("batch_write_item", {"UnprocessedItems": {}})
        assert put_items(client, TABLE, map(item, range(60))) == 60
    assert sorted(sizes) == [10, BATCH_ITEMS, BATCH_ITEMS]


def test_what_stays_unprocessed_for_ever_ends_in_an_error(client: Any) -> None:
    with Stubber(client) as stub:
        for _ in range(10):
            stub.add_response("batch_write_item", {"UnprocessedItems": puts(0)})
        with pytest.raises(EnvironmentFailedError, match="unprocessed"):
            put_items(client, TABLE, [item(0)])


def test_a_missing_table_is_named_with_what_to_do(client: Any) -> None:
    with Stubber(client) as stub:
        stub.add_client_error("batch_write_item", "ResourceNotFoundException")
        with pytest.raises(EnvironmentFailedError) as caught:
            put_items(client, TABLE, [item(0)])
    assert caught.value.where == f"seeding table {TABLE} at http://127.0.0.1:1"
    assert "template that has a table estacionamento" in caught.value.hint


@pytest.mark.parametrize(("existing", "chosen"), [("a", "a"), ("b", "b"), (None, "a")])
def test_the_design_is_the_one_whose_table_there_is(
    client: Any, existing: str | None, chosen: str
) -> None:
    with Stubber(client) as stub:
        for name in ("a", "b"):
            if name == existing:
                stub.add_response("describe_table", {"Table": {}}, {"TableName": name})
                break
            stub.add_client_error("describe_table", "ResourceNotFoundException")
        assert table_of(client, "a", "b") == chosen


def test_a_design_that_cannot_be_asked_for_is_an_error(client: Any) -> None:
    with Stubber(client) as stub:
        stub.add_client_error("describe_table", "AccessDeniedException")
        with pytest.raises(EnvironmentFailedError, match="AccessDenied"):
            table_of(client, "a", "b")
