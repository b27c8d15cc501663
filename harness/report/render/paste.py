"""The advice as every form of the report gives it to be pasted."""

from dataclasses import dataclass

from harness.report.assess.plan_change import plan_changes
from harness.report.render.advice_cli import advice_cli
from harness.report.render.advice_yaml import advice_yaml
from harness.report.values.summary import Summary


@dataclass(frozen=True, slots=True)
class AdvicePaste:
    """``yaml``: to be merged into the template. ``cli``: shell lines that do the same now. Both
    are empty where nothing has to change."""

    yaml: str
    cli: tuple[str, ...]


def advice_paste(summary: Summary) -> AdvicePaste:
    """Of the summary's projection; empty without one."""
    if summary.projection is None:
        return AdvicePaste("", ())
    changes = plan_changes(summary.projection, summary.facts.tables)
    return AdvicePaste(advice_yaml(changes), advice_cli(changes, summary.facts.region))
