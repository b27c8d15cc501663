"""Every figure that somebody recorded on AWS, and how to ask for it.

The sources' letters are explained in docs/metering.md; so are the rows.
"""

import itertools
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from tests.system.dynamodb_wire import Json, Wire

KB = 1024
Attributes = dict[str, Any]  # a plain str is an S


@dataclass
class Target:
    """An endpoint with the tables of the cases, and keys that no other case has."""

    wire: Wire
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def key(self) -> Json:
        return {"pk": {"S": f"k{next(self.numbers):03}"}, "sk": {"S": "1"}}

    def put(self, table: str, key: Json, attributes: Attributes) -> None:
        self.wire.call("PutItem", TableName=table, Item=key | typed(attributes))

    def ask(self, operation: str, level: str = "INDEXES", **members: Any) -> Any:
        """The ConsumedCapacity of a call that succeeds."""
        said = self.wire.call(operation, ReturnConsumedCapacity=level, **members)
        return said.get("ConsumedCapacity")


Run = Callable[[Target], str]


@dataclass(frozen=True)
class Case:
    """``row``: of the differences in docs/metering.md. ``left_alone``: we answer as the engine."""

    title: str
    aws: str
    source: str
    run: Run
    row: str = ""
    left_alone: bool = False


# what was consumed, in few words: W and R where the answer tells writes from reads


def told(consumed: Any) -> str:
    """``table 2 W, gsi 1 W``; the total where it is not their sum, or where there is no more."""
    if not consumed:
        return "nothing"
    if isinstance(consumed, list):
        return "; ".join(told(entry) for entry in sorted(consumed, key=lambda e: e["TableName"]))
    if "Table" not in consumed:
        return units(consumed)
    arms = {"table": consumed["Table"]}
    arms |= consumed.get("GlobalSecondaryIndexes", {}) | consumed.get("LocalSecondaryIndexes", {})
    listed = ", ".join(f"{name} {units(arm)}" for name, arm in arms.items())
    total = sum(arm["CapacityUnits"] for arm in arms.values())
    return listed if total == consumed["CapacityUnits"] else f"{units(consumed)}: {listed}"


def units(entry: Json) -> str:
    marks = "".join(
        mark for name, mark in (("Read", "R"), ("Write", "W")) if f"{name}CapacityUnits" in entry
    )
    return f"{entry['CapacityUnits']:g} {marks}".rstrip()


def told_error(status: int, answer: Json) -> str:
    """The error's name, and the members that its message complains of."""
    if status == 200:
        return "accepted"
    message = answer.get("message") or answer.get("Message") or ""
    members = sorted(re.findall(r" at '(\w+)' failed", message))
    name = answer["__type"].rpartition("#")[2]
    return f"{name}: {', '.join(members)}" if members else name


# tables, and what is written to them


def schema(name: str, gsi: Json | None = None, lsi: Json | None = None, *gsi_keys: str) -> Json:
    def keys(*names: str) -> list[Json]:
        roles = zip(names, ("HASH", "RANGE"), strict=False)
        return [{"AttributeName": name, "KeyType": role} for name, role in roles]

    indexes: Json = {}
    used = ["pk", "sk"]
    if gsi:
        index = {"IndexName": "gsi", "KeySchema": keys("gsiPk", *gsi_keys), "Projection": gsi}
        indexes["GlobalSecondaryIndexes"] = [index]
        used += ["gsiPk", *gsi_keys]
    if lsi:
        index = {"IndexName": "lsi", "KeySchema": keys("pk", "lsiSk"), "Projection": lsi}
        indexes["LocalSecondaryIndexes"] = [index]
        used.append("lsiSk")
    return indexes | {
        "TableName": name,
        "BillingMode": "PAY_PER_REQUEST",
        "KeySchema": keys("pk", "sk"),
        "AttributeDefinitions": [{"AttributeName": n, "AttributeType": "S"} for n in used],
    }


PROJ = {"ProjectionType": "INCLUDE", "NonKeyAttributes": ["proj"]}
ALL = {"ProjectionType": "ALL"}

# The captures' own tables: a GSI that projects ``proj``, an LSI that projects all or ``proj``.
INDEXED, OTHER, SIZING, PLAIN = "cases-indexed", "cases-other", "cases-sizing", "cases-plain"
EMPTY, TINY, PAGED = "cases-empty", "cases-tiny", "cases-paged"
COMPOSITE = "cases-composite"
TABLES = (
    schema(INDEXED, PROJ, ALL),
    schema(OTHER, PROJ, ALL),
    schema(SIZING, PROJ, PROJ),
    schema(EMPTY, PROJ),
    schema(COMPOSITE, PROJ, None, "gsiSk"),
    *(schema(name) for name in (PLAIN, TINY, PAGED)),
)


def typed(attributes: Attributes) -> Json:
    return {
        name: {"S": value} if isinstance(value, str) else value
        for name, value in attributes.items()
    }


def pad(size: int) -> str:
    return "x" * size


@dataclass(frozen=True)
class Write:
    """One write to one key. ``before``: what is stored there, None: nothing. ``after``: the new
    item of a Put; what an Update sets (None removes)."""

    kind: str
    before: Attributes | None
    after: Attributes = field(default_factory=dict)
    table: str = INDEXED

    def request(self, key: Json) -> Json:
        """As a single-item call and as an action of a transaction."""
        if self.kind == "Put":
            return {"TableName": self.table, "Item": key | typed(self.after)}
        request = {"TableName": self.table, "Key": key}
        if self.kind == "Update":
            return request | self._expression()
        if self.kind == "ConditionCheck":
            return request | {"ConditionExpression": "attribute_exists(pk) OR NOT contains(pk, sk)"}
        return request

    def statement(self, key: Json) -> Json:
        """The same in PartiQL."""
        plain = {name: value["S"] for name, value in key.items()}
        where = " AND ".join(f"{name}='{value}'" for name, value in plain.items())
        if self.kind == "Put":
            pairs = ", ".join(f"'{n}': '{v}'" for n, v in (plain | self.after).items())
            return {"Statement": f'INSERT INTO "{self.table}" VALUE {{{pairs}}}'}
        if self.kind == "Update":
            changes = " ".join(f"SET {name}='{value}'" for name, value in self.after.items())
            return {"Statement": f'UPDATE "{self.table}" {changes} WHERE {where}'}
        return {"Statement": f'DELETE FROM "{self.table}" WHERE {where}'}

    def _expression(self) -> Json:
        names = {f"#{number}": name for number, name in enumerate(self.after)}
        kept = {place: self.after[name] for place, name in names.items()}
        sets = [f"{place} = :{place[1:]}" for place in kept if kept[place] is not None]
        gone = [place for place in kept if kept[place] is None]
        values = {f":{place[1:]}": {"S": kept[place]} for place in kept if kept[place] is not None}
        expression = " ".join(
            [f"SET {', '.join(sets)}"] * bool(sets) + [f"REMOVE {', '.join(gone)}"] * bool(gone)
        )
        return {"UpdateExpression": expression, "ExpressionAttributeNames": names} | (
            {"ExpressionAttributeValues": values} if values else {}
        )


def put(after: Attributes, before: Attributes | None = None, table: str = INDEXED) -> Write:
    return Write("Put", before, after, table)


def update(before: Attributes | None, after: Attributes, table: str = INDEXED) -> Write:
    return Write("Update", before, after, table)


def delete(before: Attributes | None, table: str = INDEXED) -> Write:
    return Write("Delete", before, table=table)


def check(before: Attributes | None, table: str = INDEXED) -> Write:
    return Write("ConditionCheck", before, table=table)


def seeded(target: Target, write: Write) -> Json:
    """The key that the write is for, its item being stored."""
    key = target.key()
    if write.before is not None:
        target.put(write.table, key, write.before)
    return key


# ways to send writes


def alone(write: Write, level: str = "INDEXES") -> Run:
    def run(target: Target) -> str:
        request = write.request(seeded(target, write))
        return told(target.ask(f"{write.kind}Item", level, **request))

    return run


def batch(*writes: Write) -> Run:
    def run(target: Target) -> str:
        requests: dict[str, list[Json]] = {}
        for write in writes:
            request = write.request(seeded(target, write))
            del request["TableName"]
            requests.setdefault(write.table, []).append({f"{write.kind}Request": request})
        return told(target.ask("BatchWriteItem", RequestItems=requests))

    return run


def together(*writes: Write, level: str = "INDEXES") -> Run:
    def run(target: Target) -> str:
        actions = [{write.kind: write.request(seeded(target, write))} for write in writes]
        return told(target.ask("TransactWriteItems", level, TransactItems=actions))

    return run


def twice(*writes: Write) -> Run:
    """The same transaction with the same token: the first answer, then the replay's."""

    def run(target: Target) -> str:
        actions = [{write.kind: write.request(seeded(target, write))} for write in writes]
        token = f"token-{target.key()['pk']['S']}"
        members = {"TransactItems": actions, "ClientRequestToken": token}
        both = [told(target.ask("TransactWriteItems", "TOTAL", **members)) for _ in range(2)]
        return " then ".join(both)

    return run


def statement(write: Write) -> Run:
    def run(target: Target) -> str:
        return told(target.ask("ExecuteStatement", **write.statement(seeded(target, write))))

    return run


def statements(*writes: Write, level: str = "INDEXES") -> Run:
    def run(target: Target) -> str:
        members = [write.statement(seeded(target, write)) for write in writes]
        return told(target.ask("BatchExecuteStatement", level, Statements=members))

    return run


def statements_together(*writes: Write) -> Run:
    def run(target: Target) -> str:
        members = [write.statement(seeded(target, write)) for write in writes]
        return told(target.ask("ExecuteTransaction", TransactStatements=members))

    return run


# reads


def got(size_bytes: int | None) -> Run:
    """An item of that size, eventually consistent and strong."""

    def run(target: Target) -> str:
        key = target.key()
        if size_bytes is not None:
            target.put(PLAIN, key, {"p": pad(size_bytes - len("pkk000sk1p"))})
        asked = {"TableName": PLAIN, "Key": key}
        return both(lambda strong: target.ask("GetItem", "TOTAL", ConsistentRead=strong, **asked))

    return run


def both(ask: Callable[[bool], Any]) -> str:
    return " / ".join(told(ask(strong)) for strong in (False, True))


def four_rows(target: Target) -> Json:
    """Four items of a little over 3 KB in a partition; one is tagged ``one``."""
    key = target.key()
    for number in range(4):
        tag = "many" if number else "one"
        target.put(PLAIN, key | {"sk": {"S": f"s{number}"}}, {"tag": tag, "filler": pad(3000)})
    return key


def queried(**members: Any) -> Run:
    def run(target: Target) -> str:
        condition = {
            "TableName": PLAIN,
            "KeyConditionExpression": "pk = :k",
            "ExpressionAttributeValues": {":k": four_rows(target)["pk"], ":t": {"S": "one"}},
            "FilterExpression": "tag = :t",
        }
        return told(target.ask("Query", "TOTAL", **condition, **members))

    return run


def selected(rest: str, **members: Any) -> Run:
    def run(target: Target) -> str:
        partition = four_rows(target)["pk"]["S"]
        text = f"SELECT * FROM \"{PLAIN}\" WHERE pk='{partition}'{rest}"
        return told(target.ask("ExecuteStatement", "TOTAL", Statement=text, **members))

    return run


def read_nothing(operation: str) -> Run:
    def run(target: Target) -> str:
        members: Json = {"TableName": EMPTY}
        if operation == "Query":
            members["KeyConditionExpression"] = "pk = :k"
            members["ExpressionAttributeValues"] = {":k": {"S": "nobody"}}
        return both(lambda strong: target.ask(operation, ConsistentRead=strong, **members))

    return run


def batch_got(target: Target) -> str:
    keys = [target.key(), target.key()]
    target.put(PLAIN, keys[0], {"p": "there"})
    return both(
        lambda strong: target.ask(
            "BatchGetItem", RequestItems={PLAIN: {"Keys": keys, "ConsistentRead": strong}}
        )
    )


def transact_got(target: Target) -> str:
    keys = [target.key(), target.key()]
    target.put(PLAIN, keys[0], {"p": "there"})
    gets = [{"Get": {"TableName": PLAIN, "Key": key}} for key in keys]
    return told(target.ask("TransactGetItems", TransactItems=gets))


def fetched_back(size: int) -> Run:
    """Three items in an LSI that does not project what is asked for."""

    def run(target: Target) -> str:
        key = target.key()
        for number in range(3):
            item = {"lsiSk": f"l{number}", "other": pad(size)}
            target.put(SIZING, key | {"sk": {"S": str(number)}}, item)
        condition = {
            "TableName": SIZING,
            "IndexName": "lsi",
            "Select": "ALL_ATTRIBUTES",
            "KeyConditionExpression": "pk = :k",
            "ExpressionAttributeValues": {":k": key["pk"]},
        }
        return both(lambda strong: target.ask("Query", ConsistentRead=strong, **condition))

    return run


def index_read(operation: str) -> Run:
    """One 9 KB item of which a global index has a few bytes."""

    def run(target: Target) -> str:
        table = OTHER if operation == "Query" else EMPTY
        key = target.key()
        target.put(table, key, {"gsiPk": key["pk"], "other": pad(9000)})
        members: Json = {"TableName": table, "IndexName": "gsi"}
        if operation == "Query":
            members["KeyConditionExpression"] = "gsiPk = :k"
            members["ExpressionAttributeValues"] = {":k": key["pk"]}
        consumed = told(target.ask(operation, **members))
        target.wire.call("DeleteItem", TableName=table, Key=key)
        return consumed

    return run


def full_page(target: Target) -> str:
    """258 items of 4,080 bytes are the first that are more than 1 MB."""
    for first in range(0, 275, 25):
        items = [
            {"pk": {"S": "page"}, "sk": {"S": f"{number:04}"}, "p": {"S": pad(4080 - 13)}}
            for number in range(first, first + 25)
        ]
        requests = [{"PutRequest": {"Item": item}} for item in items]
        target.wire.call("BatchWriteItem", RequestItems={PAGED: requests})
    return told(target.ask("Scan", "TOTAL", TableName=PAGED))


def tiny_scan(target: Target) -> str:
    target.put(TINY, target.key(), {})
    return both(lambda strong: target.ask("Scan", "TOTAL", TableName=TINY, ConsistentRead=strong))


# sizes


MAX_ITEM_BYTES = 409_600
NUMBERS_OF_BYTES = {
    1: ("0", "-0"),
    2: ("1", "12", "0042", "100", "15", "0.15", "0.0000001", "1E125", "1E-100"),
    3: ("123", "1234", "-42", "1010", "1.5", "1.2", "1.200"),
    4: ("123456", "100.5", "1.234"),
    5: ("3.14159",),
    20: ("12345678901234567890123456789012345678",),
}


def fits(target: Target, size_bytes: int, value: Json, value_bytes: int) -> bool:
    """Whether a put of an item of that size is taken."""
    item = target.key() | {"n": value, "p": {"S": pad(size_bytes - 11 - value_bytes)}}
    status, answer = target.wire.send("PutItem", TableName=PLAIN, Item=item)
    assert status == 200 or "size has exceeded" in str(answer)
    return status == 200


def number_sizes(target: Target) -> str:
    numbers = [(text, size) for size, texts in NUMBERS_OF_BYTES.items() for text in texts]
    wrong = [
        text
        for text, size in numbers
        if not fits(target, MAX_ITEM_BYTES, {"N": text}, size)
        or fits(target, MAX_ITEM_BYTES + 1, {"N": text}, size)
    ]
    return f"not {wrong}" if wrong else f"all {len(numbers)}"


def list_sizes(target: Target) -> str:
    answers = [
        target.ask(
            "PutItem",
            "TOTAL",
            TableName=PLAIN,
            Item=target.key() | {"l": {"L": [{"S": "aa"}] * elements}},
        )
        for elements in (500, 1500, 3000)
    ]
    return ", ".join(map(told, answers))


# refusals


def refused(operation: str, **members: Any) -> Run:
    return lambda target: told_error(*target.wire.send(operation, **members))


def failed_condition(target: Target) -> str:
    key = seeded(target, put({}, {"other": pad(3000)}))
    status, answer = target.wire.send(
        "PutItem",
        TableName=INDEXED,
        Item=key,
        ConditionExpression="attribute_not_exists(pk)",
        ReturnConsumedCapacity="INDEXES",
    )
    return f"{told_error(status, answer)}, {told(answer.get('ConsumedCapacity'))}"


def cancelled(target: Target) -> str:
    key = seeded(target, put({}, {"other": pad(3000)}))
    condition = {"ConditionExpression": "attribute_not_exists(pk)"}
    actions = [{"Put": {"TableName": INDEXED, "Item": key} | condition}]
    status, answer = target.wire.send(
        "TransactWriteItems", TransactItems=actions, ReturnConsumedCapacity="INDEXES"
    )
    return f"{told_error(status, answer)}, {told(answer.get('ConsumedCapacity'))}"


def changed_replay(target: Target) -> str:
    token = f"changed-{target.key()['pk']['S']}"
    for attributes in ({"other": "1"}, {"other": "2"}):
        write = put(attributes).request({"pk": {"S": token}, "sk": {"S": "1"}})
        answer = target.wire.send(
            "TransactWriteItems", TransactItems=[{"Put": write}], ClientRequestToken=token
        )
    return told_error(*answer)


def legacy_update(size: int) -> Run:
    def run(target: Target) -> str:
        return told(
            target.ask(
                "UpdateItem",
                "TOTAL",
                TableName=PLAIN,
                Key=target.key(),
                AttributeUpdates={"p": {"Value": {"S": pad(size)}, "Action": "PUT"}},
            )
        )

    return run


def collection_metrics(target: Target) -> str:
    said = target.wire.call(
        "PutItem", TableName=INDEXED, Item=target.key(), ReturnItemCollectionMetrics="SIZE"
    )
    return str((said.get("ItemCollectionMetrics") or {}).get("SizeEstimateRangeGB"))


# the cases; after X, what the capture calls it

G, SORT, L = {"gsiPk": "g"}, {"gsiSk": "s"}, {"lsiSk": "L1"}
BOTH = G | L
BIG = {"other": pad(3000)}
BIG_ENTRY = G | {"proj": pad(3000)}
BIG_9 = {"proj": pad(9000)}

# writes that are sent in more than one way

IN_NONE = put({"other": "o"})
IN_GSI = put(G)
IN_LSI = put(L)
IN_BOTH = put(BOTH)
IDENTICAL = put(BOTH, BOTH)
SHRUNK = put({}, BIG)
UNPROJECTED = update(BOTH, {"other": "2"})
PROJECTED = update(BOTH, {"proj": "2"})
GSI_MOVED = update(BOTH, {"gsiPk": "h"})
GSI_LEFT = update(BOTH, {"gsiPk": None})
LSI_MOVED = update(BOTH, {"lsiSk": "L2"})
MADE = update(None, BOTH)
GONE = delete(BOTH)
NOTHING_GONE = delete(None)
GONE_FROM_NONE = delete({"other": "o"})
BIG_IN_GSI = put(BIG_ENTRY)
ENTRY_SHRUNK = update(BIG_ENTRY, {"proj": "p"})
ENTRY_GONE = delete(BIG_ENTRY)
ELSEWHERE = put(G, table=OTHER)
TWICE_IN_GSI = put(G, G)


def cases(*rows: tuple[Any, ...]) -> list[Case]:
    return [Case(*row) for row in rows]


READS = cases(
    ("GetItem, 4,096 bytes, eventual / strong", "0.5 / 1", "G", got(4 * KB)),
    ("GetItem, 4,097 bytes", "1 / 2", "G", got(4 * KB + 1)),
    ("GetItem, missing item", "0.5 / 1", "G, A", got(None)),
    ("Query of 4 items of 3 KB, filtered to 1", "1.5", "X", queried()),
    ("the same, one attribute projected", "1.5", "X", queried(ProjectionExpression="sk")),
    ("the same, COUNT", "1.5", "X", queried(Select="COUNT")),
    ("Query that reads nothing", "table 0.5 / table 1", "A, rule", read_nothing("Query"), "7"),
    ("Scan that reads nothing", "table 0.5 / table 1", "A, rule", read_nothing("Scan"), "7"),
    ("Scan of a new on-demand table with one tiny item", "2 / 4", "A", tiny_scan, "11", True),
    ("a full page: the item that crosses 1 MB is in it", "128.5", "B", full_page),
    ("BatchGetItem of one item and one missing key", "table 1 / table 2", "D", batch_got, "8"),
    ("TransactGetItems of one item and one missing key", "table 4 R", "P", transact_got, "2"),
    (
        "Query of a GSI that has few bytes of a 9 KB item",
        "table 0, gsi 0.5",
        "X",
        index_read("Query"),
    ),
    (
        "Scan of a GSI that has few bytes of a 9 KB item",
        "table 0, gsi 0.5",
        "G",
        index_read("Scan"),
        "16",
    ),
    (
        "Query of an LSI fetching 3 small items",
        "table 1.5, lsi 0.5 / table 3, lsi 1",
        "X",
        fetched_back(10),
    ),
    (
        "Query of an LSI fetching 3 items of 9 KB",
        "table 4.5, lsi 0.5 / table 9, lsi 1",
        "X",
        fetched_back(9000),
    ),
)

WRITES = cases(
    ("Put of an item in no index", "table 1", "X", alone(IN_NONE)),
    ("Put with the GSI's key", "table 1, gsi 1", "X", alone(IN_GSI)),
    ("Put with the LSI's key", "table 1, lsi 1", "X", alone(IN_LSI)),
    ("Put with both", "table 1, gsi 1, lsi 1", "X", alone(IN_BOTH)),
    ("the same at level TOTAL", "3", "X", alone(IN_BOTH, "TOTAL")),
    ("identical Put", "table 1", "X", alone(TWICE_IN_GSI)),
    (
        "Put that reorders a set",
        "table 1",
        "X",
        alone(put(BOTH | {"proj": {"SS": ["a", "b"]}}, BOTH | {"proj": {"SS": ["b", "a"]}})),
    ),
    ("Put of 100 B over 3 KB", "table 3", "X", alone(SHRUNK)),
    ("Update of what the GSI does not project", "table 1, lsi 1", "X", alone(UNPROJECTED)),
    ("Update of what both project", "table 1, gsi 1, lsi 1", "X", alone(PROJECTED)),
    ("Update that moves the GSI's key", "table 1, gsi 2, lsi 1", "X", alone(GSI_MOVED)),
    ("Update that removes the GSI's key", "table 1, gsi 1, lsi 1", "X", alone(GSI_LEFT)),
    ("Update that moves the LSI's key", "table 1, lsi 2", "X", alone(LSI_MOVED)),
    ("Update that makes the item", "table 1, gsi 1, lsi 1", "X", alone(MADE)),
    ("Delete of an item in both indexes", "table 1, gsi 1, lsi 1", "X", alone(GONE)),
    ("Delete of an item in no index", "table 1", "X", alone(GONE_FROM_NONE)),
    ("Delete of nothing", "table 1", "G", alone(NOTHING_GONE)),
    (
        "GSI entry of 18 B of a 3 KB item",
        "table 3, gsi 1",
        "X S1",
        alone(put(G | BIG, table=SIZING)),
    ),
    (
        "GSI entry shrinks from 3 KB",
        "table 3, gsi 3",
        "X S2",
        alone(update(BIG_ENTRY, {"proj": "p"}, SIZING)),
    ),
    (
        "GSI entry grows to 3 KB",
        "table 3, gsi 3",
        "X S3",
        alone(update(G, {"proj": pad(3000)}, SIZING)),
    ),
    (
        "GSI entry of 1.5 KB changes in place",
        "table 2, gsi 2",
        "X R2",
        alone(update(G | {"proj": pad(1500)}, {"proj": "y" * 1500}, SIZING)),
    ),
    (
        "GSI key of a 1.5 KB entry moves",
        "table 2, gsi 4",
        "X S4",
        alone(update(G | {"proj": pad(1500)}, {"gsiPk": "h"}, SIZING)),
    ),
    (
        "GSI key moves, entry shrinks from 3 KB",
        "table 3, gsi 4",
        "X S5",
        alone(update(BIG_ENTRY, {"gsiPk": "h", "proj": "p"}, SIZING)),
    ),
    ("Delete of a 3 KB GSI entry", "table 3, gsi 3", "X S6", alone(delete(BIG_ENTRY, SIZING))),
    (
        "GSI key of a 3 KB entry removed",
        "table 3, gsi 3",
        "X S7",
        alone(update(BIG_ENTRY, {"gsiPk": None}, SIZING)),
    ),
    (
        "LSI entry grows to 3 KB",
        "table 3, lsi 3",
        "X L1",
        alone(update(L, {"proj": pad(3000)}, SIZING)),
        "15",
    ),
    (
        "LSI key moves, entry shrinks from 3 KB",
        "table 3, lsi 4",
        "X L2",
        alone(update(L | {"proj": pad(3000)}, {"lsiSk": "B", "proj": "p"}, SIZING)),
        "15",
    ),
    ("legacy AttributeUpdates, 1,025 B", "2", "D", legacy_update(1025 - 10)),
    ("legacy AttributeUpdates, 3 KB", "3", "D", legacy_update(3000)),
    ("Put in a GSI of two keys", "table 1, gsi 1", "C", alone(put(G | SORT, table=COMPOSITE))),
    ("Put with one of the two", "table 1", "C", alone(put(G, table=COMPOSITE))),
    ("Put with the other one over it", "table 1", "C", alone(put(SORT, G, COMPOSITE)), "17"),
    (
        "BatchWriteItem: 3 Puts, in both, one and no index",
        "table 3, gsi 2, lsi 1",
        "X",
        batch(IN_BOTH, IN_GSI, IN_NONE),
    ),
    ("BatchWriteItem: an identical Put", "table 1", "X", batch(TWICE_IN_GSI)),
    (
        "BatchWriteItem: 2 deletes of nothing",
        "table 2",
        "D",
        batch(NOTHING_GONE, NOTHING_GONE),
        "9",
    ),
    (
        "a Put whose condition fails (3 KB there)",
        "ConditionalCheckFailedException, nothing",
        "P",
        failed_condition,
    ),
    ("the size of 23 numbers, by the 400 KB gate", "all 23", "P", number_sizes),
    ('lists of 500, 1,500 and 3,000 "aa"', "2, 5, 9", "E", list_sizes),
    ("ReturnItemCollectionMetrics with an LSI", "[0.0, 1.0]", "P", collection_metrics, "18"),
)

TRANSACTIONS = cases(
    ("2 tiny Puts", "table 4 W", "P", together(put({}), put({})), "1, 2"),
    ("25 Puts of 100 B", "table 50 W", "rule", together(*[put({"other": pad(90)})] * 25), "1a"),
    ("3 Puts of 2.5 KB", "table 18 W", "rule", together(*[put({"other": pad(2500)})] * 3), "1b"),
    (
        "Puts of 100 B and twice 1.5 KB",
        "table 10 W",
        "rule",
        together(put({}), *[put({"other": pad(1500)})] * 2),
        "1b",
    ),
    ("Put with the GSI's key", "table 2 W, gsi 1 W", "X A1", together(IN_GSI), "4"),
    ("Put in no index", "table 2 W", "X A2", together(IN_NONE), "2"),
    ("Put in both", "table 2 W, gsi 1 W, lsi 1 W", "X A3", together(IN_BOTH), "4"),
    ("the same at level TOTAL", "4 W", "X A3", together(IN_BOTH, level="TOTAL"), "2, 4"),
    ("identical Put", "table 2 W", "X A4", together(IDENTICAL), "2"),
    (
        "Update of what the GSI does not project",
        "table 2 W, lsi 1 W",
        "X A5",
        together(UNPROJECTED),
        "4",
    ),
    (
        "Update that moves the GSI's key",
        "table 2 W, gsi 2 W, lsi 1 W",
        "X A7",
        together(GSI_MOVED),
        "4",
    ),
    ("Delete of an item in both", "table 2 W, gsi 1 W, lsi 1 W", "X A10", together(GONE), "4"),
    ("ConditionCheck of a tiny item", "table 2 W", "X A12, P", together(check(BOTH)), "2"),
    ("ConditionCheck of a 3 KB item", "table 6 W", "X F1", together(check(BIG)), "5"),
    ("2 Puts in both", "table 4 W, gsi 2 W, lsi 2 W", "X A13", together(IN_BOTH, IN_BOTH), "1, 4"),
    ("Put of a tiny item over 3 KB", "table 6 W", "X B3", together(SHRUNK), "2"),
    ("Delete of a 3 KB entry", "table 6 W, gsi 3 W", "X B5", together(ENTRY_GONE), "4"),
    (
        "GSI key of a 1.5 KB entry moves",
        "table 4 W, gsi 4 W",
        "X B7",
        together(update(G | {"proj": pad(1500)}, {"gsiPk": "h"})),
        "4",
    ),
    ("GSI entry shrinks from 3 KB", "table 6 W, gsi 3 W", "X J3", together(ENTRY_SHRUNK), "4"),
    ("Update that makes the item", "table 2 W, gsi 1 W, lsi 1 W", "X F4", together(MADE), "4"),
    ("Delete of nothing", "table 2 W", "X K1", together(NOTHING_GONE), "2"),
    ("identical Put of a 3 KB item", "table 6 W", "X K3", together(put(BIG_ENTRY, BIG_ENTRY)), "2"),
    (
        "Puts to two tables",
        "table 2 W, gsi 1 W, lsi 1 W; table 2 W, gsi 1 W",
        "X G1",
        together(IN_BOTH, ELSEWHERE),
        "4",
    ),
    ("replay of a 1.5 KB Put", "4 W then 2 R", "P", twice(put({"other": pad(1500)})), "3"),
    ("replay of a shrinking Put, 9 KB before", "18 W then 6 R", "X S1", twice(put({}, BIG_9)), "3"),
    ("replay of a Put that grows to 9 KB", "18 W then 6 R", "X S2", twice(put(BIG_9, {})), "3"),
    ("replay of a 9 KB Delete", "18 W then 6 R", "X R1", twice(delete(BIG_9)), "3"),
    ("replay of a ConditionCheck of 9 KB", "18 W then 6 R", "X R2", twice(check(BIG_9)), "3, 5"),
    (
        "replay of a 9 KB Delete and a small Put",
        "20 W then 8 R",
        "X S3",
        twice(delete(BIG_9), IN_NONE),
        "1, 3",
    ),
    (
        "the token again with another payload",
        "IdempotentParameterMismatchException",
        "P",
        changed_replay,
    ),
    ("a cancelled transaction", "TransactionCanceledException, nothing", "X, P", cancelled),
)

PARTIQL = cases(
    ("INSERT in both indexes", "table 1, gsi 1, lsi 1", "X C1", statement(IN_BOTH), "6"),
    (
        "UPDATE of what the GSI does not project",
        "table 1, lsi 1",
        "X C2",
        statement(UNPROJECTED),
        "6",
    ),
    ("UPDATE that moves the GSI's key", "table 1, gsi 2, lsi 1", "X C3", statement(GSI_MOVED), "6"),
    ("DELETE of an item in both", "table 1, gsi 1, lsi 1", "X C4", statement(GONE), "6"),
    ("INSERT of a 3 KB entry", "table 3, gsi 3", "X C5", statement(BIG_IN_GSI), "6"),
    ("UPDATE that shrinks from 3 KB", "table 3, gsi 3", "X P1", statement(ENTRY_SHRUNK), "6"),
    ("DELETE of a 3 KB entry", "table 3, gsi 3", "X P3", statement(ENTRY_GONE), "6"),
    ("DELETE of nothing", "table 1", "X P5", statement(NOTHING_GONE), "6"),
    ("SELECT by the whole key", "0.5", "X C6", selected(" AND sk='s0'"), "6"),
    ("the same, strong", "1", "X C6", selected(" AND sk='s0'", ConsistentRead=True), "6"),
    ("SELECT of 4 items of 3 KB", "1.5", "X", selected(""), "6"),
    ("the same, filtered to 1", "1.5", "X", selected(" AND tag='one'"), "6"),
    (
        "the same, strong and filtered",
        "3",
        "X",
        selected(" AND tag='one'", ConsistentRead=True),
        "6",
    ),
    (
        "the same, filtered to none, Limit 1",
        "0.5",
        "X",
        selected(" AND tag='absent'", Limit=1),
        "6",
    ),
    (
        "transaction: INSERT in both",
        "table 2 W, gsi 1 W, lsi 1 W",
        "X D1",
        statements_together(IN_BOTH),
        "6",
    ),
    (
        "transaction: INSERT of a 3 KB entry",
        "table 6 W, gsi 3 W",
        "X D2",
        statements_together(BIG_IN_GSI),
        "6",
    ),
    (
        "transaction: UPDATE that shrinks from 3 KB",
        "table 6 W, gsi 3 W",
        "X Q1",
        statements_together(ENTRY_SHRUNK),
        "6",
    ),
    (
        "transaction: 2 INSERTs in both",
        "table 4 W, gsi 2 W, lsi 2 W",
        "X Q3",
        statements_together(IN_BOTH, IN_BOTH),
        "6",
    ),
    (
        "transaction: INSERTs to two tables",
        "table 2 W, gsi 1 W, lsi 1 W; table 2 W, gsi 1 W",
        "X Q4",
        statements_together(IN_BOTH, ELSEWHERE),
        "6",
    ),
    ("batch: INSERT with the GSI's key", "table 1, gsi 1", "X M2", statements(IN_GSI), "6"),
    ("batch: INSERT in no index", "table 1", "X M3", statements(IN_NONE), "6"),
    (
        "batch: 2 INSERTs with the GSI's key",
        "table 2, gsi 2",
        "X M5",
        statements(IN_GSI, IN_GSI),
        "6",
    ),
    ("batch: an INSERT that fails, alone", "nothing", "X M1", statements(TWICE_IN_GSI)),
    (
        "batch: one that fails, one that does not",
        "3: table 1, gsi 1",
        "X M4",
        statements(TWICE_IN_GSI, IN_GSI),
        "6",
    ),
    (
        "batch: 3 that fail (one on 3 KB), one that does not",
        "7: table 1, gsi 1",
        "X U2",
        statements(put({}, {}), put({}, {}), SHRUNK, IN_GSI),
        "6",
    ),
    (
        "batch: UPDATE that shrinks from 3 KB",
        "table 3, gsi 3",
        "X R1",
        statements(ENTRY_SHRUNK),
        "6",
    ),
    ("batch: DELETE of an item in both", "table 1, gsi 1, lsi 1", "X R2", statements(GONE), "6"),
    (
        "batch: INSERTs to two tables",
        "table 3, gsi 3, lsi 3; table 1, gsi 1",
        "X H",
        statements(put(BIG_ENTRY | L), ELSEWHERE),
        "6",
    ),
    ("batch at level TOTAL", "3", "X", statements(IN_BOTH, level="TOTAL"), "6"),
)

_KEY = {"pk": {"S": "k"}, "sk": {"S": "1"}}
REFUSALS = cases(
    (
        "GetItem with ReturnConsumedCapacity DUMMY",
        "ValidationException: returnConsumedCapacity",
        "A, P",
        refused("GetItem", TableName=PLAIN, Key=_KEY, ReturnConsumedCapacity="DUMMY"),
        "12",
    ),
    (
        "PutItem to no table with three invalid members, of which AWS names two",
        "ValidationException: returnConsumedCapacity, returnItemCollectionMetrics",
        "P",
        refused(
            "PutItem",
            TableName="nowhere",
            Item=_KEY,
            ReturnConsumedCapacity="x",
            ReturnValues="x",
            ReturnItemCollectionMetrics="x",
        ),
        "13",
    ),
    (
        "UpdateItem likewise, without a key",
        "ValidationException: key, returnConsumedCapacity, returnValues",
        "P",
        refused("UpdateItem", TableName="nowhere", ReturnConsumedCapacity="x", ReturnValues="x"),
        "13",
    ),
    (
        "Query with invalid ReturnConsumedCapacity and Select",
        "ValidationException: returnConsumedCapacity, select",
        "P",
        refused("Query", TableName=PLAIN, ReturnConsumedCapacity="x", Select="x"),
        "14",
    ),
)

SECTIONS = {
    "Reads": READS,
    "Writes": WRITES,
    "Transactions": TRANSACTIONS,
    "PartiQL": PARTIQL,
    "Refusals": REFUSALS,
}
CASES = [(section, case) for section, cases in SECTIONS.items() for case in cases]
