import pytest

from harness.dynamodb.protocol.request import access_key, operation_name, operation_of, table_name
from harness.model.operation import Access

A = Access("a", None, write=False)
A_WRITE = Access("a", None, write=True)
B_WRITE = Access("b", None, write=True)


def test_the_operation_is_what_follows_the_dot_of_the_target() -> None:
    assert operation_name(b"DynamoDB_20120810.PutItem") == "PutItem"


def test_the_access_key_is_read_from_the_credential() -> None:
    header = b"AWS4-HMAC-SHA256 Credential=AKID/20260101/us-east-1/dynamodb/aws4_request, Sig"
    assert access_key(header) == "AKID"


@pytest.mark.parametrize("header", [b"", b"Bearer x"])
def test_an_unsigned_request_has_no_access_key(header: bytes) -> None:
    assert access_key(header) == ""


def test_a_table_may_be_named_by_its_arn() -> None:
    assert table_name("arn:aws:dynamodb:us-east-1:123456789012:table/carros") == "carros"


@pytest.mark.parametrize(
    ("name", "body", "accesses"),
    [
        ("GetItem", {"TableName": "a"}, (A,)),
        ("Query", {"TableName": "a", "IndexName": "i"}, (Access("a", "i", write=False),)),
        ("Scan", {"TableName": "a"}, (A,)),
        ("PutItem", {"TableName": "a"}, (A_WRITE,)),
        ("BatchGetItem", {"RequestItems": {"a": {}}}, (A,)),
        ("BatchWriteItem", {"RequestItems": {"a": [], "b": []}}, (A_WRITE, B_WRITE)),
        ("TransactGetItems", {"TransactItems": [{"Get": {"TableName": "a"}}]}, (A,)),
        (
            "TransactWriteItems",
            {
                "TransactItems": [
                    {"Put": {"TableName": "a"}},
                    {"ConditionCheck": {"TableName": "b"}},
                    {"Delete": {"TableName": "a"}},
                ]
            },
            (A_WRITE, B_WRITE),
        ),
    ],
)
def test_an_operation_draws_on_the_tables_and_indexes_it_names(
    name: str, body: dict[str, object], accesses: tuple[Access, ...]
) -> None:
    operation = operation_of(name, body)
    assert operation.accesses == accesses
    assert operation.metered


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("ListTables", {}),
        ("ExecuteStatement", {"Statement": "SELECT * FROM a"}),
        ("PutItem", {}),
        ("BatchWriteItem", {"RequestItems": None}),
        ("TransactWriteItems", {"TransactItems": [None]}),
    ],
)
def test_an_operation_that_is_unknown_or_malformed_draws_on_nothing(
    name: str, body: dict[str, object]
) -> None:
    operation = operation_of(name, body)
    assert operation.accesses == ()
    assert not operation.metered
