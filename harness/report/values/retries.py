"""What throttling cost the callers."""

from dataclasses import dataclass
from fractions import Fraction

from harness.capacity.retries import RetryPrice
from harness.report.values.request import Latency


@dataclass(frozen=True, slots=True)
class Retries:
    """What throttling cost the callers whose SDK marks its attempts.

    ``calls``: refused once at least; ``refusals``: attempts of them that were refused;
    ``recovered``: calls that went through in the end. ``added``: from the first attempt to the
    last, of all of them. ``refused_again``: the share of further attempts that were refused too,
    None where there was none. ``modelled``: the retry modes at that share.
    """

    calls: int
    refusals: int
    recovered: int
    added: Latency
    refused_again: Fraction | None
    modelled: tuple[RetryPrice, ...]

    @property
    def given_up(self) -> int:
        """Calls that no retry helped."""
        return self.calls - self.recovered
