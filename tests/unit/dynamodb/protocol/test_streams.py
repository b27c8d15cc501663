import pytest

from harness.dynamodb.protocol.streams import StreamNames
from harness.model.location import TEMPLATE_STREAM_LABEL, Location
from harness.wire.refusal import Refusal

LABEL = "2026-11-29T17:32:43.624"
LATER = "2026-11-30T08:00:00.000"
ENGINE = "arn:aws:dynamodb:ddblocal:000000000000:table/cars/stream/"
SHOWN = "arn:aws:dynamodb:eu-west-1:123456789012:table/cars/stream/"
FIRST = SHOWN + TEMPLATE_STREAM_LABEL
NAMES = StreamNames(Location("eu-west-1", "123456789012"), {"cars": LABEL})
SHARD = "shardId-00000001795973563789-8482b71f"


@pytest.mark.parametrize(
    ("engine", "shown"),
    [
        ({"LatestStreamArn": ENGINE + LABEL}, {"LatestStreamArn": FIRST}),
        ({"LatestStreamArn": ENGINE + LATER}, {"LatestStreamArn": SHOWN + LATER}),
        ({"LastEvaluatedStreamArn": ENGINE + LABEL}, {"LastEvaluatedStreamArn": FIRST}),
        ({"ShardIterator": f"{ENGINE}{LABEL}|1|x="}, {"ShardIterator": f"{FIRST}|1|x="}),
        ({"NextShardIterator": f"{ENGINE}{LATER}|1|"}, {"NextShardIterator": f"{SHOWN}{LATER}|1|"}),
        (
            {"Message": f"Stream: {ENGINE}{LABEL} not found"},
            {"Message": f"Stream: {FIRST} not found"},
        ),
        ({"TableName": "cars"}, {"TableName": "cars"}),
    ],
)
def test_the_engines_names_are_shown_as_aws_s(engine, shown) -> None:
    assert NAMES.from_engine(engine).items() >= shown.items()


def test_labels_go_with_their_arns_at_every_depth() -> None:
    stream = {"StreamArn": ENGINE + LABEL, "StreamLabel": LABEL, "TableName": "cars"}
    shown = {"StreamArn": FIRST, "StreamLabel": TEMPLATE_STREAM_LABEL, "TableName": "cars"}
    assert NAMES.from_engine({"Streams": [stream]}) == {"Streams": [shown]}
    assert NAMES.from_engine({"StreamDescription": stream}) == {"StreamDescription": shown}
    described = NAMES.from_engine({"LatestStreamArn": ENGINE + LABEL, "LatestStreamLabel": LABEL})
    assert described["LatestStreamLabel"] == TEMPLATE_STREAM_LABEL


def test_records_are_of_the_region_and_have_an_id_without_dashes() -> None:
    record = {"eventID": "03526f9e-5ba3-43ae-b84a-de8bbed15e7e", "awsRegion": "ddblocal", "x": 1}
    assert NAMES.from_engine({"Records": [record]})["Records"] == [
        {"eventID": "03526f9e5ba343aeb84ade8bbed15e7e", "awsRegion": "eu-west-1", "x": 1}
    ]


@pytest.mark.parametrize(
    ("operation", "body", "asked"),
    [
        ("DescribeStream", {"StreamArn": FIRST}, {"StreamArn": ENGINE + LABEL}),
        ("DescribeStream", {"StreamArn": SHOWN + LATER}, {"StreamArn": ENGINE + LATER}),
        (
            "ListStreams",
            {"TableName": "arn:aws:dynamodb:eu-west-1:123456789012:table/cars", "Limit": 1},
            {"TableName": "cars", "Limit": 1},
        ),
        (
            "ListStreams",
            {"ExclusiveStartStreamArn": FIRST},
            {"ExclusiveStartStreamArn": ENGINE + LABEL},
        ),
        (
            "GetShardIterator",
            {"StreamArn": FIRST, "ShardId": SHARD, "ShardIteratorType": "LATEST"},
            {"StreamArn": ENGINE + LABEL, "ShardId": SHARD, "ShardIteratorType": "LATEST"},
        ),
        (
            "GetRecords",
            {"ShardIterator": f"{FIRST}|1|x"},
            {"ShardIterator": f"{ENGINE}{LABEL}|1|x"},
        ),
    ],
)
def test_aws_s_names_are_put_to_the_engine_as_its_own(operation, body, asked) -> None:
    assert NAMES.for_engine(operation, body) == asked


NOT_THERE = "Requested resource not found: Stream: {} not found"
ITERATOR = {"StreamArn": FIRST, "ShardId": SHARD, "ShardIteratorType": "AT_SEQUENCE_NUMBER"}
OTHER_REGION = FIRST.replace("eu-west-1", "us-east-1")


# Codes: ScyllaDB's test/alternator/test_streams.py, which passes on AWS (read 2026-11-29).
@pytest.mark.parametrize(
    ("operation", "body", "code", "message"),
    [
        ("DescribeStream", {"StreamArn": "x" * 50}, "ValidationException", "Invalid StreamArn"),
        ("DescribeStream", {"StreamArn": ""}, "ValidationException", "Invalid StreamArn"),
        (
            "DescribeStream",
            {"StreamArn": ENGINE + LABEL},
            "ResourceNotFoundException",
            NOT_THERE.format(ENGINE + LABEL),
        ),
        (
            "DescribeStream",
            {"StreamArn": OTHER_REGION},
            "ResourceNotFoundException",
            NOT_THERE.format(OTHER_REGION),
        ),
        (
            "ListStreams",
            {"ExclusiveStartStreamArn": "kossa" * 9},
            "ValidationException",
            "Invalid StreamArn",
        ),
        (
            "GetShardIterator",
            ITERATOR | {"SequenceNumber": "sdfsafglldfngjdafnasdflgnaldkl"},
            "ValidationException",
            "One or more parameter values were invalid: Invalid SequenceNumber",
        ),
        ("GetRecords", {"ShardIterator": "x" * 50}, "ValidationException", "Invalid ShardIterator"),
        (
            "GetRecords",
            {"ShardIterator": f"{ENGINE}{LABEL}|1|x"},
            "ValidationException",
            "Invalid ShardIterator",
        ),
    ],
)
def test_what_names_no_stream_is_refused_in_aws_s_words(operation, body, code, message) -> None:
    refusal = NAMES.for_engine(operation, body)
    assert isinstance(refusal, Refusal)
    assert (refusal.name, refusal.message) == (code, message)
