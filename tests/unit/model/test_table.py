import pytest

from harness.model.table import KeyAttribute, KeySchema, key_schema

ONE, TWO, THREE, FOUR = (KeyAttribute(name, "S") for name in ("a", "b", "c", "d"))


@pytest.mark.parametrize(
    ("partitions", "sorts", "schema"),
    [
        ([ONE], [], KeySchema(ONE)),
        ([ONE], [TWO], KeySchema(ONE, TWO)),
        ([ONE, TWO], [], KeySchema(ONE, None, (TWO,))),
        ([ONE, TWO], [THREE, FOUR], KeySchema(ONE, THREE, (TWO,), (FOUR,))),
    ],
)
def test_a_key_keeps_its_attributes_and_their_order(partitions, sorts, schema) -> None:
    made = key_schema(partitions, sorts)
    assert made == schema
    assert (made.partitions, made.sorts) == (tuple(partitions), tuple(sorts))
    assert made.attributes == (*partitions, *sorts)
    assert made.multi_attribute is (len(partitions) > 1 or len(sorts) > 1)
