from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harness.dynamodb.protocol.responses import DirectAnswer
from harness.dynamodb.protocol.validation.door import refuse
from harness.dynamodb.tables import CHANGING, Tables
from harness.model.table import BillingMode, OnDemandMaximum, Table, TableClass, Throughput
from harness.model.table_settings import Encryption, TableSettings
from harness.wire.refusal import Refusal
from tests.unit.dynamodb.key_elements import key_elements
from tests.unit.dynamodb.protocol.control.cars import (
    NOON_NS,
    S_NS,
    index,
    provisioned,
    units,
    updating,
)

Json = dict[str, Any]
KEYS: Json = {
    "AttributeDefinitions": [{"AttributeName": "plate", "AttributeType": "S"}],
    "KeySchema": key_elements(plate="HASH"),
}
PER_REQUEST = "PAY_PER_REQUEST"
ON_DEMAND = {"BillingModeSummary": {"BillingMode": "PAY_PER_REQUEST"}}


def registry(*tables: Table, update_delay_ns: int = 0) -> Tables:
    return Tables(
        tables,
        region="eu-west-1",
        account_id="123456789012",
        update_delay_ns=update_delay_ns,
    )


def said(**members: Any) -> Json:
    """The engine's description of cars."""
    none = {"ReadCapacityUnits": 0, "WriteCapacityUnits": 0}
    return (
        {"TableName": "cars", "TableStatus": "ACTIVE", "CreationDateTime": 1.0}
        | KEYS
        | {"ProvisionedThroughput": none}
        | members
    )


def by_colour(**members: Any) -> Json:
    described = {"IndexName": "by-colour", "KeySchema": KEYS["KeySchema"], **members}
    return {"GlobalSecondaryIndexes": [described | {"Projection": {"ProjectionType": "ALL"}}]}


def creating(**members: Any) -> Json:
    """UpdateTable's members that make the index."""
    (index,) = by_colour(**members)["GlobalSecondaryIndexes"]
    definitions = {"AttributeDefinitions": KEYS["AttributeDefinitions"]}
    return definitions | {"GlobalSecondaryIndexUpdates": [{"Create": index}]}


def ask(tables: Tables, operation: str, answer: Json, now_ns: int = NOON_NS, **body: Any) -> Any:
    """The refusal, or what the caller is told of the engine's ``answer``."""
    body = {"TableName": "cars", **body}
    forward = tables.review(operation, body, now_ns)
    if isinstance(forward, Refusal):
        return forward
    member = "Table" if operation == "DescribeTable" else "TableDescription"
    return tables.follow(operation, body, {member: answer}, now_ns)[member]


def test_a_table_made_through_the_api_is_known_and_due_once() -> None:
    tables = registry()
    ask(tables, "CreateTable", said(**units(5, 6)), **units(5, 6))
    made = tables.get("cars")
    assert made is not None
    assert made.throughput == Throughput(5, 6)
    assert tables.due(NOON_NS) == (("cars", made),)
    assert tables.due(NOON_NS) == ()


def test_a_table_from_the_start_is_known_and_not_due() -> None:
    tables = registry(provisioned(5, 5))
    assert tables.get("cars") == provisioned(5, 5)
    assert tables.get("trucks") is None
    assert tables.due(NOON_NS) == ()


def test_a_deleted_table_is_gone_and_due_as_none() -> None:
    tables = registry(provisioned(5, 5))
    ask(tables, "DeleteTable", said(**units(5, 5)))
    assert tables.get("cars") is None
    assert tables.due(NOON_NS) == (("cars", None),)


def test_an_update_is_in_force_at_once_and_is_answered_with_what_was_before() -> None:
    tables = registry(provisioned(5, 5))
    told = ask(tables, "UpdateTable", said(**units(9, 5)), **units(9, 5))
    assert (told["TableStatus"], told["ProvisionedThroughput"]["ReadCapacityUnits"]) == (
        "UPDATING",
        5,
    )
    ((name, table),) = tables.due(NOON_NS)
    assert table is not None
    assert (name, table.throughput) == ("cars", Throughput(9, 5))
    shown = ask(tables, "DescribeTable", said(**units(9, 5)))
    assert (shown["TableStatus"], shown["ProvisionedThroughput"]["ReadCapacityUnits"]) == (
        "ACTIVE",
        9,
    )


def test_an_update_with_a_delay_waits_for_it() -> None:
    tables = registry(provisioned(5, 5), update_delay_ns=S_NS)
    ask(tables, "UpdateTable", said(**units(9, 5)), **units(9, 5))
    early, late = NOON_NS + S_NS - 1, NOON_NS + S_NS
    tables.due(early)
    assert ask(tables, "DescribeTable", said(), early)["TableStatus"] == "UPDATING"
    assert tables.due(early) == ()
    again = ask(tables, "UpdateTable", said(), early, **units(10, 5))
    assert again.name == "ResourceInUseException"
    assert ask(tables, "DeleteTable", said(), early).name == "ResourceInUseException"
    ((_, table),) = tables.due(late)
    assert table is not None
    assert table.throughput == Throughput(9, 5)
    assert ask(tables, "DescribeTable", said(), late)["TableStatus"] == "ACTIVE"


def test_two_tables_under_change_are_due_each_at_its_time() -> None:
    tables = registry(provisioned(5, 5), provisioned(1, 1, name="vans"), update_delay_ns=S_NS)
    ask(tables, "UpdateTable", said(), **units(6, 5))
    vans = {"TableName": "vans", **units(2, 1)}
    tables.follow("UpdateTable", vans, {"TableDescription": said(**vans)}, NOON_NS + 5)
    assert [name for name, _ in tables.due(NOON_NS)] == ["cars", "vans"]
    assert [name for name, _ in tables.due(NOON_NS + S_NS)] == ["cars"]
    assert [name for name, _ in tables.due(NOON_NS + S_NS + 5)] == ["vans"]


def test_a_switch_to_on_demand_takes_the_indexes_along_and_the_maximum() -> None:
    tables = registry(provisioned(5, 5, index(2, 2)))
    most = {"MaxReadRequestUnits": 9}
    answer = said(**ON_DEMAND, **by_colour())
    ask(
        tables,
        "UpdateTable",
        answer,
        TableThroughputMode="PAY_PER_REQUEST",
        OnDemandThroughput=most,
    )
    ((_, table),) = tables.due(NOON_NS)
    assert table is not None
    assert table.billing_mode is BillingMode.PAY_PER_REQUEST
    assert (table.throughput, table.indexes[0].throughput) == (None, None)
    assert table.on_demand_maximum == OnDemandMaximum(9, None)
    shown = ask(tables, "DescribeTable", answer)
    assert shown["OnDemandThroughput"] == most


def test_an_index_made_later_is_part_of_the_table_at_once() -> None:
    tables = registry(provisioned(5, 5))
    answer = said(**units(5, 5), **by_colour(**units(2, 3), IndexStatus="CREATING"))
    ask(tables, "UpdateTable", answer, **creating(**units(2, 3)))
    ((_, table),) = tables.due(NOON_NS)
    assert table is not None
    assert table.index("by-colour") == index(2, 3)


def test_an_index_that_is_being_deleted_is_part_of_it_no_more() -> None:
    tables = registry(provisioned(5, 5, index(2, 2)))
    answer = said(**units(5, 5), **by_colour(**units(2, 2), IndexStatus="DELETING"))
    delete = {"Delete": {"IndexName": "by-colour"}}
    told = ask(tables, "UpdateTable", answer, GlobalSecondaryIndexUpdates=[delete])
    assert told["GlobalSecondaryIndexes"][0]["IndexStatus"] == "DELETING"
    ((_, table),) = tables.due(NOON_NS)
    assert table is not None
    assert table.indexes == ()


def test_an_index_keeps_what_it_was_told_when_its_table_changes() -> None:
    tables = registry(provisioned(5, 5, index(2, 2)))
    ask(tables, "UpdateTable", said(**by_colour(**units(1, 2))), **updating(**units(1, 2)))
    answer = said(**by_colour(**units(7, 7)))
    shown = ask(tables, "UpdateTable", answer, **units(6, 6))
    (described,) = shown["GlobalSecondaryIndexes"]
    assert described["ProvisionedThroughput"]["ReadCapacityUnits"] == 1
    assert described["ProvisionedThroughput"]["NumberOfDecreasesToday"] == 1


def test_an_index_of_the_name_of_a_deleted_one_has_no_past() -> None:
    tables = registry(provisioned(5, 5, index(2, 2)))
    ask(tables, "UpdateTable", said(**by_colour(**units(1, 2))), **updating(**units(1, 2)))
    gone = {"Delete": {"IndexName": "by-colour"}}
    ask(tables, "UpdateTable", said(**units(5, 5)), GlobalSecondaryIndexUpdates=[gone])
    answer = said(**by_colour(**units(1, 2)))
    shown = ask(tables, "UpdateTable", answer, **creating(**units(1, 2)))
    (described,) = shown["GlobalSecondaryIndexes"]
    assert described["ProvisionedThroughput"] == {
        "NumberOfDecreasesToday": 0,
        "ReadCapacityUnits": 1,
        "WriteCapacityUnits": 2,
    }


def test_describing_changes_nothing_even_of_a_table_that_is_not_known() -> None:
    tables = registry()
    shown = ask(tables, "DescribeTable", said(**units(3, 3)))
    assert shown["ProvisionedThroughput"]["ReadCapacityUnits"] == 3
    assert tables.get("cars") is None
    assert tables.due(NOON_NS) == ()


def test_arns_name_the_region_and_the_account() -> None:
    shown = ask(registry(provisioned(1, 1, index(1, 1))), "DescribeTable", said(**by_colour()))
    arn = "arn:aws:dynamodb:eu-west-1:123456789012:table/cars"
    assert shown["TableArn"] == arn
    assert shown["GlobalSecondaryIndexes"][0]["IndexArn"] == f"{arn}/index/by-colour"


def test_a_table_may_be_named_by_its_arn() -> None:
    tables = registry(provisioned(5, 5))
    body = {"TableName": "arn:aws:dynamodb:eu-west-1:123456789012:table/cars", **units(5, 5)}
    refusal = tables.review("UpdateTable", body, NOON_NS)
    assert isinstance(refusal, Refusal)
    assert "will not change" in refusal.message


@pytest.mark.parametrize(
    ("operation", "body"),
    [
        ("ListTables", {}),
        ("DescribeTable", {"TableName": "cars"}),
        ("DeleteTable", {"TableName": "cars"}),
        ("UpdateTable", {"TableName": "trucks", "TableClass": "STANDARD"}),
    ],
)
def test_what_is_not_ours_goes_to_the_engine_as_it_came(operation, body) -> None:
    assert registry(provisioned(5, 5)).review(operation, body, NOON_NS) is body


def test_other_answers_stay_as_they_are() -> None:
    tables = registry(provisioned(5, 5))
    answer = {"TableNames": ["cars"]}
    assert tables.follow("ListTables", {}, answer, NOON_NS) is answer


def test_create_says_creating_and_the_table_is_there_at_once() -> None:
    tables = registry()
    made = ask(tables, "CreateTable", said(**ON_DEMAND, **by_colour()), BillingMode=PER_REQUEST)
    assert made["TableStatus"] == "CREATING"
    assert made["GlobalSecondaryIndexes"][0]["IndexStatus"] == "CREATING"
    shown = ask(tables, "DescribeTable", said(**ON_DEMAND))
    assert shown["TableStatus"] == "ACTIVE"
    assert tables.unavailable(["cars"], NOON_NS) is None


def test_delete_says_deleting_and_little_else_and_the_name_is_free_at_once() -> None:
    tables = registry(provisioned(5, 5))
    gone = ask(tables, "DeleteTable", said(**units(5, 5), TableSizeBytes=0, ItemCount=0))
    assert gone.keys() == {
        *("TableName", "TableStatus", "ItemCount", "TableSizeBytes", "TableArn", "TableId"),
        "ProvisionedThroughput",
    }
    assert gone["TableStatus"] == "DELETING"
    body = {"TableName": "cars", "BillingMode": PER_REQUEST}
    assert tables.review("CreateTable", body, NOON_NS) == body
    assert tables.review("DescribeTable", body, NOON_NS) is body


def test_a_delay_lasts_while_a_table_is_made() -> None:
    tables = registry(update_delay_ns=S_NS)
    ask(tables, "CreateTable", said(**ON_DEMAND), BillingMode=PER_REQUEST)
    early, late = NOON_NS + S_NS - 1, NOON_NS + S_NS
    assert ask(tables, "DescribeTable", said(), early)["TableStatus"] == "CREATING"
    for operation in sorted(CHANGING):
        refusal = ask(tables, operation, said(), early, BillingMode=PER_REQUEST)
        assert refusal.name == "ResourceInUseException"
    arn = "arn:aws:dynamodb:eu-west-1:123456789012:table/cars"
    tags = tables.review("ListTagsOfResource", {"ResourceArn": arn}, early)
    assert isinstance(tags, Refusal)
    assert tags.name == "ResourceNotFoundException"
    unavailable = tables.unavailable(["vans", "cars"], early)
    assert unavailable is not None
    assert unavailable.message == "Requested resource not found"
    assert tables.unavailable(["vans"], early) is None
    assert tables.unavailable(["cars"], late) is None
    assert ask(tables, "DescribeTable", said(), late)["TableStatus"] == "ACTIVE"
    answer = tables.review("ListTagsOfResource", {"ResourceArn": arn}, late)
    assert answer == DirectAnswer({"Tags": []})


def test_a_delay_lasts_while_a_table_is_deleted() -> None:
    tables = registry(provisioned(5, 5), update_delay_ns=S_NS)
    gone = ask(tables, "DeleteTable", said(**units(5, 5)))
    early, late = NOON_NS + S_NS - 1, NOON_NS + S_NS
    body = {"TableName": "cars"}
    assert tables.review("DescribeTable", body, early) == DirectAnswer({"Table": gone})
    again = tables.review("CreateTable", body | {"BillingMode": PER_REQUEST}, early)
    assert isinstance(again, Refusal)
    assert again.message == "Table already exists: cars"
    assert tables.unavailable(["cars"], early) is not None
    assert tables.review("DescribeTable", body, late) is body


def test_a_table_s_class_key_tags_and_policy_are_kept() -> None:
    tables = registry()
    asked = {
        "BillingMode": PER_REQUEST,
        "TableClass": "STANDARD_INFREQUENT_ACCESS",
        "SSESpecification": {"Enabled": True},
        "Tags": [{"Key": "a", "Value": "b"}],
        "ResourcePolicy": '{"Version":"2012-10-17"}',
    }
    forward = tables.review("CreateTable", {"TableName": "cars"} | asked, NOON_NS)
    assert forward == {"TableName": "cars", "BillingMode": PER_REQUEST}
    ask(tables, "CreateTable", said(**ON_DEMAND), **asked)
    shown = ask(tables, "DescribeTable", said(**ON_DEMAND))
    assert shown["TableClassSummary"] == {"TableClass": "STANDARD_INFREQUENT_ACCESS"}
    assert shown["SSEDescription"]["Status"] == "ENABLED"
    arn = {"ResourceArn": shown["TableArn"]}
    assert tables.review("ListTagsOfResource", arn, NOON_NS) == DirectAnswer(
        {"Tags": asked["Tags"]}
    )
    policy = tables.review("GetResourcePolicy", arn, NOON_NS)
    assert isinstance(policy, DirectAnswer)
    assert policy.body["Policy"] == asked["ResourcePolicy"]
    changed = ask(tables, "UpdateTable", said(), SSESpecification={"Enabled": False})
    assert changed["SSEDescription"] == {"Status": "UPDATING"}
    assert "SSEDescription" not in ask(tables, "DescribeTable", said())


def test_a_template_s_table_is_described_with_its_class_key_and_tags() -> None:
    table = replace(
        provisioned(5, 5),
        table_class=TableClass.INFREQUENT_ACCESS,
        settings=TableSettings(tags={"a": "b"}, encryption=Encryption("alias/mine")),
    )
    tables = registry(table)
    shown = ask(tables, "DescribeTable", said(**units(5, 5)))
    assert shown["TableClassSummary"] == {"TableClass": "STANDARD_INFREQUENT_ACCESS"}
    assert shown["SSEDescription"]["KMSMasterKeyArn"].startswith("arn:aws:kms:eu-west-1:")
    tags = tables.review("ListTagsOfResource", {"ResourceArn": shown["TableArn"]}, NOON_NS)
    assert tags == DirectAnswer({"Tags": [{"Key": "a", "Value": "b"}]})


@pytest.mark.parametrize(
    ("members", "message"),
    [
        ({"Tags": [{"Key": "", "Value": "x"}]}, "The Tag Key provided is invalid, Key: "),
        (
            {"ResourcePolicy": "x"},
            "One or more parameter values were invalid: Invalid policy document: This policy "
            "contains invalid Json",
        ),
        (
            {"SSESpecification": {"Enabled": False, "SSEType": "KMS"}},
            "One or more parameter values were invalid: SSEType can not be specified if Enabled is "
            "false",
        ),
    ],
)
def test_a_table_is_not_made_with_what_cannot_be(members, message) -> None:
    refusal = ask(registry(), "CreateTable", said(), BillingMode=PER_REQUEST, **members)
    assert refusal.message == message


def test_what_the_engine_does_not_understand_it_is_not_asked() -> None:
    asked = registry(provisioned(5, 5)).review(
        "UpdateTable", {"TableName": "cars", "TableClass": "STANDARD"}, NOON_NS
    )
    assert isinstance(asked, dict)
    assert "TableClass" not in asked


WORDS = st.sampled_from(
    ("cars", "by-colour", "PROVISIONED", "PAY_PER_REQUEST", "STANDARD", "", "arn:aws:x:table/cars")
)
NUMBERS = st.sampled_from((-1, 0, 1, 5, 40_001, 10**13, 1.5, True))
VALUES = st.none() | WORDS | NUMBERS | st.just([]) | st.just({})


def members(*names: str, values: st.SearchStrategy[Any] = VALUES) -> st.SearchStrategy[Any]:
    return VALUES | st.dictionaries(st.sampled_from((*names, "Other")), values | VALUES)


OWNER = {
    "IndexName": VALUES,
    "ProvisionedThroughput": members("ReadCapacityUnits", "WriteCapacityUnits"),
    "OnDemandThroughput": members("MaxReadRequestUnits", "MaxWriteRequestUnits"),
    "WarmThroughput": members("ReadUnitsPerSecond", "WriteUnitsPerSecond"),
}
INDEX = st.fixed_dictionaries({}, optional=OWNER) | VALUES
UPDATE = members("Create", "Update", "Delete", values=INDEX)
BODY = st.fixed_dictionaries(
    {},
    optional=OWNER
    | {
        "TableName": VALUES,
        "BillingMode": VALUES,
        "TableThroughputMode": VALUES,
        "TableClass": VALUES,
        "GlobalSecondaryIndexes": VALUES | st.lists(INDEX, max_size=2),
        "GlobalSecondaryIndexUpdates": VALUES | st.lists(UPDATE, max_size=2),
    },
)


@settings(max_examples=200)
@given(st.sampled_from(sorted(CHANGING)), BODY)
def test_whatever_validation_lets_through_is_answered(operation, members) -> None:
    body = {"TableName": "cars", **KEYS, **members}
    if refuse(operation, body) is not None:
        return
    tables = registry(provisioned(5, 5, index(2, 2)), update_delay_ns=S_NS)
    asked = tables.review(operation, body, NOON_NS)
    if not isinstance(asked, Refusal):
        tables.follow(
            operation, body, {"TableDescription": said(**by_colour(**units(1, 1)))}, NOON_NS
        )
        tables.due(NOON_NS + S_NS)


def test_time_to_live_is_answered_here_and_goes_with_the_table() -> None:
    tables = registry(replace(provisioned(1, 1), time_to_live="t"))
    body = {"TableName": "arn:aws:dynamodb:eu-west-1:123456789012:table/cars"}
    described = {"TimeToLiveStatus": "ENABLED", "AttributeName": "t"}
    answer = tables.review("DescribeTimeToLive", body, NOON_NS)
    assert answer == DirectAnswer({"TimeToLiveDescription": described})
    ask(tables, "DeleteTable", said())
    gone = tables.review("DescribeTimeToLive", body, NOON_NS)
    assert isinstance(gone, Refusal)
    assert gone.message == "Requested resource not found: Table: cars not found"


def test_a_table_keeps_its_time_to_live_when_it_is_updated() -> None:
    tables = registry(provisioned(1, 1))
    specification = {"AttributeName": "t", "Enabled": True}
    change = {"TableName": "cars", "TimeToLiveSpecification": specification}
    assert isinstance(tables.review("UpdateTimeToLive", change, NOON_NS), DirectAnswer)
    ask(tables, "UpdateTable", said(), **units(5, 6))
    assert tables.review("DescribeTimeToLive", {"TableName": "cars"}, NOON_NS) == DirectAnswer(
        {"TimeToLiveDescription": {"TimeToLiveStatus": "ENABLED", "AttributeName": "t"}}
    )
