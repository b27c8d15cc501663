"""One scenario under several values of a template parameter, each value in a run of its own."""

from collections.abc import Mapping
from dataclasses import dataclass

from harness.capacity.prices import class_prices, missing_words, prices_of
from harness.report.values.summary import Summary
from harness.report.versus.comparison import Comparison, comparison_of
from harness.report.versus.design import Design, Trial, design_of


@dataclass(frozen=True, slots=True)
class Variation:
    """``designs``: one for each value, two at least. ``comparisons``: of the first one's run with
    that of each other."""

    trial: Trial
    designs: tuple[Design, ...]
    comparisons: tuple[Comparison, ...]

    @property
    def first(self) -> Design:
        """The design that the others are compared with."""
        return self.designs[0]

    @property
    def others(self) -> tuple[Design, ...]:
        """The designs after the first."""
        return self.designs[1:]

    @property
    def unknown_prices(self) -> str:
        """Why months are not there; empty where they are."""
        region = self.trial.region
        used = {name for design in self.designs for name in class_prices(design.table_class)}
        return missing_words(region, prices_of(region).missing(used))

    @property
    def kinds(self) -> tuple[str, ...]:
        """The most frequent first."""
        counted = sorted(self.first.kinds, key=lambda kind: -kind.outcomes.requests)
        return tuple(kind.name for kind in counted)

    @property
    def same_requests(self) -> bool:
        """Whether all designs were sent the same requests."""
        return all(comparison.same_requests for comparison in self.comparisons)


def variation_of(trial: Trial, runs: Mapping[str, Summary]) -> Variation:
    """``runs``: by the parameter's value. Raises UsageError as ``comparison_of`` does."""
    first, *others = runs.values()
    return Variation(
        trial,
        tuple(design_of(trial, value, summary) for value, summary in runs.items()),
        tuple(comparison_of(first, other) for other in others),
    )
