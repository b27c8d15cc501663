"""Errors that somebody recorded on AWS: what is asked, and what AWS says.

Sources. D: dynalite's tests (2013 to 2019). P: paritysuite/dynamodb-conformance and its
predecessor nubo-db/dynamodb-conformance, error-messages, four Regions, 2026-06-23 to 2026-10-08.
S: LocalStack's snapshots. E: ExtendDB pull 194 (2026-06-30). F: formkiq-core issue 271
(2024-09-19). W: wellcomecollection/platform issue 2285 (2018-06-25). X: ExtendDB pull 7. C:
cloudemu pull 1042. M: ministack issue 1432 and pull 1067. A: ScyllaDB's Alternator tests, which
run on AWS. R: third-party records with an AWS request id. Q: ack-api-quirks (October 2026).
-: by the constraint of the model; the words are not recorded.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from tests.system.dynamodb_wire import Json

HASH, RANGE, NUMBERS, NOWHERE = "errors-hash", "errors-range", "errors-numbers", "errors-nowhere"
ALL = {"ProjectionType": "ALL"}

VALIDATION, NOT_FOUND = "ValidationException", "ResourceNotFoundException"
IN_USE, CANCELLED = "ResourceInUseException", "TransactionCanceledException"
MISMATCH = "The provided key element does not match the schema"
INVALID = "One or more parameter values were invalid: "
NOT_VALID = "One or more parameter values are not valid. "
EMPTY = f"{NOT_VALID}The AttributeValue for a key attribute cannot contain an empty string value. "


@dataclass(frozen=True)
class ErrorCase:
    """``reasons``: of a cancelled transaction, the messages of its actions in order."""

    title: str
    operation: str
    body: Json
    code: str
    message: str
    source: str
    reasons: tuple[str | None, ...] = field(default=())


def definitions(**types: str) -> Json:
    return {
        "AttributeDefinitions": [
            {"AttributeName": name, "AttributeType": kind} for name, kind in types.items()
        ]
    }


def keys(*names: str) -> Json:
    roles = zip(names, ("HASH", "RANGE"), strict=False)
    return {"KeySchema": [{"AttributeName": name, "KeyType": role} for name, role in roles]}


def index(name: str, *names: str) -> Json:
    return {"IndexName": name, "Projection": ALL, **keys(*names)}


def table(name: str, **members: Any) -> Json:
    return {"TableName": name, "BillingMode": "PAY_PER_REQUEST", **members}


TABLES = (
    table(HASH, **definitions(pk="S"), **keys("pk")),
    table(NUMBERS, **definitions(pk="N", sk="B"), **keys("pk", "sk")),
    table(
        RANGE,
        **definitions(pk="S", sk="S", c="S", g="S"),
        **keys("pk", "sk"),
        LocalSecondaryIndexes=[index("lsi", "pk", "c")],
        GlobalSecondaryIndexes=[index("gsi2", "c"), index("gsi1", "g", "c")],
    ),
)

S, N = {"S": "a"}, {"N": "1"}
KEY = {"pk": S, "sk": S}
TYPES: dict[str, Json] = {
    "N": N,
    "B": {"B": "YQ=="},
    "BOOL": {"BOOL": True},
    "NULL": {"NULL": True},
    "SS": {"SS": ["a"]},
    "NS": {"NS": ["1"]},
    "BS": {"BS": ["YQ=="]},
    "L": {"L": [S]},
    "M": {"M": {"a": S}},
}
LOOKUPS = ("GetItem", "UpdateItem", "DeleteItem")
KEYED = ("Update", "Delete", "ConditionCheck")


def cases() -> Iterator[ErrorCase]:
    yield from requests()
    yield from missing_tables()
    yield from key_types()
    yield from key_shapes()
    yield from empty_and_long_keys()
    yield from index_keys()
    yield from duplicates()
    yield from queries()
    yield from statements()
    yield from orders()
    yield from definitions_of_tables()
    yield from updates_of_tables()


def invalid(title: str, operation: str, body: Json, message: str, source: str) -> ErrorCase:
    return ErrorCase(title, operation, body, VALIDATION, message, source)


def cancelled(title: str, operation: str, body: Json, why: str, source: str) -> ErrorCase:
    """The first of its actions is at fault."""
    items = len(body["TransactItems"])
    codes = ", ".join(["ValidationError", *["None"] * (items - 1)])
    message = (
        f"Transaction cancelled, please refer cancellation reasons for specific reasons [{codes}]"
    )
    reasons = (why, *[None] * (items - 1))
    return ErrorCase(title, operation, body, CANCELLED, message, source, reasons)


def looked_up(operation: str, key: Json, name: str) -> Json:
    return {"TableName": name, "Key": key}


def transacted(kind: str, key: Json, name: str) -> Json:
    """With a second action that is in order."""
    action: Json = {"TableName": name, "Item" if kind == "Put" else "Key": key}
    if kind == "Update":
        action |= {"UpdateExpression": "SET x = :v", "ExpressionAttributeValues": {":v": S}}
    if kind == "ConditionCheck":
        action |= {"ConditionExpression": "attribute_not_exists(pk)"}
    other = {"TableName": HASH, "Item": {"pk": {"S": "in order"}}}
    return {"TransactItems": [{kind: action}, {"Put": other}]}


def transact_get(key: Json, name: str) -> Json:
    other = {"TableName": HASH, "Key": {"pk": {"S": "in order"}}}
    return {"TransactItems": [{"Get": {"TableName": name, "Key": key}}, {"Get": other}]}


def batch_get(key: Json, name: str) -> Json:
    return {"RequestItems": {name: {"Keys": [key]}}}


def batch_delete(key: Json, name: str) -> Json:
    return {"RequestItems": {name: [{"DeleteRequest": {"Key": key}}]}}


def batch_put(item: Json, name: str) -> Json:
    return {"RequestItems": {name: [{"PutRequest": {"Item": item}}]}}


def requests() -> Iterator[ErrorCase]:
    """What needs no table."""
    at_least = "failed to satisfy constraint: Member must have {} greater than or equal to 1"
    one_error = "1 validation error detected: Value "
    words = (
        "The TotalSegments parameter is required but was not present in the request when Segment "
        "parameter is present"
    )
    scan = {"TableName": HASH}
    yield invalid("Scan: Segment alone", "Scan", scan | {"Segment": 0}, words, "D")
    words = f"{one_error}at 'Limit' {at_least.format('value')}"
    body = query("pk = :v", Limit=0)
    yield invalid("Query: Limit 0", "Query", body, words, "P")
    words = f"{one_error}'0' at 'limit' {at_least.format('value')}"
    yield invalid("Scan: Limit 0", "Scan", scan | {"Limit": 0}, words, "D")
    select = {"Statement": f"SELECT * FROM \"{HASH}\" WHERE pk = 'a'", "Parameters": []}
    words = f"{one_error}'[]' at 'parameters' {at_least.format('length')}"
    yield invalid("ExecuteStatement: no Parameters", "ExecuteStatement", select, words, "S")
    words = f"{one_error}'' at 'statement' {at_least.format('length')}"
    yield invalid("ExecuteStatement: empty", "ExecuteStatement", {"Statement": ""}, words, "-")
    words = f"{one_error}'[]' at 'attributesToGet' {at_least.format('length')}"
    yield invalid("Scan: no AttributesToGet", "Scan", scan | {"AttributesToGet": []}, words, "-")
    words = f"{one_error}'' at 'clientRequestToken' {at_least.format('length')}"
    body = transacted("Put", {"pk": S}, HASH) | {"ClientRequestToken": ""}
    yield invalid("TransactWriteItems: empty token", "TransactWriteItems", body, words, "-")
    for text, words in (
        ("1" * 39, "Attempting to store more than 38 significant digits in a Number"),
        ("abc", "The parameter cannot be converted to a numeric value: abc"),
        ("NaN", "The parameter cannot be converted to a numeric value: NaN"),
        ("Infinity", "The parameter cannot be converted to a numeric value: Infinity"),
    ):
        item = {"pk": S, "n": {"N": text}}
        title, batch = f"BatchWriteItem: the number {text}", batch_put(item, HASH)
        yield invalid(title, "BatchWriteItem", batch, words, "X, D")


def missing_tables() -> Iterator[ErrorCase]:
    words = "Requested resource not found"
    key = {"pk": S}
    for operation, body in (
        *((operation, looked_up(operation, key, NOWHERE)) for operation in LOOKUPS),
        ("PutItem", {"TableName": NOWHERE, "Item": key}),
        ("Query", {"TableName": NOWHERE, "KeyConditionExpression": "pk = :v"} | values(S)),
        ("Scan", {"TableName": NOWHERE}),
        ("BatchGetItem", batch_get(key, NOWHERE)),
        ("BatchWriteItem", batch_put(key, NOWHERE)),
        ("TransactWriteItems", transacted("Put", key, NOWHERE)),
        ("TransactGetItems", transact_get(key, NOWHERE)),
        ("ExecuteStatement", {"Statement": f'SELECT * FROM "{NOWHERE}"'}),
    ):
        yield ErrorCase(f"{operation}: no table", operation, body, NOT_FOUND, words, "S, P")
    words = f"Requested resource not found: Table: {NOWHERE} not found"
    for operation in ("DescribeTable", "DeleteTable", "UpdateTable"):
        body = {"TableName": NOWHERE}
        if operation == "UpdateTable":
            body |= {"BillingMode": "PAY_PER_REQUEST"}
        yield ErrorCase(f"{operation}: no table", operation, body, NOT_FOUND, words, "S")
    yield ErrorCase(
        "CreateTable: a name that is taken",
        "CreateTable",
        TABLES[0],
        IN_USE,
        f"Table already exists: {HASH}",
        "S",
    )


def key_types() -> Iterator[ErrorCase]:
    for kind, value in TYPES.items():
        for part in ("pk", "sk"):
            key = KEY | {part: value}
            yield from _of_key(f"{part} is {kind}", key, RANGE)
            words = f"{INVALID}Type mismatch for key {part} expected: S actual: {kind}"
            body = {"TableName": RANGE, "Item": key}
            yield invalid(f"PutItem: {part} is {kind}", "PutItem", body, words, "D, M, P")
            body = transacted("Put", key, RANGE)
            title = f"Put of a transaction: {part} is {kind}"
            yield cancelled(title, "TransactWriteItems", body, words, "P")
            title = f"BatchWriteItem, put: {part} is {kind}"
            yield invalid(title, "BatchWriteItem", batch_put(key, RANGE), MISMATCH, "P")
    for part, kind in (("pk", "N"), ("sk", "B")):
        item = {"pk": N, "sk": {"B": "YQ=="}} | {part: S}
        words = f"{INVALID}Type mismatch for key {part} expected: {kind} actual: S"
        body = {"TableName": NUMBERS, "Item": item}
        yield invalid(f"PutItem: {part} of type {kind} is S", "PutItem", body, words, "D, M")


def key_shapes() -> Iterator[ErrorCase]:
    shapes = {
        "no attribute": {},
        "no partition key": {"sk": S},
        "no sort key": {"pk": S},
        "one attribute more": KEY | {"x": S},
        "another name": {"pk": S, "x": S},
    }
    for shape, key in shapes.items():
        yield from _of_key(shape, key, RANGE)
    for missing in ("pk", "sk"):
        item = {name: S for name in KEY if name != missing}
        words = f"{INVALID}Missing the key {missing} in the item"
        body = {"TableName": RANGE, "Item": item}
        yield invalid(f"PutItem: no {missing}", "PutItem", body, words, "D")
        title = f"BatchWriteItem, put: no {missing}"
        yield invalid(title, "BatchWriteItem", batch_put(item, RANGE), MISMATCH, "S")


def _of_key(what: str, key: Json, name: str) -> Iterator[ErrorCase]:
    """A Key that does not fit, in every call that has one."""
    for operation in LOOKUPS:
        body = looked_up(operation, key, name)
        yield invalid(f"{operation}: {what}", operation, body, MISMATCH, "D, P, C")
    yield invalid(f"BatchGetItem: {what}", "BatchGetItem", batch_get(key, name), MISMATCH, "D, C")
    title = f"BatchWriteItem, delete: {what}"
    yield invalid(title, "BatchWriteItem", batch_delete(key, name), MISMATCH, "D, C")
    for kind in KEYED:
        title, body = f"{kind} of a transaction: {what}", transacted(kind, key, name)
        yield cancelled(title, "TransactWriteItems", body, MISMATCH, "P")
    title = f"TransactGetItems: {what}"
    yield cancelled(title, "TransactGetItems", transact_get(key, name), MISMATCH, "P")


def empty_and_long_keys() -> Iterator[ErrorCase]:
    long = {
        "pk": (2049, f"{INVALID}Size of hashkey has exceeded the maximum size limit of2048 bytes"),
        "sk": (
            1025,
            f"{INVALID}Aggregated size of all range keys has exceeded the size limit of 1024 bytes",
        ),
    }
    for part in ("pk", "sk"):
        size, too_long = long[part]
        for what, text, words, source in (
            ("is empty", "", f"{EMPTY}Key: {part}", "P"),
            ("is too long", "x" * size, too_long, "D, E, F"),
        ):
            key = KEY | {part: {"S": text}}
            for operation in LOOKUPS:
                title, body = f"{operation}: {part} {what}", looked_up(operation, key, RANGE)
                yield invalid(title, operation, body, words, source)
            body = {"TableName": RANGE, "Item": key}
            yield invalid(f"PutItem: {part} {what}", "PutItem", body, words, source)
            for title, operation, body in (
                ("BatchGetItem", "BatchGetItem", batch_get(key, RANGE)),
                ("BatchWriteItem, put", "BatchWriteItem", batch_put(key, RANGE)),
                ("BatchWriteItem, delete", "BatchWriteItem", batch_delete(key, RANGE)),
            ):
                yield invalid(f"{title}: {part} {what}", operation, body, words, source)
        for kind in ("Put", *KEYED):
            body = transacted(kind, KEY | {part: {"S": ""}}, RANGE)
            title = f"{kind} of a transaction: {part} is empty"
            yield invalid(title, "TransactWriteItems", body, f"{EMPTY}Key: {part}", "P")


def values(value: Json) -> Json:
    return {"ExpressionAttributeValues": {":v": value}}


def setting(value: Json) -> Json:
    key = {"TableName": RANGE, "Key": KEY, "UpdateExpression": "SET c = :v"}
    return key | values(value)


def index_keys() -> Iterator[ErrorCase]:
    """Of the indexes with this key the first by name is named (P)."""
    for kind, value in TYPES.items():
        words = f"{INVALID}Type mismatch for Index Key c Expected: S Actual: {kind} IndexName: gsi1"
        item = KEY | {"c": value}
        put = {"TableName": RANGE, "Item": item}
        yield invalid(f"PutItem: index key is {kind}", "PutItem", put, words, "C, P")
        title = f"BatchWriteItem: index key is {kind}"
        yield invalid(title, "BatchWriteItem", batch_put(item, RANGE), words, "P")
        title = f"UpdateItem: index key is {kind}"
        yield invalid(title, "UpdateItem", setting(value), words, "D, P")
        legacy = {"TableName": RANGE, "Key": KEY, "AttributeUpdates": {"c": {"Value": value}}}
        yield invalid(f"{title}, legacy", "UpdateItem", legacy, words, "D")
        for name, action in (("Put", put), ("Update", setting(value))):
            title = f"{name} of a transaction: index key is {kind}"
            body = {"TransactItems": [{name: action}]}
            yield cancelled(title, "TransactWriteItems", body, words, "P")
    insert = f"INSERT INTO \"{RANGE}\" VALUE {{'pk': 'a', 'sk': 'a', 'c': 1}}"
    words = f"{INVALID}Type mismatch for Index Key c Expected: S Actual: N IndexName: gsi1"
    body = {"Statement": insert}
    yield invalid("ExecuteStatement: index key is N", "ExecuteStatement", body, words, "C")
    empty = {"S": ""}
    words = (
        f"{NOT_VALID}A value specified for a secondary index key is not supported. The "
        "AttributeValue for a key attribute cannot contain an empty string value. IndexName: gsi1, "
        "IndexKey: c"
    )
    put = {"TableName": RANGE, "Item": KEY | {"c": empty}}
    yield invalid("PutItem: empty index key", "PutItem", put, words, "P")
    body = {"TransactItems": [{"Put": put}]}
    title = "Put of a transaction: empty index key"
    yield invalid(title, "TransactWriteItems", body, words, "P")
    words = (
        f"{NOT_VALID}The update expression attempted to update a secondary index key to a value "
        "that is not supported. The AttributeValue for a key attribute cannot contain an empty "
        "string value."
    )
    yield invalid("UpdateItem: empty index key", "UpdateItem", setting(empty), words, "P")
    body = {"TransactItems": [{"Update": setting(empty)}]}
    title = "Update of a transaction: empty index key"
    yield invalid(title, "TransactWriteItems", body, words, "P")
    for name, size, most in (("c", 1025, 1024), ("g", 2049, 2048)):
        words = (
            f"{INVALID}Size limit exceeded for Index Key {name} Actual Size: {size} bytes Max "
            f"Size: {most} bytes IndexName: gsi1"
        )
        body = {"TableName": RANGE, "Item": KEY | {name: {"S": "x" * size}}}
        yield invalid(f"PutItem: index key {name} too long", "PutItem", body, words, "W")
    body = {"TableName": RANGE, "Key": {"pk": {"S": "n"}, "sk": S}, "UpdateExpression": "SET c = n"}
    words = "The update expression attempted to update the secondary index key to unsupported type"
    yield invalid("UpdateItem: index key copied from a number", "UpdateItem", body, words, "D")


def duplicates() -> Iterator[ErrorCase]:
    one, same = {"pk": N, "sk": {"B": "YQ=="}}, {"pk": {"N": "1.0"}, "sk": {"B": "YQ=="}}
    batch = "Provided list of item keys contains duplicates"
    body: Json = {"RequestItems": {NUMBERS: {"Keys": [one, same]}}}
    yield invalid("BatchGetItem: 1 and 1.0", "BatchGetItem", body, batch, "A, P")
    requests = [{"PutRequest": {"Item": one}}, {"DeleteRequest": {"Key": same}}]
    body = {"RequestItems": {NUMBERS: requests}}
    yield invalid("BatchWriteItem: 1 and 1.0", "BatchWriteItem", body, batch, "A, P")
    words = "Transaction request cannot include multiple operations on one item"
    actions: list[Json] = [
        {"Put": {"TableName": NUMBERS, "Item": one}},
        {"Delete": {"TableName": NUMBERS, "Key": same}},
    ]
    body = {"TransactItems": actions}
    yield invalid("TransactWriteItems: 1 and 1.0", "TransactWriteItems", body, words, "A, P")


def query(condition: str, value: Json = S, **members: Any) -> Json:
    return {"TableName": RANGE, "KeyConditionExpression": condition} | values(value) | members


def queries() -> Iterator[ErrorCase]:
    missed = "Query condition missed key schema element: "
    for condition, name, element in (
        ("sk = :v", None, "pk"),
        ("x = :v", None, "pk"),
        ("pk = :v AND c = :v", None, "sk"),
        ("pk = :v AND sk = :v", "lsi", "c"),
        ("pk = :v", "gsi1", "g"),
        ("g = :v AND sk = :v", "gsi1", "c"),
    ):
        body = query(condition) | ({} if name is None else {"IndexName": name})
        title = f"Query of {name or 'the table'}: {condition}"
        yield invalid(title, "Query", body, missed + element, "D, P")
    words = "The provided starting key is outside query boundaries based on provided conditions"
    other = {"pk": {"S": "b"}, "sk": S}
    for name, start in (
        (None, other),
        ("lsi", other | {"c": S}),
        ("gsi2", KEY | {"c": {"S": "b"}}),
    ):
        body = query("c = :v" if name == "gsi2" else "pk = :v", ExclusiveStartKey=start)
        body |= {} if name is None else {"IndexName": name}
        title = f"Query of {name or 'the table'}: start key of another partition"
        yield invalid(title, "Query", body, words, "D, M")
    body = query("pk = :v AND sk > :v", ExclusiveStartKey=KEY)
    words = "The provided starting key does not match the range key predicate"
    yield invalid("Query: start key before the range", "Query", body, words, "D")
    wrong = "The provided starting key is invalid"
    for title, start, words in (
        ("without its sort key", {"pk": S}, wrong),
        ("with a sort key of another type", {"pk": S, "sk": N}, MISMATCH),
    ):
        body = query("pk = :v", ExclusiveStartKey=start)
        yield invalid(f"Query: start key {title}", "Query", body, words, "D")
        body = {"TableName": RANGE, "ExclusiveStartKey": start}
        title = f"Scan: start key {title}"
        yield invalid(title, "Scan", body, f"{wrong}: {MISMATCH}", "D")
    for operator in ("NULL", "NOT_NULL", "NE", "CONTAINS", "NOT_CONTAINS", "IN"):
        condition: Json = {"ComparisonOperator": operator}
        if not operator.endswith("NULL"):
            condition["AttributeValueList"] = [S]
        body = {"TableName": HASH, "KeyConditions": {"pk": condition}}
        words = "Attempted conditional constraint is not an indexable operation"
        yield invalid(f"Query: partition key {operator}", "Query", body, words, "D")


def statements() -> Iterator[ErrorCase]:
    body = {"Statement": f"INSERT INTO \"{HASH}\" VALUE {{'pk': 'there'}}"}
    words = "Duplicate primary key exists in table"
    title = "ExecuteStatement: INSERT of a key that is there"
    yield ErrorCase(title, "ExecuteStatement", body, "DuplicateItemException", words, "R")
    body = {"Statement": f'SELECT * FROM "{RANGE}"."nowhere" WHERE pk = \'a\''}
    words = "The table does not have the specified index"
    yield invalid("ExecuteStatement: no such index", "ExecuteStatement", body, words, "P")
    body = query("pk = :v", IndexName="nowhere")
    yield invalid("Query: no such index", "Query", body, f"{words}: nowhere", "D")


def orders() -> Iterator[ErrorCase]:
    """An expression is read before a key is looked at (D)."""
    body: Json = {"TableName": HASH, "Key": {}, "ProjectionExpression": "a,,b"}
    words = 'Invalid ProjectionExpression: Syntax error; token: ",", near: ",,b"'
    yield invalid("GetItem: faulty expression and key", "GetItem", body, words, "D")
    batch = {"RequestItems": {HASH: {"Keys": [{"pk": N}], "ProjectionExpression": "a,,b"}}}
    yield invalid("BatchGetItem: faulty expression and key", "BatchGetItem", batch, words, "D")


def definitions_of_tables() -> Iterator[ErrorCase]:
    names = {"sk": "S", "x": "S"}
    pair, unknown = definitions(pk="S", **names), index("abc", "nowhere")
    unused = (
        f"{INVALID}Number of attributes in KeySchema does not exactly match number of attributes "
        "defined in AttributeDefinitions"
    )
    undefined = (
        f"{INVALID}Some index key attributes are not defined in AttributeDefinitions. Keys: "
        "[nowhere], AttributeDefinitions: [pk, sk, x]"
    )
    for title, members, words, source in (
        (
            "one key twice",
            definitions(pk="S") | keys("pk", "pk"),
            "Invalid KeySchema: Some index key attribute have no definition",
            "D, P",
        ),
        ("definitions without a key", pair | keys("pk"), unused, "D"),
        (
            "a local index without a sort key",
            pair | keys("pk") | {"LocalSecondaryIndexes": [index("abc", "pk", "x")]},
            f"{INVALID}Table KeySchema does not have a range key, which is required when "
            "specifying a LocalSecondaryIndex",
            "D, P",
        ),
        (
            "two indexes of one name",
            pair
            | keys("pk", "sk")
            | {"GlobalSecondaryIndexes": [index("abc", "x"), index("abc", "sk")]},
            f"{INVALID}Duplicate index name: abc",
            "D, P",
        ),
        (
            "an index key without a definition",
            pair | keys("pk", "sk") | {"GlobalSecondaryIndexes": [unknown]},
            undefined,
            "D",
        ),
        (
            "an empty list of local indexes",
            definitions(pk="S", sk="S") | keys("pk", "sk") | {"LocalSecondaryIndexes": []},
            f"{INVALID}List of LocalSecondaryIndexes is empty",
            "D",
        ),
        (
            "three keys",
            pair | {"KeySchema": [*keys("pk", "sk")["KeySchema"], _range("x")]},
            "1 validation error detected: Value '[KeySchemaElement(attributeName=pk, "
            "keyType=HASH), KeySchemaElement(attributeName=sk, keyType=RANGE), "
            "KeySchemaElement(attributeName=x, keyType=RANGE)]' at 'keySchema' failed to satisfy "
            "constraint: Member must have length less than or equal to 2",
            "P",
        ),
    ):
        yield invalid(
            f"CreateTable: {title}", "CreateTable", table(NOWHERE, **members), words, source
        )


def _range(name: str) -> Json:
    return {"AttributeName": name, "KeyType": "RANGE"}


def updates_of_tables() -> Iterator[ErrorCase]:
    """Q: ack-api-quirks, October 2026."""

    def update(title: str, words: str, **members: Any) -> ErrorCase:
        body = {"TableName": RANGE} | members
        return invalid(f"UpdateTable: {title}", "UpdateTable", body, words, "Q")

    def indexes(*updates: Json) -> Json:
        return {"GlobalSecondaryIndexUpdates": list(updates)}

    yield update(
        "an index that is there",
        "Attempting to create an index which already exists",
        **indexes({"Create": index("gsi1", "c")}),
        **definitions(c="S"),
    )
    yield update(
        "a local index",
        "Cannot delete an index that is not a GlobalSecondaryIndex: lsi",
        **indexes({"Delete": {"IndexName": "lsi"}}),
    )
    yield update(
        "an index without definitions",
        f"{INVALID}AttributeDefinitions is not specified for index: new",
        **indexes({"Create": index("new", "c")}),
    )
    yield update(
        "no stream to disable",
        f"Table has no stream to disable: TableName: {RANGE}",
        StreamSpecification={"StreamEnabled": False},
    )
    for action in ("Update", "Delete"):
        body = {"TableName": RANGE} | indexes({action: {"IndexName": "nowhere"}})
        title, words = f"UpdateTable: {action} of no index", "Requested resource not found"
        yield ErrorCase(title, "UpdateTable", body, NOT_FOUND, words, "Q")


ERROR_CASES = tuple(cases())
