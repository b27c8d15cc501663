"""What a write costs the table and each of its indexes, from the item before and after it.

Source of the index rules: measured on AWS by nubo-db/dynoxide (src/actions/index_capacity.rs,
2026); AWS's calculator counts the same (aws/agent-toolkit-for-aws, calculate_costs.py). That index
arms are not doubled in a transaction: paritysuite/dynamodb-conformance, pull 67.
"""

from collections.abc import Iterable

from harness.capacity.item_size import item_size_bytes, significant_digits
from harness.capacity.units import transact_write_half_units, write_half_units, write_units
from harness.model.charge import Arm
from harness.model.item import AttributeValue, Item
from harness.model.table import Index, KeySchema, Table


def write_arms(
    table: Table, before: Item | None, after: Item | None, *, transactional: bool = False
) -> tuple[Arm, ...]:
    """The table's arm, then one for each index whose stored entry changes, local and global alike.

    ``None`` is an item that is not there. Raises what ``item_size_bytes`` raises.
    """
    half_units = transact_write_half_units if transactional else write_half_units
    own = half_units(_size_bytes(before), _size_bytes(after))
    arms = [Arm(table.name, None, write_half_units=own)]
    for index in table.indexes:
        units = _index_write_units(table, index, before, after)
        if units:
            arms.append(Arm(table.name, index.name, write_half_units=2 * units))
    return tuple(arms)


def index_entry(table: Table, index: Index, item: Item) -> Item | None:
    """What an index stores of an item: the keys of both and what it projects.

    None where the item lacks any of the index's key attributes: it is not in the index.
    """
    if any(attribute.name not in item for attribute in index.key.attributes):
        return None
    if index.projection.type == "ALL":
        return item
    return {name: item[name] for name in projected_names(table, index) if name in item}


def projected_names(table: Table, index: Index) -> Iterable[str]:
    """What an index that does not project ALL has of an item, as far as the item has it."""
    keys = (attribute.name for key in (table.key, index.key) for attribute in key.attributes)
    return (*keys, *index.projection.non_key_attributes)


def _index_write_units(table: Table, index: Index, before: Item | None, after: Item | None) -> int:
    old = None if before is None else index_entry(table, index, before)
    new = None if after is None else index_entry(table, index, after)
    if old is None or new is None:
        present = old if new is None else new
        return 0 if present is None else write_units(item_size_bytes(present))
    if same_items(old, new):
        return 0
    sizes_units = (write_units(item_size_bytes(old)), write_units(item_size_bytes(new)))
    return max(sizes_units) if _same_key(index.key, old, new) else sum(sizes_units)


def same_items(one: Item, other: Item) -> bool:
    """Whether DynamoDB would store the same: sets have no order, numbers are values."""
    if one == other:
        return True
    return one.keys() == other.keys() and all(
        same_values(value, other[name]) for name, value in one.items()
    )


def same_values(one: AttributeValue, other: AttributeValue) -> bool:
    """Whether DynamoDB would store the same value for both."""
    if one == other:
        return True
    ((kind, content),) = one.items()
    ((other_kind, other_content),) = other.items()
    if kind != other_kind:
        return False
    if kind == "N":
        return significant_digits(content) == significant_digits(other_content)
    if kind == "NS":
        return set(map(significant_digits, content)) == set(map(significant_digits, other_content))
    if kind in ("SS", "BS"):
        return set(content) == set(other_content)
    if kind == "M":
        return same_items(content, other_content)
    return (
        kind == "L"
        and len(content) == len(other_content)
        and all(map(same_values, content, other_content))
    )


def _same_key(key: KeySchema, one: Item, other: Item) -> bool:
    return all(
        same_values(one[attribute.name], other[attribute.name]) for attribute in key.attributes
    )


def _size_bytes(item: Item | None) -> int:
    return 0 if item is None else item_size_bytes(item)
