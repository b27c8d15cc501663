"""Whether requests got dearer as the run went on: a straight line through what each consumed."""

from dataclasses import dataclass
from fractions import Fraction

# A slope counts from this many standard errors on: one in 10,000 lines through mere noise is
# steeper.
_SURE = 4
_FEW = 20


@dataclass(frozen=True, slots=True)
class Line:
    """Least squares over ``points``, of which the sums are known: whole numbers, so exact. ``x``:
    seconds."""

    points: int = 0
    x: int = 0
    y: int = 0
    xx: int = 0
    xy: int = 0
    yy: int = 0

    def at(self, x: int) -> Fraction:
        """The line's value; needs points at two seconds at least."""
        return Fraction(self.y, self.points) + self._slope * (x - Fraction(self.x, self.points))

    @property
    def rises(self) -> bool:
        """Whether it surely does."""
        if self.points < _FEW or not self._spread or self._together <= 0:
            return False
        # The slope's variance is that of the residuals by the spread of x.
        explained = Fraction(self._together**2, self._spread)
        residual = self.points * self.yy - self.y**2 - explained
        return explained * (self.points - 2) > _SURE**2 * residual

    @property
    def _slope(self) -> Fraction:
        return Fraction(self._together, self._spread) if self._spread else Fraction(0)

    @property
    def _spread(self) -> int:
        return self.points * self.xx - self.x**2

    @property
    def _together(self) -> int:
        return self.points * self.xy - self.x * self.y
