"""The figures of all peers as the page docs/peers.md."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from tests.bench.peers.measure import CALLS, ITEM_WCU, PROVISIONED_WCU, STARTS, WRITES, Figures
from tests.bench.peers.targets import Peer
from tests.system.aws_cases import CASES

INTRODUCTION = """# Beside others

What else runs DynamoDB, or Lambda and DynamoDB, on one's own machine, measured side by side on
{date}: {machine}. One command measures all of it and writes this page:

<!-- not run here, it installs other projects and takes minutes: tests/bench/peers/__main__.py -->
```sh
.venv/bin/tox -e peers
```

**Bold** is the best of a row.

"""

METHOD = f"""
## What is measured

- **start**: from the command to the first answer, median of {STARTS}. For this project and
  MiniStack, with the functions and tables of `functions/template.yaml` made.
- **Invoke, PutItem, GetItem**: the median of {CALLS} calls of one client in turn over one
  connection, after a warm-up, unsigned and without an SDK: what the target itself takes. Invoke is
  `ola`.
- **memory**: of all its processes after those calls.
- **as AWS**: how many of the {len(CASES)} cases that somebody recorded on AWS it answers with the
  same units, those of the table and of each index, or with the same refusal. The cases and their
  sources are in [metering.md](metering.md).
- **throttling**: {WRITES} items of {ITEM_WCU} WCU each are written in a row to a table of
  {PROVISIONED_WCU} WCU, and to one whose global index has {PROVISIONED_WCU} WCU. AWS documents up
  to 300 seconds of burst, {PROVISIONED_WCU * 300:,} units, and refuses writes to a table whose
  index is out of capacity.

A figure of one machine on one day says little in itself; run it on yours.

## What is not here

- **LocalStack** and **SAM CLI** (`sam local`) need Docker images that no package registry has. SAM
  CLI has no DynamoDB. AWS's Runtime Interface Emulator, which runs the functions in SAM CLI's
  containers, is measured in [benchmarks.md](benchmarks.md).
- **AWS itself**, the last word on all of this: what was recorded there is in
  [metering.md](metering.md).
"""


@dataclass(frozen=True)
class Row:
    """``better``: picks the best of the values that are there; None where nothing is better."""

    title: str
    value: Callable[[Figures], float | None]
    shown: Callable[[float], str]
    better: Callable[..., float] | None = min
    absent: str = "no functions"


def correct(figures: Figures) -> float:
    return sum(figures.as_aws.values())


ROWS = (
    Row("start, s", lambda f: f.start_s, "{:.2f}".format),
    Row("Invoke, warm, ms", lambda f: f.invoke_ms, "{:.2f}".format),
    Row("PutItem, ms", lambda f: f.put_ms, "{:.2f}".format),
    Row("GetItem, ms", lambda f: f.get_ms, "{:.2f}".format),
    Row("memory, MB", lambda f: f.memory_mb, "{:.0f}".format),
    Row(f"as AWS, of {len(CASES)}", correct, "{:.0f}".format, max),
    Row(
        f"table of {PROVISIONED_WCU} WCU throttles after",
        lambda f: f.table_throttled_after,
        "{:,.0f} WCU".format,
        min,
        f"never ({WRITES * ITEM_WCU:,} taken)",
    ),
    Row(
        f"index of {PROVISIONED_WCU} WCU throttles after",
        lambda f: f.index_throttled_after,
        "{:,.0f} WCU".format,
        min,
        f"never ({WRITES * ITEM_WCU:,} taken)",
    ),
)


def rendered(found: dict[Peer, Figures], date: str, machine: str) -> str:
    names = [peer.name for peer in found]
    lines = [f"| | {' | '.join(names)} |", "|---|" + "--:|" * len(names)]
    lines += [row_line(row, list(found.values())) for row in ROWS]
    return "".join(
        [
            INTRODUCTION.format(date=date, machine=machine),
            "\n".join(lines),
            "\n\n",
            sections(found),
            behind(found),
            METHOD,
        ]
    )


def row_line(row: Row, all_figures: list[Figures]) -> str:
    values = [row.value(figures) for figures in all_figures]
    best = best_of(row, values)
    cells = [
        row.absent
        if value is None
        else f"**{row.shown(value)}**"
        if value == best
        else row.shown(value)
        for value in values
    ]
    return f"| {row.title} | {' | '.join(cells)} |"


def best_of(row: Row, values: list[float | None]) -> float | None:
    there = [value for value in values if value is not None]
    return row.better(there) if row.better and there else None


def sections(found: dict[Peer, Figures]) -> str:
    """The cases by section: who counts what as AWS does."""
    sizes = Counter(section for section, _ in CASES)
    names = [peer.name for peer in found]
    lines = [f"| as AWS, of | {' | '.join(names)} |", "|---|" + "--:|" * len(names)]
    for section, size in sizes.items():
        counts = [str(figures.as_aws[section]) for figures in found.values()]
        lines.append(f"| {section}: {size} | {' | '.join(counts)} |")
    return "\n".join(lines) + "\n\n"


def behind(found: dict[Peer, Figures]) -> str:
    """Where another is better than this project, said outright."""
    (_, ours), *others = found.items()
    lines = ["## Where others are better\n"]
    for row in ROWS:
        mine = row.value(ours)
        better = [
            f"{peer.name} ({row.shown(value)} against {row.shown(mine)})"
            for peer, figures in others
            if (value := row.value(figures)) is not None
            and mine is not None
            and row.better
            and value != mine
            and row.better([value, mine]) == value
        ]
        if better:
            lines.append(f"- **{row.title}**: {', '.join(better)}.")
    lines += [
        f"- **{peer.name}** runs no functions here: {peer.functions}."
        for peer in found
        if peer.functions
    ]
    return "\n".join(lines) + "\n"
