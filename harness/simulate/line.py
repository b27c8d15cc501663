"""A straight line by least squares, from sums alone: exact, in whatever order its points came."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from harness.simulate.profile import square_root

# A slope counts from this many standard errors on: one in 10,000 lines through mere noise is
# steeper.
_SURE = 4
_FEWEST_POINTS = 20
# The part of it, or of the mean, to which a change is to be known.
_TOLERANCE = Fraction(1, 5)


@dataclass(frozen=True, slots=True)
class Line:
    """Through ``points``, of which the sums are known as whole numbers: of x, y, and the products
    of two. ``x``: what number a request has, or its second."""

    points: int = 0
    x: int = 0
    y: int = 0
    xx: int = 0
    xy: int = 0
    yy: int = 0

    def at(self, x: int) -> Fraction:
        """The line's value; needs points at two x at least."""
        return Fraction(self.y, self.points) + self.slope * (x - Fraction(self.x, self.points))

    @property
    def slope(self) -> Fraction:
        """0 where all points have the same x."""
        return Fraction(self._together, self._spread) if self._spread else Fraction(0)

    @property
    def standard_error(self) -> Decimal:
        """Of the slope, where it has one."""
        return square_root(self._slope_variance)

    @property
    def has_slope(self) -> bool:
        """Whether its points say anything of one: there are 20 at least, and not all at one x."""
        return self.points >= _FEWEST_POINTS and self._spread > 0

    @property
    def is_flat(self) -> bool:
        """Whether all points have the same y."""
        return self.points * self.yy == self.y**2

    @property
    def rises(self) -> bool:
        """Whether it surely does."""
        if not self.has_slope or self._together <= 0:
            return False
        return self.slope**2 > _SURE**2 * self._slope_variance

    def is_known_over(self, span: int) -> bool:
        """Whether the change over so many x is known, by its standard error, to 20 % of itself or
        of the mean, whichever is more: what hardly changes never is to 20 % of itself."""
        if not self.has_slope:
            return False
        change, mean = abs(self.slope) * span, Fraction(self.y, self.points)
        return self._slope_variance * span**2 <= (_TOLERANCE * max(change, mean)) ** 2

    @property
    def _slope_variance(self) -> Fraction:
        """That of the residuals by the spread of x."""
        residual = self.points * self.yy - self.y**2 - Fraction(self._together**2, self._spread)
        return residual / (self._spread * (self.points - 2))

    @property
    def _spread(self) -> int:
        return self.points * self.xx - self.x**2

    @property
    def _together(self) -> int:
        return self.points * self.xy - self.x * self.y
