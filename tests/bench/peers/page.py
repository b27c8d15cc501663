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
  MiniStack, with the functions and tables of `functions/template.yaml` made. For SAM CLI until it
  listens: it makes a function's container at the first invocation.
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

- **LocalStack** needs a Docker image that no package registry has. SAM CLI wants one too; it ran
  with the one that `harness images build` makes. What of its time is AWS's Runtime Interface
  Emulator's, which runs the functions in its containers, is in [benchmarks.md](benchmarks.md).
- **AWS itself**, the last word on all of this: what was recorded there is in
  [metering.md](metering.md).
"""


@dataclass(frozen=True)
class Row:
    """``needs``: what a peer must have for it. ``absent``: what None then says.
    ``better``: picks the best of the values that are there."""

    title: str
    value: Callable[[Figures], float | None]
    shown: Callable[[float], str]
    needs: str = "tables"
    absent: str = ""
    better: Callable[..., float] = min


NEVER = f"never ({WRITES * ITEM_WCU:,} taken)"


def correct(figures: Figures) -> float | None:
    return sum(figures.as_aws.values()) if figures.as_aws else None


ROWS = (
    Row("start, s", lambda f: f.start_s, "{:.2f}".format),
    Row("Invoke, warm, ms", lambda f: f.invoke_ms, "{:.2f}".format, "functions"),
    Row("PutItem, ms", lambda f: f.put_ms, "{:.2f}".format),
    Row("GetItem, ms", lambda f: f.get_ms, "{:.2f}".format),
    Row("memory, MB", lambda f: f.memory_mb, "{:.0f}".format),
    Row(f"as AWS, of {len(CASES)}", correct, "{:.0f}".format, better=max),
    Row(
        f"table of {PROVISIONED_WCU} WCU throttles after",
        lambda f: f.table_throttled_after,
        "{:,.0f} WCU".format,
        absent=NEVER,
    ),
    Row(
        f"index of {PROVISIONED_WCU} WCU throttles after",
        lambda f: f.index_throttled_after,
        "{:,.0f} WCU".format,
        absent=NEVER,
    ),
)


def rendered(found: dict[Peer, Figures], date: str, machine: str) -> str:
    names = [peer.name for peer in found]
    lines = [f"| | {' | '.join(names)} |", "|---|" + "--:|" * len(names)]
    lines += [row_line(row, found) for row in ROWS]
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


def row_line(row: Row, found: dict[Peer, Figures]) -> str:
    values = {peer: row.value(figures) for peer, figures in found.items()}
    best = row.better(value for value in values.values() if value is not None)
    cells = [cell(row, peer, value, best) for peer, value in values.items()]
    return f"| {row.title} | {' | '.join(cells)} |"


def cell(row: Row, peer: Peer, value: float | None, best: float) -> str:
    if value is None:
        return f"no {row.needs}" if getattr(peer, row.needs) else row.absent
    return f"**{row.shown(value)}**" if value == best else row.shown(value)


def sections(found: dict[Peer, Figures]) -> str:
    """The cases by section: who counts what as AWS does."""
    sizes = Counter(section for section, _ in CASES)
    found = {peer: figures for peer, figures in found.items() if not peer.tables}
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
    lines += [f"- **{peer.name}** has no tables: {peer.tables}." for peer in found if peer.tables]
    return "\n".join(lines) + "\n"
