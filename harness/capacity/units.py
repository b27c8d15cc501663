"""From bytes to capacity units, counted in half-units: 0.5 RCU is 1, 1 WCU is 2.

Sources: Developer Guide, Read and write operations, and Transactions (2026 copies); what these
leave open as measured on AWS by others, named where it is used (docs/metering.md has the cases).
"""

_READ_BLOCK_BYTES = 4096
_WRITE_BLOCK_BYTES = 1024


def read_half_units(size_bytes: int, *, strong: bool) -> int:
    """A unit for each 4 KB begun, half of it for an eventually consistent read.

    ``size_bytes``: of the item (0 where it is missing, which costs the minimum); of all that a page
    of Query or Scan evaluated, before any filter.
    """
    return _read_units(size_bytes) * (2 if strong else 1)


def transact_read_half_units(size_bytes: int) -> int:
    """Two units for each 4 KB begun; a missing item costs 2 units."""
    return _read_units(size_bytes) * 4


def write_units(size_bytes: int) -> int:
    """A unit for each KB begun, at least one."""
    return max(1, -(-size_bytes // _WRITE_BLOCK_BYTES))


def write_half_units(before_bytes: int, after_bytes: int) -> int:
    """What a write costs the table: by the larger image. An absent image has 0 bytes."""
    return 2 * write_units(max(before_bytes, after_bytes))


def failed_condition_half_units(before_bytes: int) -> int:
    """Of a write whose condition did not hold: by the item that is there, at least 1 WCU.

    Doubtful: so says the guide's Working with items; its Read and write operations says the larger
    of both images (2026 copies), and so does nubo-db/dynoxide of failed members of a PartiQL batch
    (capture of 2026-08, which shows the stored item only). No read units in any.
    """
    return 2 * write_units(before_bytes)


def transact_write_half_units(before_bytes: int, after_bytes: int) -> int:
    """An action of a write transaction costs the table twice; each action is rounded on its own."""
    return 2 * write_half_units(before_bytes, after_bytes)


def condition_check_half_units(before_bytes: int) -> int:
    """Billed as a write, twice the item it looks at; a missing item costs 2 WCU.

    Measured on AWS: nubo-db/dynoxide, CHANGELOG.md; a small item also by paritysuite.
    """
    return 4 * write_units(before_bytes)


def replay_half_units(before_bytes: int, after_bytes: int) -> int:
    """*Read* half-units of an action whose transaction came again with the same token.

    By the larger image of the first call. Measured on AWS (a 1.5 KB put 2 RCU, a 9 KB delete 6):
    nubo-db/dynoxide, pull 188.
    """
    return transact_read_half_units(max(before_bytes, after_bytes))


def _read_units(size_bytes: int) -> int:
    return max(1, -(-size_bytes // _READ_BLOCK_BYTES))
