import botocore.session
import pytest

from harness.capacity.limit import Cause, throttle
from harness.model.entry import Throttle

PROVISIONED = "ProvisionedThroughputExceededException"


@pytest.mark.parametrize(
    ("cause", "on_demand", "reason", "exception"),
    [
        (Cause.PROVISIONED, False, "IndexReadProvisionedThroughputExceeded", PROVISIONED),
        (Cause.KEY_RANGE, False, "IndexReadKeyRangeThroughputExceeded", PROVISIONED),
        (Cause.KEY_RANGE, True, "IndexReadKeyRangeThroughputExceeded", "ThrottlingException"),
        (Cause.MAXIMUM, True, "IndexReadMaxOnDemandThroughputExceeded", "ThrottlingException"),
        (Cause.ACCOUNT, True, "IndexReadAccountLimitExceeded", "RequestLimitExceeded"),
    ],
)
def test_each_cause_has_aws_s_reason_and_exception(
    cause: Cause, on_demand: bool, reason: str, exception: str
) -> None:
    said = throttle("lot", "por-cpf", cause, write=False, on_demand=on_demand)
    assert said == Throttle("lot", "por-cpf", reason, exception)


@pytest.mark.parametrize("cause", list(Cause))
def test_every_cause_is_a_limit_type_of_botocore_s_model(cause: Cause) -> None:
    model = botocore.session.get_session().get_service_model("dynamodb")
    reason = model.shape_for("ThrottlingReason").members["reason"]
    assert f"<code>{cause}</code>" in reason.documentation


@pytest.mark.parametrize(("index", "where"), [(None, "Table"), ("por-cpf", "Index")])
@pytest.mark.parametrize(("write", "what"), [(False, "Read"), (True, "Write")])
def test_a_reason_begins_with_what_is_limited(
    index: str | None, where: str, write: bool, what: str
) -> None:
    said = throttle("lot", index, Cause.ACCOUNT, write=write, on_demand=True)
    assert said.reason == f"{where}{what}AccountLimitExceeded"
