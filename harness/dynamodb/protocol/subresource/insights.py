"""Contributor Insights: switched on and off, and described; nothing is counted for it.

Sources: ack-api-quirks DDB-TABLE-089 to -091, -095, -161, -341, measured on AWS in October 2026. A
change takes AWS 1 to 16 s; here the answer to it says so, and the next one has it done.
"""

from collections.abc import Iterator

from harness.capacity.bucket import NS_PER_S
from harness.dynamodb.protocol.control.standing import Standing
from harness.dynamodb.protocol.request import JsonObject
from harness.dynamodb.protocol.subresource.catalog import Catalog, missing
from harness.dynamodb.protocol.subresource.state import Insights
from harness.wire.refusal import Refusal

_DEFAULT_MODE = "ACCESSED_AND_THROTTLED_KEYS"
# What the rules count: accesses or throttles, by partition key or by both keys.
_RULES = {_DEFAULT_MODE: ("C", "T"), "THROTTLED_KEYS": ("T",)}
_ACTIONS = ("ENABLE", "DISABLE")


def describe(body: JsonObject, catalog: Catalog) -> JsonObject | Refusal:
    standing = _table(body, catalog)
    if isinstance(standing, Refusal):
        return standing
    index = body.get("IndexName")
    insights = standing.subresources.insights.get(index)
    shown = _named(standing, index) | {"ContributorInsightsStatus": _status(insights)}
    if insights is None:
        return shown
    shown["LastUpdateDateTime"] = round(insights.changed_ns / NS_PER_S, 3)
    shown["ContributorInsightsMode"] = insights.mode
    if insights.enabled:
        shown["ContributorInsightsRuleList"] = list(_rules(standing, index, insights))
    return shown


def update(body: JsonObject, catalog: Catalog) -> JsonObject | Refusal:
    standing = _table(body, catalog)
    if isinstance(standing, Refusal):
        return standing
    index, enable = body.get("IndexName"), body["ContributorInsightsAction"] == "ENABLE"
    kept = standing.subresources.insights
    before = kept.get(index)
    mode = body.get("ContributorInsightsMode") or _mode(before, enable)
    shown = _named(standing, index)
    if before is None and not enable:
        return shown | {"ContributorInsightsStatus": "DISABLED"}
    settled = before is not None and before.enabled == enable and mode == before.mode
    if not settled:
        kept[index] = Insights(enable, mode, catalog.now_ns)
    status = _status(kept[index]) if settled else "ENABLING" if enable else "DISABLING"
    return shown | {"ContributorInsightsStatus": status, "ContributorInsightsMode": mode}


def list_all(body: JsonObject, catalog: Catalog) -> JsonObject | Refusal:
    """Those that are on: the table's before its indexes'."""
    standings = list(catalog.standings.values())
    if body.get("TableName") is not None:
        standing = catalog.table(body)
        if isinstance(standing, Refusal):
            return standing
        standings = [standing]
    return {
        "ContributorInsightsSummaries": [
            _named(standing, index)
            | {"ContributorInsightsStatus": "ENABLED", "ContributorInsightsMode": insights.mode}
            for standing in standings
            for index, insights in sorted(
                standing.subresources.insights.items(), key=lambda entry: entry[0] or ""
            )
            if insights.enabled
        ]
    }


def _table(body: JsonObject, catalog: Catalog) -> Standing | Refusal:
    standing, index = catalog.table(body), body.get("IndexName")
    if isinstance(standing, Refusal) or index is None:
        return standing
    if all(known.name != index for known in standing.table.global_indexes):
        return missing(f"Index: {index} not found for table: {standing.table.name}")
    return standing


def _named(standing: Standing, index: str | None) -> JsonObject:
    named = {"TableName": standing.table.name}
    return named if index is None else named | {"IndexName": index}


def _status(insights: Insights | None) -> str:
    return "ENABLED" if insights is not None and insights.enabled else "DISABLED"


def _mode(before: Insights | None, enable: bool) -> str:
    """Switched on without a mode it has the default one; switched off it keeps its own."""
    return _DEFAULT_MODE if enable or before is None else before.mode


def _rules(standing: Standing, index: str | None, insights: Insights) -> Iterator[str]:
    owner = standing.table if index is None else standing.table.index(index)
    keys = ("PK", "SK") if owner is not None and owner.key.sort is not None else ("PK",)
    name = standing.table.name if index is None else f"{standing.table.name}-{index}"
    for what in _RULES[insights.mode]:
        for key in keys:
            changed_ms = insights.changed_ns // (NS_PER_S // 1_000)
            yield f"DynamoDBContributorInsights-{key}{what}-{name}-{changed_ms}"
