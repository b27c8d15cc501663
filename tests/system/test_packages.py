"""What a function declares, in a requirements.txt and in layers, is there when it runs."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import Up, end
from tests.system.packages import DECLARED, NAMES, Place, a_place, declare, imported, said, wheel
from tests.system.support import run_harness


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return a_place(tmp_path)


@pytest.fixture
def declared(place: Place) -> Place:
    return declare(place)


@pytest.fixture
def up(declared: Place) -> Iterator[Up]:
    up = declared.up()
    yield up
    assert end(up) == 0


def test_what_is_declared_is_there_in_aws_s_order_and_installed_once(
    declared: Place, up: Up
) -> None:
    assert imported(up, *NAMES) == DECLARED
    steps = (declared.folder / "steps").read_text()
    assert "install the packages that hello requires" in steps
    assert "Processing ./wheels/shared-1.0" in steps

    declared.write("first/python/more.py", said("saved"))
    assert imported(up, "more")["more"] == "saved"
    name = wheel(declared.folder / "code/wheels", "later", "added to the list")
    declared.write("code/requirements.txt", f"./wheels/{name}\n")
    assert imported(up, "later")["later"] == "added to the list"

    for made in declared.folder.glob("*/wheels/*.whl"):
        made.unlink()
    again = declared.up()
    try:
        assert imported(again, "later", "of_the_last")["later"] == "added to the list"
    finally:
        end(again)


def test_what_cannot_be_installed_ends_the_start_and_says_why(place: Place) -> None:
    for name in ("first/python", "last"):
        (place.folder / name).mkdir(parents=True)
    place.write("code/requirements.txt", "./wheels/missing-1.0-py3-none-any.whl\n")
    failed = run_harness("up", *place.flags(), "--runs-dir", place.folder / "runs")
    assert failed.returncode == 3
    assert f"{place.folder / 'code/requirements.txt'}: its packages cannot be" in failed.stderr
    assert "missing-1.0-py3-none-any.whl" in failed.stderr
    run = json.loads((place.folder / "runs/latest/run.json").read_text())
    assert run["events"] == ["its packages cannot be installed"]
