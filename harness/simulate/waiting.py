"""Refused calls that will come again, by the second in which they do."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from harness.simulate.pauses import Pause

Floats = npt.NDArray[np.float64]


class WaitingCalls:
    """Parts of calls, not whole ones: what one second refuses comes again over several. By flow,
    attempt (from 0), and calls or half-units of a bucket; a ring of as many seconds as the longest
    pause has."""

    def __init__(self, pauses: Sequence[Pause], buckets: int) -> None:
        self._pauses = pauses
        self._buckets = buckets
        longest_s = max((pause_s for pause in pauses for pause_s, _ in pause), default=0)
        self._slots = longest_s + 1
        self._ring: Floats = np.zeros((self._slots, 0, len(pauses) + 1, 1 + buckets))
        self._carry: Floats = np.zeros((0, buckets))
        self._at = 0

    def open(self, flows: int) -> None:
        """Make room for so many flows, once."""
        if self._ring.shape[1] != flows:
            self._ring = np.zeros((self._slots, flows, *self._ring.shape[2:]))
            self._carry = np.zeros((flows, self._buckets))

    @property
    def any(self) -> bool:
        """Whether anything will come again."""
        return bool(self._ring[:, :, :, 0].sum() > 1e-3)

    def take(self, seconds: int) -> Floats:
        """What comes in the next second; where it is to be more than one, all that waits."""
        if seconds == 1:
            cohorts: Floats = self._ring[self._at].copy()
            self._ring[self._at] = 0
        else:
            cohorts = self._ring.sum(axis=0)
            self._ring[:] = 0
        self._at = (self._at + seconds) % self._slots
        return cohorts

    def add(self, refused: Floats) -> Floats:
        """Of what was just taken: each attempt but the last is followed by another. Returns the
        calls that will be made again, by flow."""
        for attempt, pause in enumerate(self._pauses):
            for pause_s, share in pause:
                slot = (self._at + pause_s - 1) % self._slots
                self._ring[slot, :, attempt + 1] += refused[:, attempt] * float(share)
        again: Floats = refused[:, :-1, 0].sum(axis=1)
        return again

    def whole(self, half_units: Floats) -> list[list[int]]:
        """Whole half-units by flow and bucket; the fractions are carried to the next step."""
        exact = half_units + self._carry
        whole = np.floor(exact + 1e-9)
        self._carry = exact - whole
        return [[int(value) for value in row] for row in whole.tolist()]
