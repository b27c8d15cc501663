"""What else decides an outcome, besides profile, traffic and plan."""

from dataclasses import dataclass

from harness.simulate.scaling import RULES, ScalingRules


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What else decides an outcome. ``retries``: ``standard``, ``legacy`` or ``none``. ``salt``:
    which keys share a partition. ``empty``: whether buckets start without burst."""

    retries: str = "standard"
    rules: ScalingRules = RULES
    salt: int = 0
    empty: bool = False
