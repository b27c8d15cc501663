from harness.dynamodb.protocol.subresource.made import subresources_in, subresources_of
from harness.dynamodb.protocol.subresource.state import Insights, Recovery, Subresources
from harness.model.table_settings import TableSettings
from tests.unit.dynamodb.protocol.control.cars import NOON_NS
from tests.unit.dynamodb.protocol.subresource.catalog_of import CARS


def test_a_new_table_has_what_its_request_gives_it() -> None:
    body = {"Tags": [{"Key": "a", "Value": "b"}], "ResourcePolicy": '{"Version": "2012-10-17"}'}
    made = subresources_of(body, CARS, NOON_NS)
    assert made.tags == {"a": "b"}
    assert made.policies[CARS].document == {"Version": "2012-10-17"}
    assert subresources_of({}, CARS, NOON_NS) == Subresources()


def test_a_template_s_table_has_what_its_template_gives_it() -> None:
    settings = TableSettings(tags={"a": "b"}, recovery_days=7, insights_mode="THROTTLED_KEYS")
    assert subresources_in(settings, NOON_NS) == Subresources(
        tags={"a": "b"},
        recovery=Recovery(NOON_NS, 7),
        insights={None: Insights(enabled=True, mode="THROTTLED_KEYS", changed_ns=NOON_NS)},
    )
    assert subresources_in(TableSettings(), NOON_NS) == Subresources()
