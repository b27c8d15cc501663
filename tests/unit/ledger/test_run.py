import re
from dataclasses import fields, replace
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.errors import EnvironmentFailedError, UsageError
from harness.ledger.run import RunDirectory, RunFacts, create_run, find_run
from harness.model.table import (
    BillingMode,
    Index,
    IndexType,
    KeyAttribute,
    KeySchema,
    Projection,
    Table,
    TableClass,
    Throughput,
)

KEY = KeySchema(KeyAttribute("cpf", "S"), KeyAttribute("placa", "S"))
MORE = (KeyAttribute("ano", "N"),)
INDEX = Index(
    "i",
    IndexType.GLOBAL,
    replace(KEY, more_partition=MORE, more_sort=MORE),
    Projection("INCLUDE", ("a",)),
    Throughput(1, 1),
)
FACTS = RunFacts(
    run_id="r",
    command="run",
    template="t.yaml",
    region="us-east-1",
    limits="enforce",
    started_ns=1,
    tables=(Table("a", KEY, BillingMode.PROVISIONED, Throughput(2, 3), (INDEX,)),),
    events=("an engine died",),
    versions={"harness": "0.1.0"},
)


def test_facts_are_read_back_as_they_were_written(tmp_path: Path) -> None:
    run = RunDirectory(tmp_path)
    run.write_facts(FACTS)
    assert run.facts() == FACTS


# What JSON's readers agree on, and what a unit, a time or a seed can be.
st.register_type_strategy(int, st.integers(-(2**63), 2**63 - 1))
TEXTS = st.dictionaries(st.text(), st.text())
ANY_FACTS = st.builds(
    RunFacts,
    versions=TEXTS,
    prices=TEXTS,
    architectures=TEXTS,
    memory_mb=st.dictionaries(st.text(), st.integers(1, 10_240)),
    asked_rate=st.none() | st.floats(allow_nan=False, allow_infinity=False),
)


@given(ANY_FACTS)
def test_all_that_a_run_keeps_is_read_back_as_it_was(facts: RunFacts) -> None:
    assert msgspec.json.decode(msgspec.json.encode(facts), type=RunFacts) == facts


@pytest.mark.parametrize("kind", [Table, Index])
def test_a_field_of_a_table_is_kept_without_anybody_naming_it(kind: type) -> None:
    """The names are the model's own: what is added there is in the file."""

    @given(st.from_type(kind))
    def holds(owner: Table | Index) -> None:
        content = msgspec.json.encode(owner)
        assert msgspec.json.decode(content).keys() == {field.name for field in fields(kind)}
        assert msgspec.json.decode(content, type=kind) == owner

    holds()


def rewritten(run: RunDirectory, **table: object) -> None:
    """A run whose only table has other members; None takes one away."""
    path = run.path / "run.json"
    record = msgspec.json.decode(path.read_bytes())
    record["tables"] = [
        {
            name: value
            for name, value in (record["tables"][0] | table).items()
            if name not in table or value is not None
        }
    ]
    path.write_bytes(msgspec.json.encode(record))


def test_what_an_older_file_lacks_takes_its_default_and_what_a_newer_has_is_left_out(
    tmp_path: Path,
) -> None:
    run = RunDirectory(tmp_path)
    run.write_facts(FACTS)
    rewritten(run, colour="red", table_class=None, indexes=None)
    (table,) = run.facts().tables
    assert (table.billing_mode, table.table_class, table.indexes) == (
        BillingMode.PROVISIONED,
        TableClass.STANDARD,
        (),
    )


@pytest.mark.parametrize(
    ("change", "what"),
    [({"billing_mode": None}, "billing_mode"), ({"billing_mode": "FREE"}, "FREE")],
)
def test_facts_that_cannot_be_are_an_error_that_names_them(
    tmp_path: Path, change: dict[str, str | None], what: str
) -> None:
    """What has no default has to be there, and a word that AWS does not have is not taken."""
    run = RunDirectory(tmp_path)
    run.write_facts(FACTS)
    rewritten(run, **change)
    with pytest.raises(UsageError, match=what):
        run.facts()


def test_a_run_of_before_multi_attribute_keys_is_read(tmp_path: Path) -> None:
    run = RunDirectory(tmp_path)
    plain = replace(INDEX, key=KEY)
    facts = replace(FACTS, tables=(replace(FACTS.tables[0], indexes=(plain,)),))
    run.write_facts(facts)
    record = (tmp_path / "run.json").read_text()
    for more in ("more_partition", "more_sort"):
        record = re.sub(rf',\s*"{more}":\s*\[\s*\]', "", record)
    assert "more" not in record
    (tmp_path / "run.json").write_text(record)
    assert run.facts() == facts


def test_a_directory_without_facts_is_no_run(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="not a run directory"):
        RunDirectory(tmp_path).facts()


def test_a_newer_format_is_refused_rather_than_misread(tmp_path: Path) -> None:
    run = RunDirectory(tmp_path)
    run.write_facts(replace(FACTS, format=99))
    with pytest.raises(UsageError, match="run format 99"):
        run.facts()


def test_a_folder_in_the_place_of_the_link_to_the_latest_run_is_named(tmp_path: Path) -> None:
    (tmp_path / "latest").mkdir()
    with pytest.raises(EnvironmentFailedError, match="cannot be made: Is a directory") as caught:
        create_run(tmp_path, "20261130-120000-parking")
    assert caught.value.where == str(tmp_path / "latest")
    assert not list(tmp_path.glob(".latest*"))


def test_runs_of_one_second_get_names_of_their_own_and_the_last_is_latest(tmp_path: Path) -> None:
    first, second = create_run(tmp_path, "now"), create_run(tmp_path, "now")
    assert [first.path.name, second.path.name] == ["now", "now-2"]
    second.write_facts(FACTS)
    assert find_run(tmp_path, "latest").path == second.path


def test_a_run_is_found_by_name_and_by_path(tmp_path: Path) -> None:
    run = create_run(tmp_path / "runs", "now")
    run.write_facts(FACTS)
    assert find_run(tmp_path / "runs", "now").path == run.path
    assert find_run(tmp_path / "elsewhere", str(run.path)).path == run.path


def test_a_run_that_is_not_there_is_an_error_that_names_those_that_are(tmp_path: Path) -> None:
    create_run(tmp_path, "now").write_facts(FACTS)
    with pytest.raises(UsageError, match=r"there are .*now"):
        find_run(tmp_path, "then")


def test_a_place_that_cannot_hold_runs_is_an_error_with_a_remedy(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(EnvironmentFailedError, match="--runs-dir"):
        create_run(tmp_path / "file", "now")


def test_facts_that_cannot_be_written_are_an_error_with_a_remedy(tmp_path: Path) -> None:
    run = RunDirectory(tmp_path)
    run.write_facts(FACTS)
    (tmp_path / "run.json.tmp").mkdir()
    with pytest.raises(EnvironmentFailedError, match="the run's facts cannot be written") as failed:
        run.write_facts(replace(FACTS, region="sa-east-1"))
    assert "--runs-dir" in failed.value.hint
    assert run.facts() == FACTS
