"""Tables on a terminal, without lines: figures to the right, under a title."""

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text


def print_titled(console: Console, title: str, table: Table) -> None:
    """After an empty line, and indented."""
    console.print()
    console.print(Text(title, style="bold"))
    console.print(Padding(table, (0, 0, 0, 2)))


def plain_table(*columns: str, left: int = 1) -> Table:
    """The first ``left`` columns to the left, figures to the right."""
    table = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0), header_style="dim")
    for number, column in enumerate(columns):
        if number < left:
            table.add_column(column, overflow="fold")
        else:
            table.add_column(column, justify="right", no_wrap=True)
    return table
