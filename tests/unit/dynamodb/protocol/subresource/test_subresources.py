from harness.dynamodb.protocol.subresource.subresources import (
    Insights,
    Recovery,
    Subresources,
    template_subresources,
)
from harness.model.table_settings import TableSettings
from tests.unit.dynamodb.protocol.control.cars import NOON_NS


def test_a_template_s_table_has_what_its_template_gives_it() -> None:
    settings = TableSettings(tags={"a": "b"}, recovery_days=7, insights_mode="THROTTLED_KEYS")
    assert template_subresources(settings, NOON_NS) == Subresources(
        tags={"a": "b"},
        recovery=Recovery(NOON_NS, 7),
        insights={None: Insights(enabled=True, mode="THROTTLED_KEYS", changed_ns=NOON_NS)},
    )
    assert template_subresources(TableSettings(), NOON_NS) == Subresources()
