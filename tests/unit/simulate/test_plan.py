from dataclasses import replace
from fractions import Fraction

from harness.model.scaling import ScalableTarget, Scaling
from harness.model.table import (
    BillingMode,
    Index,
    IndexType,
    KeyAttribute,
    KeySchema,
    OnDemandMaximum,
    Projection,
    Table,
    Throughput,
)
from harness.simulate.plan import AutoScaled, OnDemand, Provisioned, plan_as_is
from harness.simulate.profile import ResourceId

KEY = KeySchema(KeyAttribute("id", "S"))
INDEX = Index("by-owner", IndexType.GLOBAL, KEY, Projection("ALL"), Throughput(3, 4))
TABLE = Table("t", KEY, BillingMode.PROVISIONED, Throughput(1, 2), (INDEX,))
TARGET = ScalableTarget(2, 50, 625_000, scale_in=False, scale_in_cooldown_s=60)


def resource(index: str | None, *, write: bool) -> ResourceId:
    return ResourceId("t", index, write)


def test_a_template_s_targets_scale_what_they_name_and_nothing_else() -> None:
    index = replace(INDEX, scaling=Scaling(reads=TARGET))
    scaled = replace(TABLE, indexes=(index,), scaling=Scaling(writes=TARGET))
    policy = AutoScaled(2, 50, Fraction(5, 8), scale_in=False, scale_in_cooldown_s=60)
    assert plan_as_is([scaled]).capacity == {
        resource(None, write=False): Provisioned(1),
        resource(None, write=True): replace(policy, start_units=2),
        resource("by-owner", write=False): replace(policy, start_units=3),
        resource("by-owner", write=True): Provisioned(4),
    }


def test_on_demand_a_target_does_nothing() -> None:
    table = Table(
        "t",
        KEY,
        BillingMode.PAY_PER_REQUEST,
        on_demand_maximum=OnDemandMaximum(None, 9),
        scaling=Scaling(writes=TARGET),
    )
    assert plan_as_is([table]).capacity == {
        resource(None, write=False): OnDemand(),
        resource(None, write=True): OnDemand(maximum=9),
    }
