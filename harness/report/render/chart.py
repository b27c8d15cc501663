"""One chart a provisioned number, as inline SVG that takes its colours from the page.

Three panels over one time axis: units a second against the provisioned line, refused calls, burst
left. Everything a chart shows is also in a table: it is an illustration, with a title and a
description for those who do not see it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from harness.capacity.bucket import BURST_S
from harness.report.render import text
from harness.report.render.steps import Step, step_size, steps_of
from harness.report.values.resource import Resource

_WIDTH = 720
_LEFT, _RIGHT = 46, 12
_PLOT = _WIDTH - _LEFT - _RIGHT
_MOST_STEPS = 360
_ROUND = (1, 1.2, 1.6, 2, 2.4, 3, 4, 5, 6, 8, 10)
_TIME_STEPS_S = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 43200, 86400)


@dataclass(frozen=True, slots=True)
class _Panel:
    """A strip of the chart: pixels from ``top`` on, values from 0 to ``top_value``."""

    top: float
    height: float
    top_value: float

    @property
    def bottom(self) -> float:
        return self.top + self.height

    def y(self, value: float) -> float:
        return self.bottom - self.height * min(value, self.top_value) / self.top_value


@dataclass(frozen=True, slots=True)
class _Chart:
    use: Resource
    steps: tuple[Step, ...]
    seconds: int

    def x(self, second: float) -> float:
        return _LEFT + _PLOT * second / max(1, self.seconds)


def chart(use: Resource, identity: str) -> str:
    """The SVG element; ``identity`` is unique in the page."""
    seconds = use.series.consumed.seconds
    chart = _Chart(use, steps_of(use.series, step_size(seconds, _MOST_STEPS)), seconds)
    height, panels = _panels(chart)
    return (
        f'<svg viewBox="0 0 {_WIDTH} {height}" role="img" '
        f'aria-labelledby="{identity}-title {identity}-desc">'
        f'<title id="{identity}-title">{escape(_title(use))}</title>'
        f'<desc id="{identity}-desc">{escape(_description(chart))}</desc>'
        f"{''.join(panels)}</svg>"
    )


def _panels(chart: _Chart) -> tuple[float, list[str]]:
    parts = [_units_panel(chart, _Panel(14, 150, _ceiling(chart)))]
    bottom = 164.0
    if chart.use.refused_calls:
        parts.append(_refused_panel(chart, _Panel(bottom + 22, 26, _most_refused(chart))))
        bottom += 48
    if chart.use.provisioned is not None:
        full = 2.0 * BURST_S * chart.use.provisioned
        parts.append(_burst_panel(chart, _Panel(bottom + 22, 40, full)))
        bottom += 62
    parts.append(_time_axis(chart, bottom))
    return bottom + 30, parts


def _units_panel(chart: _Chart, panel: _Panel) -> str:
    steps = chart.steps
    consumed = [step.consumed / step.seconds for step in steps]
    parts = [_caption(panel, f"{chart.use.dimension.unit} a second"), _grid(panel)]
    if steps and steps[0].seconds > 1:
        parts.append(_area(chart, panel, [step.peak for step in steps], "peak"))
    parts.append(_area(chart, panel, consumed, "consumed"))
    if chart.use.demand > chart.use.average:
        parts.append(_line(chart, panel, [step.demand / step.seconds for step in steps], "demand"))
    parts.append(_line(chart, panel, consumed, "consumed-line"))
    if chart.use.provisioned is not None:
        parts.append(_provisioned_line(chart.use.provisioned, panel))
    return "".join(parts)


def _refused_panel(chart: _Chart, panel: _Panel) -> str:
    bars = "".join(_bar(chart, panel, step) for step in chart.steps if step.refused)
    caption = f"refused calls, {text.count(chart.use.refused_calls)} in all"
    return _caption(panel, caption) + _baseline(panel) + bars


def _burst_panel(chart: _Chart, panel: _Panel) -> str:
    levels = [step.burst_left or 0 for step in chart.steps]
    caption = f"burst left, of {text.units(int(panel.top_value))}"
    return _caption(panel, caption) + _baseline(panel) + _area(chart, panel, levels, "burst")


def _provisioned_line(provisioned: int, panel: _Panel) -> str:
    y = panel.y(2 * provisioned)
    return (
        f'<line class="limit" x1="{_LEFT}" x2="{_WIDTH - _RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>'
        f'<text class="limit-label" x="{_WIDTH - _RIGHT}" y="{y - 5:.1f}">'
        f"provisioned {text.count(provisioned)}</text>"
    )


def _area(chart: _Chart, panel: _Panel, values: Sequence[float], style: str) -> str:
    path = f"M{_LEFT},{panel.bottom:.1f}{_treads(chart, panel, values)}"
    return f'<path class="{style}" d="{path}V{panel.bottom:.1f}Z"/>'


def _line(chart: _Chart, panel: _Panel, values: Sequence[float], style: str) -> str:
    path = f"M{_LEFT},{panel.y(values[0]):.1f}{_treads(chart, panel, values)}"
    return f'<path class="{style}" d="{path}"/>'


def _treads(chart: _Chart, panel: _Panel, values: Sequence[float]) -> str:
    """A level for each step: what happened inside one is not known."""
    return "".join(
        f"V{panel.y(value):.1f}H{chart.x(step.start_s + step.seconds):.1f}"
        for step, value in zip(chart.steps, values, strict=True)
    )


def _bar(chart: _Chart, panel: _Panel, step: Step) -> str:
    x = chart.x(step.start_s)
    width = max(1.0, chart.x(step.start_s + step.seconds) - x - 0.5)
    y = panel.y(step.refused)
    return (
        f'<rect class="refused" x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" '
        f'height="{panel.bottom - y:.1f}"/>'
    )


def _caption(panel: _Panel, words: str) -> str:
    return f'<text class="caption" x="{_LEFT}" y="{panel.top - 5:.1f}">{escape(words)}</text>'


def _grid(panel: _Panel) -> str:
    return "".join(_grid_line(panel, panel.top_value * part / 4) for part in (0, 1, 2, 3, 4))


def _grid_line(panel: _Panel, value: float) -> str:
    y = panel.y(value)
    label = text.units(int(value)) if value == int(value) else ""
    return (
        f'<line class="grid" x1="{_LEFT}" x2="{_WIDTH - _RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>'
        f'<text class="tick-y" x="{_LEFT - 6}" y="{y + 4:.1f}">{label}</text>'
    )


def _baseline(panel: _Panel) -> str:
    y = panel.bottom
    return f'<line class="grid" x1="{_LEFT}" x2="{_WIDTH - _RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>'


def _time_axis(chart: _Chart, bottom: float) -> str:
    step = next((step for step in _TIME_STEPS_S if chart.seconds <= step * 8), _TIME_STEPS_S[-1])
    return "".join(
        f'<text class="tick-x" x="{chart.x(second):.1f}" y="{bottom + 17:.1f}">'
        f"{text.span(second)}</text>"
        for second in range(0, chart.seconds + 1, step)
    )


def _ceiling(chart: _Chart) -> float:
    """A round number of half-units above everything drawn."""
    drawn = [max(step.peak, step.demand / step.seconds) for step in chart.steps]
    highest = max(max(drawn) / 2, 1.15 * (chart.use.provisioned or 0), 2)
    magnitude = float(10 ** (len(str(int(highest))) - 1))
    return next(2 * magnitude * n for n in _ROUND if magnitude * n >= highest)


def _most_refused(chart: _Chart) -> float:
    return max(step.refused for step in chart.steps)


def _title(use: Resource) -> str:
    return f"{use.dimension.unit} of {text.resource(use.table, use.index)} over time"


def _description(chart: _Chart) -> str:
    use = chart.use
    limit = "no limit" if use.provisioned is None else f"{text.count(use.provisioned)} provisioned"
    refused = f"{text.plural(use.refused_calls, 'call')} refused"
    return (
        f"{text.rate(use.average)} {use.dimension.unit} a second on average, "
        f"{text.units(use.peak_half_units)} in the busiest second, {limit}, {refused}, "
        f"over {text.span(chart.seconds)}."
    )
