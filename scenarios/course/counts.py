"""A month's requests before they are sent, as counts that ``--traffic FILE`` reads. Pure.

A request's kind is known only once its car is drawn: cars alternate between entry and exit. So the
lots are asked for all that they would send, as the tasks of ``parking.py`` ask them.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from course.lot import Lot
from course.month import MINUTE_S, Due
from harness.load.answer import Outcome

KINDS = ("account", "bill", "register entry", "register exit")


def deal_month(month: Sequence[Due], lots: Sequence[Lot]) -> dict[Lot, Sequence[Due]]:
    """To each lot as many as to the others, each lot's in order."""
    return {lot: month[number :: len(lots)] for number, lot in enumerate(lots)}


def requests_of(plans: Mapping[Lot, Iterable[Due]]) -> Iterator[tuple[float, str]]:
    """Seconds since the month began and kind of each request, lot by lot, where every one is
    answered. Draws with the lots' dice."""
    for lot, plan in plans.items():
        for due in plan:
            yield due.at_s, _next_kind(lot, due.task)


def counts_csv(requests: Iterable[tuple[float, str]], start: datetime, minutes: int) -> str:
    """A line for each minute from ``start`` on, and a column for each kind."""
    counts = Counter((int(at_s) // MINUTE_S, kind) for at_s, kind in requests)
    lines = [",".join(("time", *KINDS))]
    for minute in range(minutes):
        time = f"{start + timedelta(minutes=minute):%Y-%m-%dT%H:%M:%SZ}"
        lines.append(",".join((time, *(str(counts[minute, kind]) for kind in KINDS))))
    return "\n".join((*lines, ""))


def _next_kind(lot: Lot, task: str) -> str:
    if task == "account":
        lot.draw_plate()
    elif task == "bill":
        lot.draw_cpf()
    else:
        register = lot.register(lot.draw_own())
        lot.settle(register, Outcome.ANSWERED)
        return register.kind
    return task
