"""What an account may provision: Developer Guide, Service quotas (2026 copy), default values."""

from collections.abc import Iterable

from harness.model.table import Table, Throughput

# Reads and writes apart, in both billing modes.
TABLE_UNITS = 40_000

# Reads and writes apart, provisioned only, tables and global indexes of the Region summed.
ACCOUNT_UNITS = 80_000

LEAST_UNITS = 1


def provisioned_units(table: Table) -> Throughput:
    """What the table and its global indexes provision together."""
    throughputs = [table.throughput, *(index.throughput for index in table.global_indexes)]
    provisioned = [throughput for throughput in throughputs if throughput is not None]
    return Throughput(
        sum(throughput.read_units for throughput in provisioned),
        sum(throughput.write_units for throughput in provisioned),
    )


def over_table_quota(table: Table) -> str | None:
    """The first of the table (its own name) and its global indexes whose throughput is more than
    40,000 units, or None.

    Each is counted by itself. Doubtful: Service quotas says so, the page on mitigating the
    account's limit adds the indexes to their table.
    """
    named = [(table.name, table.throughput)]
    named += [(index.name, index.throughput) for index in table.global_indexes]
    return next((name for name, throughput in named if _over(throughput, TABLE_UNITS)), None)


def over_account_quota(tables: Iterable[Table]) -> bool:
    """Whether these, all that the account has in the Region, are more than 80,000 units."""
    each = [provisioned_units(table) for table in tables]
    total = Throughput(
        sum(units.read_units for units in each), sum(units.write_units for units in each)
    )
    return _over(total, ACCOUNT_UNITS)


def _over(throughput: Throughput | None, units: int) -> bool:
    return throughput is not None and max(throughput.read_units, throughput.write_units) > units
