import pytest

from harness.dynamodb.protocol.control.delete import refuse_delete
from harness.dynamodb.protocol.control.state import TableState
from harness.dynamodb.protocol.control.throughput import throughput_changes
from tests.unit.dynamodb.protocol.control.cars import index, provisioned, units, updating


@pytest.mark.parametrize(
    ("body", "what"),
    [
        (units(6, 5), "Table: cars is in the process of being updated."),
        (
            updating(**units(2, 1)),
            "Cannot delete table while indexes are being created, updated, or deleted.",
        ),
    ],
)
def test_a_table_under_change_is_not_deleted(body, what) -> None:
    standing = TableState(provisioned(5, 5, index(1, 1)))
    assert refuse_delete(standing) is None
    standing.changes = throughput_changes(standing.table, body, 0, 1)
    refusal = refuse_delete(standing)
    assert refusal is not None
    assert refusal.name == "ResourceInUseException"
    assert refusal.message == f"Attempt to change a resource which is still in use: {what}"
