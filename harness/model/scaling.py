"""What Application Auto Scaling may do with a table's or an index's units: its scalable targets."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ScalableTarget:
    """Target tracking of reads or of writes, units a second between both ends.
    ``target_millionths``: of what is provisioned, 700,000 for 70 %. ``scale_in``: False where the
    policy has DisableScaleIn."""

    minimum_units: int
    maximum_units: int
    target_millionths: int
    scale_in: bool = True
    scale_in_cooldown_s: int = 0
    scale_out_cooldown_s: int = 0


@dataclass(frozen=True, slots=True)
class Scaling:
    """Reads and writes; None: provisioned units stay as they are. AWS keeps the targets of a table
    on demand, and they do nothing until it is provisioned (Developer Guide, Considerations when
    switching capacity modes, 2026 copy)."""

    reads: ScalableTarget | None = None
    writes: ScalableTarget | None = None
