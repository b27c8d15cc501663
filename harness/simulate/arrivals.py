"""Requests drawn by second, from a seed.

A day and a kind have a generator of their own, so that a day can be drawn alone, and so that
another kind changes nothing of this one. NumPy's PCG64 gives the same stream on every machine; a
new version of NumPy may change what ``poisson`` makes of it (NEP 19), so the version is part of
what makes a draw repeatable.
"""

from zlib import crc32

import numpy as np
import numpy.typing as npt

from harness.simulate.traffic import (
    DAY_MINUTES,
    EVEN,
    MICRO,
    MINUTE_S,
    POISSON,
    Traffic,
    micro_rates,
)

Counts64 = npt.NDArray[np.int64]

DAY_S = DAY_MINUTES * MINUTE_S


def generator(seed: int, day: int, name: str) -> np.random.Generator:
    """For one day and one name."""
    return np.random.default_rng([seed, day, crc32(name.encode())])


def requests_of_day(traffic: Traffic, kind: str, day: int, seconds: int, seed: int) -> Counts64:
    """How many requests of the kind arrive in each of the first ``seconds`` of the day, which
    is the traffic's ``day``-th from 0 on."""
    minutes = -(-seconds // MINUTE_S)
    rates = np.array(micro_rates(traffic, kind, day * DAY_MINUTES, minutes), np.int64)
    if traffic.dispersion == EVEN:
        return even_counts(rates)[:seconds]
    dice = generator(seed, day, kind)
    means = rates / MICRO
    if traffic.dispersion > POISSON:
        means = _bursty(means, float(traffic.dispersion), dice)
    return dice.poisson(np.repeat(means, MINUTE_S))[:seconds].astype(np.int64)


def even_counts(micro_rates: Counts64) -> Counts64:
    """As even as whole requests can be, by second: the n-th comes in the middle of its n-th gap."""
    until = np.cumsum(np.repeat(micro_rates, MINUTE_S)) + MICRO // 2
    return differences(until // MICRO)


def differences(until: Counts64) -> Counts64:
    """Each value's growth over the one before it, the first one's over 0, along the last axis."""
    growth = until.copy()
    growth[..., 1:] -= until[..., :-1]
    return growth


def _bursty(
    means: npt.NDArray[np.float64], dispersion: float, dice: np.random.Generator
) -> npt.NDArray[np.float64]:
    """Each minute's rate by a gamma variable of mean 1, so that the variance of a minute's count is
    ``dispersion`` times its mean."""
    counts = means * MINUTE_S
    shapes = np.divide(counts, dispersion - 1, out=np.ones_like(counts), where=counts > 0)
    return np.where(counts > 0, means * dice.gamma(shapes) / shapes, 0.0)
