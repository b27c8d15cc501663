"""Whatever passes the door has an answer."""

import botocore.session
import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.dynamodb.protocol.subresource.handlers import HANDLERS
from harness.dynamodb.protocol.validation.door import refuse
from tests.unit.dynamodb.protocol.subresource.catalog_of import CARS, Desk

MODEL = botocore.session.get_session().get_service_model("dynamodb")
VALUES = st.none() | st.sampled_from(
    ("", "cars", CARS, "x", 5, True, [], {}, [{}], ["a"], [{"Key": "a", "Value": "b"}])
)


@pytest.mark.parametrize("operation", sorted(HANDLERS))
@given(data=st.data())
def test_every_request_that_passes_the_door_is_answered(operation, data) -> None:
    shape = MODEL.operation_model(operation).input_shape
    members = dict.fromkeys(shape.members, VALUES)
    body = data.draw(st.fixed_dictionaries({}, optional=members))
    if refuse(operation, body) is None:
        Desk().ask(operation, **body)
