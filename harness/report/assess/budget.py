"""Budgets: bounds that a run's figures are held to. Only what was measured can hold."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from harness.report.assess.measures import (
    Key,
    Measure,
    Scope,
    Unmeasured,
    Value,
    figures_of,
    named,
    number,
)
from harness.report.values.summary import Summary


@dataclass(frozen=True, slots=True)
class Budget:
    """At most ``most`` of a measure, in its unit. ``subject``: the request kind, the table or
    TABLE/INDEX, None for the whole run. ``source``: where it was written."""

    subject: str | None
    measure: Measure
    most: Fraction
    source: str

    @property
    def name(self) -> str:
        """``register.wcu``, ``throttled``."""
        name = self.measure.name
        return name if self.subject is None else f"{self.subject}.{name}"


@dataclass(frozen=True, slots=True)
class Finding:
    """A budget and what was measured of it."""

    budget: Budget
    measured: Value

    @property
    def unmeasured(self) -> bool:
        """Whether the run has no figure to compare."""
        return isinstance(self.measured, Unmeasured)

    @property
    def exceeded(self) -> bool:
        """Whether the figure is above its bound."""
        return not isinstance(self.measured, Unmeasured) and self.measured > self.budget.most

    @property
    def holds(self) -> bool:
        """Whether the figure was measured and is within its bound."""
        return not self.unmeasured and not self.exceeded

    @property
    def sentence(self) -> str:
        """``register.wcu: 3 WCU a request, at most 2 allowed``."""
        budget, measured = self.budget, self.measured
        if isinstance(measured, Unmeasured):
            return f"{budget.name}: not measured: {measured.why}"
        figure, most = number(measured), number(budget.most)
        if figure == most:
            figure, most = number(measured, 9), number(budget.most, 9)
        return f"{budget.name}: {figure} {budget.measure.unit}, at most {most} allowed"


def check(budgets: Iterable[Budget], summary: Summary) -> tuple[Finding, ...]:
    """One finding a budget, in their order."""
    figures = figures_of(summary)
    return tuple(Finding(budget, _measured(budget, figures)) for budget in budgets)


def _measured(budget: Budget, figures: dict[Key, Value]) -> Value:
    value = figures.get((budget.subject, budget.measure.name))
    if value is not None:
        return value
    is_kind = budget.measure.applies_to(Scope.KIND)
    what = "request kind" if is_kind else "table or index"
    known = [
        subject for subject, name in figures if subject is not None and name == budget.measure.name
    ]
    return Unmeasured(named(f"{what} {budget.subject!r} in this run", known))
