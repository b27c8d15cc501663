"""Which part of the calls pass where several buckets have too little for all.

A write needs tokens in its table and in each index that it may change. So the bucket with the least
for what is asked of it decides first; the calls that draw on it pass in that proportion, and what
they leave in other buckets is there for the rest.
"""

from collections.abc import Sequence
from dataclasses import dataclass

# Half-units by bucket; a bucket that the calls need tokens in and take nothing from has 0.
Offer = dict[int, int]


@dataclass(frozen=True, slots=True)
class Passed:
    """Of one flow's offer: the part ``numerator / denominator`` passes, ``half_units`` by bucket.
    ``refused_by``: the bucket that refused the rest, None where all passed."""

    numerator: int
    denominator: int
    half_units: Offer
    refused_by: int | None


def pass_through(available: Sequence[int], offers: Sequence[Offer]) -> list[Passed]:
    """In the offers' order. A bucket that refuses is left with nothing, to the half-unit."""
    left = list(available)
    passed: list[Passed | None] = [None] * len(offers)
    while True:
        waiting = [at for at, flow in enumerate(passed) if flow is None]
        offered = [0] * len(left)
        for at in waiting:
            for bucket, half_units in offers[at].items():
                offered[bucket] += half_units
        short = [bucket for bucket, total in enumerate(offered) if total > left[bucket]]
        if not short:
            break
        tightest = min(short, key=lambda bucket: left[bucket] / offered[bucket])
        drawing = [at for at in waiting if tightest in offers[at]]
        _settle(tightest, drawing, offered[tightest], left, offers, passed)
    return [
        Passed(1, 1, offer, None) if flow is None else flow
        for flow, offer in zip(passed, offers, strict=True)
    ]


def _settle(
    tightest: int,
    drawing: list[int],
    offered: int,
    left: list[int],
    offers: Sequence[Offer],
    passed: list[Passed | None],
) -> None:
    numerator = left[tightest]
    until = given = 0
    for at in drawing:
        offer = offers[at]
        served = {bucket: units * numerator // offered for bucket, units in offer.items()}
        # The parts in the tightest bucket add up to all that it has.
        until += offer[tightest]
        served[tightest] = until * numerator // offered - given
        given += served[tightest]
        for bucket, units in served.items():
            left[bucket] -= units
        passed[at] = Passed(numerator, offered, served, tightest)
