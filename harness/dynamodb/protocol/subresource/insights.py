"""Contributor Insights: switched on and off, and described; nothing is counted for it.

Sources: ack-api-quirks DDB-TABLE-089 to -091, -095, -161, -341, measured on AWS in October 2026. A
change takes AWS 1 to 16 s; here the answer to it says so, and the next one has it done.
"""

from collections.abc import Iterator

from harness.dynamodb.protocol.control.state import TableState
from harness.dynamodb.protocol.refusal import not_found
from harness.dynamodb.protocol.request import JsonObject
from harness.dynamodb.protocol.subresource.lookup import TableLookup
from harness.dynamodb.protocol.subresource.subresources import Insights
from harness.model.time import NS_PER_S
from harness.wire.refusal import Refusal

_DEFAULT_MODE = "ACCESSED_AND_THROTTLED_KEYS"
# What the rules count: accesses or throttles, by partition key or by both keys.
_RULES = {_DEFAULT_MODE: ("C", "T"), "THROTTLED_KEYS": ("T",)}


def find_table(lookup: TableLookup, body: JsonObject) -> TableState | Refusal:
    """The table that is named, where it has the index that is named."""
    state, index = lookup.table(body), body.get("IndexName")
    if isinstance(state, Refusal) or index is None:
        return state
    if all(index != global_index.name for global_index in state.table.global_indexes):
        return not_found(f"Index: {index} not found for table: {state.table.name}")
    return state


def describe(body: JsonObject, state: TableState, now_ns: int) -> JsonObject:
    """Answer DescribeContributorInsights."""
    index = body.get("IndexName")
    insights = state.subresources.insights.get(index)
    description = _name(state, index) | {"ContributorInsightsStatus": _status(insights)}
    if insights is None:
        return description
    description["LastUpdateDateTime"] = round(insights.changed_ns / NS_PER_S, 3)
    description["ContributorInsightsMode"] = insights.mode
    if insights.enabled:
        description["ContributorInsightsRuleList"] = list(_rules(state, index, insights))
    return description


def update(body: JsonObject, state: TableState, now_ns: int) -> JsonObject:
    """Answer UpdateContributorInsights, the change being made."""
    index, enable = body.get("IndexName"), body["ContributorInsightsAction"] == "ENABLE"
    insights = state.subresources.insights
    before, name = insights.get(index), _name(state, index)
    mode = body.get("ContributorInsightsMode") or _mode(before, enable)
    if before is None and not enable:
        return name | {"ContributorInsightsStatus": "DISABLED"}
    unchanged = before is not None and before.enabled == enable and mode == before.mode
    if not unchanged:
        insights[index] = Insights(enable, mode, now_ns)
    status = _status(before) if unchanged else "ENABLING" if enable else "DISABLING"
    return name | {"ContributorInsightsStatus": status, "ContributorInsightsMode": mode}


def list_all(body: JsonObject, lookup: TableLookup) -> JsonObject | Refusal:
    """Answer ListContributorInsights with those that are on: the table's before its indexes'."""
    states = list(lookup.states.values())
    if body.get("TableName") is not None:
        state = lookup.table(body)
        if isinstance(state, Refusal):
            return state
        states = [state]
    return {
        "ContributorInsightsSummaries": [
            _name(state, index)
            | {"ContributorInsightsStatus": "ENABLED", "ContributorInsightsMode": insights.mode}
            for state in states
            for index, insights in sorted(
                state.subresources.insights.items(), key=lambda entry: entry[0] or ""
            )
            if insights.enabled
        ]
    }


def _name(state: TableState, index: str | None) -> JsonObject:
    table = {"TableName": state.table.name}
    return table if index is None else table | {"IndexName": index}


def _status(insights: Insights | None) -> str:
    return "ENABLED" if insights is not None and insights.enabled else "DISABLED"


def _mode(before: Insights | None, enable: bool) -> str:
    """Switched on without a mode it has the default one; switched off it keeps its own."""
    return _DEFAULT_MODE if enable or before is None else before.mode


def _rules(state: TableState, index: str | None, insights: Insights) -> Iterator[str]:
    owner = state.table if index is None else state.table.index(index)
    keys = ("PK", "SK") if owner is not None and owner.key.sort is not None else ("PK",)
    name = state.table.name if index is None else f"{state.table.name}-{index}"
    for what in _RULES[insights.mode]:
        for key in keys:
            changed_ms = insights.changed_ns // (NS_PER_S // 1_000)
            yield f"DynamoDBContributorInsights-{key}{what}-{name}-{changed_ms}"
