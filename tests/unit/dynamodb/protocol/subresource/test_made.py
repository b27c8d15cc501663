from harness.dynamodb.protocol.subresource.made import subresources_of
from harness.dynamodb.protocol.subresource.state import Subresources
from tests.unit.dynamodb.protocol.control.cars import NOON_NS
from tests.unit.dynamodb.protocol.subresource.catalog_of import CARS


def test_a_new_table_has_what_its_request_gives_it() -> None:
    body = {"Tags": [{"Key": "a", "Value": "b"}], "ResourcePolicy": '{"Version": "2012-10-17"}'}
    made = subresources_of(body, CARS, NOON_NS)
    assert made.tags == {"a": "b"}
    assert made.policies[CARS].document == {"Version": "2012-10-17"}
    assert subresources_of({}, CARS, NOON_NS) == Subresources()
