"""The simulated hours of one resource as inline SVG, which works without a script.

Three strips over one axis of hours: mean and busiest minute against what is provisioned, refused
units, burst left. An illustration: the figures are in the table beside it.
"""

from collections.abc import Callable, Sequence
from html import escape

from harness.report.render import outlook, text
from harness.report.values.projection import ResourceHours, UnitsHour

_WIDTH, _LEFT, _RIGHT = 720, 46, 12
_PLOT = _WIDTH - _LEFT - _RIGHT
_UNITS, _STRIP, _GAP = 130, 30, 22
_MOST_HOURS = 744


def projection_chart(course: ResourceHours, identity: str) -> str:
    """The SVG element; ``identity`` is unique in the page."""
    hours = course.hours[:_MOST_HOURS]
    top = 14.0
    parts = [_units_strip(hours, top)]
    bottom = top + _UNITS
    if any(hour.refused for hour in hours):
        parts.append(_strip(hours, bottom + _GAP, "units refused", "refused", _refused))
        bottom += _GAP + _STRIP
    if any(hour.provisioned is not None for hour in hours):
        parts.append(_strip(hours, bottom + _GAP, "burst left", "burst", _burst))
        bottom += _GAP + _STRIP
    title = f"{course.resource.unit} of {outlook.name(course.resource)}, simulated, hour by hour"
    return (
        f'<svg viewBox="0 0 {_WIDTH} {bottom + 26:.0f}" role="img" '
        f'aria-labelledby="{identity}-title"><title id="{identity}-title">{escape(title)}</title>'
        f"{''.join(parts)}{_axis(len(hours), bottom)}</svg>"
    )


def _refused(hour: UnitsHour) -> float:
    return hour.refused


def _burst(hour: UnitsHour) -> float:
    return hour.burst_left


def _units_strip(hours: Sequence[UnitsHour], top: float) -> str:
    highest = max(max(float(hour.peak), hour.provisioned or 0) for hour in hours) * 1.1 or 2
    peaks = [float(hour.peak) / highest for hour in hours]
    means = [float(hour.mean) / highest for hour in hours]
    parts = [_caption(top, "units a second: mean, busiest minute"), _scale(top, highest)]
    parts.append(_area(peaks, top, _UNITS, "peak"))
    parts.append(_area(means, top, _UNITS, "consumed"))
    limits = [hour.provisioned for hour in hours if hour.provisioned is not None]
    if len(limits) == len(hours):
        levels = [limit / highest for limit in limits]
        parts.append(f'<path class="limit" fill="none" d="{_steps(levels, top, _UNITS)}"/>')
    return "".join(parts)


def _strip(
    hours: Sequence[UnitsHour],
    top: float,
    words: str,
    style: str,
    figure: Callable[[UnitsHour], float],
) -> str:
    highest = max(map(figure, hours))
    levels = [figure(hour) / (highest or 1) for hour in hours]
    units = text.units(int(highest))
    most = f"{units} at most in an hour" if style == "refused" else f"of {units}"
    caption = f"{words}, {most}" if highest else f"{words}: none"
    return _caption(top, caption) + _area(levels, top, _STRIP, style)


def _area(levels: Sequence[float], top: float, height: float, style: str) -> str:
    bottom = top + height
    path = f"M{_LEFT},{bottom:.1f}L{_steps(levels, top, height)[1:]}V{bottom:.1f}Z"
    return f'<path class="{style}" d="{path}"/>'


def _steps(levels: Sequence[float], top: float, height: float) -> str:
    width = _PLOT / len(levels)
    treads = "".join(
        f"V{top + height * (1 - level):.1f}H{_LEFT + width * (number + 1):.1f}"
        for number, level in enumerate(levels)
    )
    return f"M{_LEFT},{top + height * (1 - levels[0]):.1f}{treads}"


def _scale(top: float, highest: float) -> str:
    lines = []
    for part in (0, 0.5, 1):
        y = top + _UNITS * (1 - part)
        lines.append(
            f'<line class="grid" x1="{_LEFT}" x2="{_WIDTH - _RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>'
            f'<text class="tick-y" x="{_LEFT - 6}" y="{y + 4:.1f}">{highest * part / 2:,.0f}</text>'
        )
    return "".join(lines)


def _caption(top: float, words: str) -> str:
    return f'<text class="caption" x="{_LEFT}" y="{top - 5:.1f}">{escape(words)}</text>'


def _axis(hours: int, bottom: float) -> str:
    """Hours of a day, or days."""
    step = 3 if hours <= 24 else 24 if hours <= 24 * 8 else 24 * 5
    ticks = []
    for hour in range(0, hours + 1, step):
        words = f"{hour:02}:00" if hours <= 24 else f"day {hour // 24 + 1}"
        x = _LEFT + _PLOT * hour / hours
        ticks.append(f'<text class="tick-x" x="{x:.1f}" y="{bottom + 17:.1f}">{words}</text>')
    return "".join(ticks if hours <= 24 else ticks[:-1])
