"""Runs of one parking lot, whose registers cost what a test says."""

from collections.abc import Callable
from fractions import Fraction
from types import SimpleNamespace

import pytest

from harness.model.charge import Arm
from harness.report.values.summary import Summary
from harness.report.versus.design import Trial
from harness.report.versus.variation import Variation, variation_of
from tests.unit.report.summaries import summary_of

TRIAL = Trial("parking", "ParkingKey", Fraction(100), 7, "us-east-1")

Vary = Callable[..., Variation]


def lot(
    make: SimpleNamespace, index_reads: int, write_half_units: int = 2, limit: int = 12
) -> Summary:
    """Ten registers of 1 WCU each, and so many half-units of the index to find the owner."""
    arms = [Arm("lot", None, write_half_units=write_half_units)]
    if index_reads:
        arms.append(Arm("lot", "por-cpf", read_half_units=index_reads))
    facts = make.facts(make.table("lot", 8, limit, make.global_index("por-cpf", 2, 1)))
    entries = [
        entry
        for second in range(10)
        for entry in (
            make.call(second, *arms, invocation=f"{second}", kind="register"),
            make.invocation(second, f"{second}"),
        )
    ]
    return summary_of(facts, entries)


@pytest.fixture
def vary(make: SimpleNamespace) -> Vary:
    """A variation of lots: by value, the arguments of each."""

    def vary(trial: Trial = TRIAL, **lots: tuple[int, ...]) -> Variation:
        return variation_of(trial, {value: lot(make, *how) for value, how in lots.items()})

    return vary


@pytest.fixture
def dearer(vary: Vary) -> Variation:
    return vary(placa=(0,), cpf=(1,))
