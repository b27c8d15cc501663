import pytest

from harness.dynamodb.protocol.control.maximum import refuse_maxima
from harness.model.table import BillingMode
from tests.unit.dynamodb.protocol.control.cars import updating

INVALID = "One or more parameter values were invalid: "
READ = "MaxReadRequestUnits for OnDemandThroughput"


def refused(body, mode=BillingMode.PAY_PER_REQUEST, *, create=False) -> list[tuple[str, str]]:
    return [
        (refusal.name, refusal.message)
        for refusal in refuse_maxima(body, mode, "eu-west-1", create=create)
    ]


def maximum(**members: int) -> dict[str, object]:
    return {"OnDemandThroughput": {f"Max{name}RequestUnits": members[name] for name in members}}


@pytest.mark.parametrize(
    ("create", "message"),
    [
        (True, f"{INVALID}{READ} cannot be specified when table BillingMode is PROVISIONED."),
        (False, f"{INVALID}{READ} cannot be specified when the table BillingMode is PROVISIONED"),
    ],
)
def test_a_provisioned_table_has_none(create, message) -> None:
    found = refused(maximum(Read=5), BillingMode.PROVISIONED, create=create)
    assert found == [("ValidationException", message)]


def test_nor_has_its_index() -> None:
    ((_, message),) = refused(updating(**maximum(Write=5)), BillingMode.PROVISIONED)
    assert message == (
        f"{INVALID}MaxWriteRequestUnits for OnDemandThroughput for index: by-colour cannot be "
        "specified when the table BillingMode is PROVISIONED"
    )


@pytest.mark.parametrize(("units", "create"), [(0, True), (0, False), (-2, False), (-1, True)])
def test_it_is_1_or_more(units, create) -> None:
    found = refused(maximum(Read=units), create=create)
    message = f"{INVALID}Requested {READ} for table is outside of valid range"
    assert found == [("ValidationException", message)]


def test_an_update_clears_it_with_minus_1() -> None:
    assert refused(maximum(Read=-1, Write=1)) == []


def test_it_is_within_the_quota() -> None:
    assert refused(maximum(Read=40_000)) == []
    assert refused(updating(**maximum(Read=40_001))) == [
        (
            "LimitExceededException",
            f"Subscriber limit exceeded: Requested {READ} for index : by-colour exceeds "
            "TableMaxReadCapacityUnits of the account in region eu-west-1",
        )
    ]
