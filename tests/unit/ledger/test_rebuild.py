import json
from dataclasses import asdict, fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.ledger.rebuild import rebuilt
from harness.ledger.run import RunFacts
from harness.model.table import BillingMode, Index, Table, TableClass

TEXTS = st.dictionaries(st.text(), st.text())
FACTS = st.builds(
    RunFacts,
    versions=TEXTS,
    prices=TEXTS,
    architectures=TEXTS,
    memory_mb=st.dictionaries(st.text(), st.integers()),
)


def read_back(facts: RunFacts) -> RunFacts:
    return rebuilt(RunFacts, json.loads(json.dumps(asdict(facts))))


@given(FACTS)
def test_all_that_a_run_keeps_is_read_back_as_it_was(facts: RunFacts) -> None:
    assert read_back(facts) == facts


@pytest.mark.parametrize("kind", [Table, Index])
def test_a_field_of_a_table_is_kept_without_anybody_naming_it(kind: type) -> None:
    """The names are the model's own: what is added there is in the file."""

    @given(st.from_type(kind))
    def holds(owner: Table | Index) -> None:
        record = json.loads(json.dumps(asdict(owner)))
        assert record.keys() == {field.name for field in fields(kind)}
        assert rebuilt(kind, record) == owner

    holds()


KEY = {"partition": {"name": "placa", "type": "S"}, "sort": None}
OLDER = {"name": "lot", "key": KEY, "billing_mode": "PAY_PER_REQUEST"}


def test_what_an_older_file_lacks_takes_its_default_and_what_a_newer_has_is_left_out() -> None:
    table = rebuilt(Table, {**OLDER, "colour": "red"})
    assert (table.billing_mode, table.table_class, table.indexes) == (
        BillingMode.PAY_PER_REQUEST,
        TableClass.STANDARD,
        (),
    )


def test_what_has_no_default_has_to_be_there() -> None:
    with pytest.raises(TypeError, match="billing_mode"):
        rebuilt(Table, {"name": "lot", "key": KEY})


def test_a_word_that_aws_does_not_have_is_not_taken() -> None:
    with pytest.raises(ValueError, match="FREE"):
        rebuilt(Table, {**OLDER, "billing_mode": "FREE"})
