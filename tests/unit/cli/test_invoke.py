"""The event of one invocation."""

import io
import sys
from pathlib import Path

import pytest

from harness.cli.invoke import read_event
from harness.errors import UsageError


def test_no_event_is_an_empty_one() -> None:
    assert read_event(None) == b"{}"


def test_an_event_is_sent_as_it_stands_in_its_file(tmp_path: Path) -> None:
    event = tmp_path / "event.json"
    event.write_bytes('{ "nome" : "João" }\n'.encode())
    assert read_event(event) == '{ "nome" : "João" }\n'.encode()


def test_a_hyphen_reads_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"[1]")))
    assert read_event(Path("-")) == b"[1]"


def test_a_file_that_is_not_there_is_refused_with_one_that_is(tmp_path: Path) -> None:
    missing = tmp_path / "missing.json"
    with pytest.raises(UsageError, match="cannot be read: No such file") as refused:
        read_event(missing)
    assert refused.value.where == str(missing)
    example = refused.value.hint.rpartition(" ")[2]
    assert (Path(__file__).parents[3] / example).is_file()


@pytest.mark.parametrize("content", [b"", b"nome=Maria", b'{"nome": "Jo\xe3o"}'])
def test_what_is_not_json_is_refused_with_its_file(tmp_path: Path, content: bytes) -> None:
    event = tmp_path / "event.json"
    event.write_bytes(content)
    with pytest.raises(UsageError, match="is not JSON") as refused:
        read_event(event)
    assert refused.value.where == str(event)
