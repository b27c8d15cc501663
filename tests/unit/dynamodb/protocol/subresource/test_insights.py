"""Shapes and words: ack-api-quirks DDB-TABLE-089 to -095, -161, -341, measured on AWS, 2026-10."""

import pytest

from tests.unit.dynamodb.protocol.control.cars import NOON_NS, S_NS
from tests.unit.dynamodb.protocol.subresource.catalog_of import Desk

MODE = "ACCESSED_AND_THROTTLED_KEYS"
NOON_MS = NOON_NS // 1_000_000


def test_insights_are_off_on_and_off_again() -> None:
    desk = Desk()
    off = {"TableName": "cars", "ContributorInsightsStatus": "DISABLED"}
    cars = {"TableName": "cars"}
    assert desk.ask("DescribeContributorInsights", **cars) == off
    assert desk.ask("UpdateContributorInsights", **cars, ContributorInsightsAction="DISABLE") == off
    on = desk.ask("UpdateContributorInsights", **cars, ContributorInsightsAction="ENABLE")
    enabling = cars | {"ContributorInsightsStatus": "ENABLING", "ContributorInsightsMode": MODE}
    assert on == enabling
    again = desk.ask("UpdateContributorInsights", **cars, ContributorInsightsAction="ENABLE")
    assert again == enabling | {"ContributorInsightsStatus": "ENABLED"}
    assert desk.ask("DescribeContributorInsights", **cars) == {
        "TableName": "cars",
        "ContributorInsightsStatus": "ENABLED",
        "ContributorInsightsMode": MODE,
        "LastUpdateDateTime": NOON_NS / S_NS,
        "ContributorInsightsRuleList": [
            f"DynamoDBContributorInsights-PKC-cars-{NOON_MS}",
            f"DynamoDBContributorInsights-PKT-cars-{NOON_MS}",
        ],
    }
    desk.ask("UpdateContributorInsights", **cars, ContributorInsightsAction="DISABLE")
    assert desk.ask("DescribeContributorInsights", **cars) == off | {
        "ContributorInsightsMode": MODE,
        "LastUpdateDateTime": NOON_NS / S_NS,
    }


def test_those_that_are_on_are_listed_the_table_s_first() -> None:
    desk = Desk()
    assert desk.ask("ListContributorInsights") == {"ContributorInsightsSummaries": []}
    for named in ({"IndexName": "by-colour"}, {}):
        desk.ask(
            "UpdateContributorInsights",
            TableName="cars",
            ContributorInsightsAction="ENABLE",
            ContributorInsightsMode="THROTTLED_KEYS",
            **named,
        )
    on = {"ContributorInsightsStatus": "ENABLED", "ContributorInsightsMode": "THROTTLED_KEYS"}
    of_table, of_index = {"TableName": "cars"}, {"TableName": "cars", "IndexName": "by-colour"}
    both = {"ContributorInsightsSummaries": [of_table | on, of_index | on]}
    assert desk.ask("ListContributorInsights") == both
    assert desk.ask("ListContributorInsights", TableName="cars") == both
    desk.ask("UpdateContributorInsights", TableName="cars", ContributorInsightsAction="DISABLE")
    listed = desk.ask("ListContributorInsights", TableName="cars")
    assert listed == {"ContributorInsightsSummaries": [of_index | on]}


@pytest.mark.parametrize(
    ("members", "refusal"),
    [
        (
            {"IndexName": "ghost", "ContributorInsightsAction": "ENABLE"},
            (
                "ResourceNotFoundException",
                "Requested resource not found: Index: ghost not found for table: cars",
            ),
        ),
        (
            {},
            (
                "ValidationException",
                "1 validation error detected: Value null at 'contributorInsightsAction' failed to "
                "satisfy constraint: Member must not be null",
            ),
        ),
        (
            {"ContributorInsightsAction": "x"},
            (
                "ValidationException",
                "1 validation error detected: Value 'x' at 'contributorInsightsAction' failed to "
                "satisfy constraint: Member must satisfy enum value set: [ENABLE, DISABLE]",
            ),
        ),
        (
            {"ContributorInsightsAction": "ENABLE", "ContributorInsightsMode": "x"},
            (
                "ValidationException",
                "1 validation error detected: Value 'x' at 'contributorInsightsMode' failed to "
                "satisfy constraint: Member must satisfy enum value set: "
                "[ACCESSED_AND_THROTTLED_KEYS, THROTTLED_KEYS]",
            ),
        ),
    ],
)
def test_what_cannot_be_is_refused(members, refusal) -> None:
    assert Desk().ask("UpdateContributorInsights", TableName="cars", **members) == refusal
