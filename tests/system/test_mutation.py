"""The contracts notice when a handler is broken: each mutant below fails a test that it names.

The functions are copied with their template, and a stack runs over the copy, which serves saved
code at the next invocation. A mutant is one edit of one handler there. Starting pytest costs more
than the tests, so one mutant of each function goes into the copy at a time: the tests that have
to notice invoke no other function. Nothing under ``functions`` is edited.
"""

import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, zip_longest
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.conftest import ROOT, clean_environment, end, start_up

FUNCTIONS = ROOT / "functions"
CONTRACTS = ROOT / "tests" / "contract"


@dataclass(frozen=True)
class Mutant:
    """``test``: a file of the contracts and a part of the names of those that have to notice."""

    function: str
    does: str
    before: str
    after: str
    test: tuple[str, str]

    def __str__(self) -> str:
        return f"{self.function} {self.does}"

    def applied(self, code: str) -> str:
        assert code.count(self.before) == 1, f"{self}: the handler has changed, adapt its mutant"
        return code.replace(self.before, self.after)


MUTANTS = [
    Mutant(
        "ola",
        "swaps name and surname",
        "{_text(event, 'nome')} {_text(event, 'sobrenome')}",
        "{_text(event, 'sobrenome')} {_text(event, 'nome')}",
        ("hello", "greets_with"),
    ),
    Mutant(
        "account-scan",
        "forgets that there is another page",
        'data["LastEvaluatedKey"] =',
        "_ =",
        ("account", "a_megabyte_at_a_time"),
    ),
    Mutant(
        "account-create",
        "replaces an account that is there",
        'TABLE.put_item(Item=item, ConditionExpression="attribute_not_exists(id)")',
        "TABLE.put_item(Item=item)",
        ("account", "does_not_replace"),
    ),
    Mutant(
        "account-create",
        "keeps the key alone",
        "return {**exact, **key}",
        "return key",
        ("account", "whole_item"),
    ),
    Mutant(
        "account-create",
        "keeps fractions as text",
        "parse_float=Decimal",
        "parse_float=str",
        ("account", "numbers_exact"),
    ),
    Mutant(
        "account-read",
        "finds what is not there",
        '_answer(404, {"status": "Nao encontrado"})',
        "_answer(200, {})",
        ("account", "no_item"),
    ),
    Mutant(
        "account-update",
        "creates an account that is not there",
        '        ConditionExpression="attribute_exists(id)",\n',
        "",
        ("account", "does_not_create"),
    ),
    Mutant(
        "account-update",
        "answers all that the account had",
        '"UPDATED_NEW"',
        '"ALL_OLD"',
        ("account", "changes_the_name"),
    ),
    Mutant(
        "account-delete",
        "deletes only what is not there",
        '"attribute_exists(id)"',
        '"attribute_not_exists(id)"',
        ("account", "delete"),
    ),
    Mutant(
        "account-delete",
        "takes an empty e-mail",
        "not 0 < len(",
        "not 0 <= len(",
        ("bad_input", "account-delete-email"),
    ),
    Mutant(
        "parking-register",
        "lets a car in twice",
        " AND attribute_not_exists(aberta)",
        "",
        ("parking_register", "entry_twice"),
    ),
    Mutant(
        "parking-register",
        "lets an entry begin with the last exit",
        "ultima.saida >= :quando",
        "ultima.saida > :quando",
        ("parking_register", "not_later_than_the_last_exit"),
    ),
    Mutant(
        "parking-register",
        "takes an entry for an exit",
        'if tipo == "entrada"',
        'if tipo != "entrada"',
        ("parking_register", "opens_the_car"),
    ),
    Mutant(
        "parking-register",
        "leaves the car inside",
        "SET ultima = :ultima REMOVE aberta",
        "SET ultima = :ultima",
        ("parking_register", "closes_the_car"),
    ),
    Mutant(
        "parking-register",
        "replaces the stay of an exit that was faster",
        '            ConditionExpression="attribute_not_exists(registro)",\n',
        "",
        ("steps", "overtakes"),
    ),
    Mutant(
        "parking-register",
        "takes a repeated entry for another one",
        ' AND NOT evento = :evento"',
        '"',
        ("steps", "does_not_reopen"),
    ),
    Mutant(
        "parking-account",
        "reads the oldest first",
        '"ScanIndexForward": False',
        '"ScanIndexForward": True',
        ("parking_account", "adds_the_stays"),
    ),
    Mutant(
        "parking-account",
        "counts a night from its beginning",
        "max(entry, day[0])",
        "entry",
        ("parking_account", "across_midnight"),
    ),
    Mutant(
        "parking-bill",
        "bills the year",
        'Key("registro").begins_with(mes)',
        'Key("registro").begins_with(mes[:4])',
        ("parking_bill", "month_in_which_it_began"),
    ),
    Mutant(
        "parking-bill",
        "gives the last hour away",
        "-(-minutes // 60)",
        "minutes // 60",
        ("parking_bill", "every_hour_begun"),
    ),
    Mutant(
        "vehicles-of-owner",
        "answers the keys alone",
        '"veiculos": vehicles}',
        '"veiculos": [{"cpf": cpf, "placa": vehicle["placa"]} for vehicle in vehicles]}',
        ("vehicles", "has_their_vehicles"),
    ),
    Mutant(
        "vehicles-by-year",
        "asks the table in place of its index",
        'IndexName="aquisicao-index", ',
        "",
        ("vehicles", "sorts_an_owners_vehicles"),
    ),
    Mutant(
        "vehicles-by-year",
        "ignores the year",
        "if ano is not None:",
        "if ano is None:",
        ("vehicles", "of_one_year"),
    ),
    Mutant(
        "owner-of-vehicle",
        "answers the plate for the owner",
        'e["cpf"]',
        'e["placa"]',
        ("vehicles", "has_its_owner"),
    ),
    Mutant(
        "vehicle-note",
        "makes a vehicle that the owner does not have",
        '        ConditionExpression="attribute_exists(placa)",\n',
        "",
        ("vehicles", "somebody_elses"),
    ),
]


@dataclass(frozen=True)
class Copy:
    """The functions, and the stack that runs them."""

    folder: Path
    endpoint: str

    def mutate(self, mutants: Sequence[Mutant]) -> None:
        """Have these, one of each function at most, and no other."""
        for original in FUNCTIONS.glob("*/app.py"):
            code = original.read_text("utf-8")
            for mutant in mutants:
                if mutant.function == original.parent.name:
                    code = mutant.applied(code)
            handler = self.folder / original.relative_to(FUNCTIONS)
            if handler.read_text("utf-8") != code:
                handler.write_text(code, "utf-8")

    def failing(self, mutants: Sequence[Mutant]) -> tuple[int, set[tuple[str, str]]]:
        """Run what these mutants name, as a user of the plugin would: how many tests ran, and the
        files and names of those that failed."""
        results = self.folder / "results.xml"
        template = self.folder / "template.yaml"
        target = ["--harness-target", self.endpoint, "--harness-template", template]
        files = sorted({CONTRACTS / f"test_{mutant.test[0]}.py" for mutant in mutants})
        choice = " or ".join(mutant.test[1] for mutant in mutants)
        plain = ["--tb=no", "-p", "no:xdist", "-p", "no:cacheprovider", f"--junitxml={results}"]
        subprocess.run(
            [sys.executable, "-m", "pytest", *plain, *target, *files, "-k", choice],
            cwd=ROOT,
            env=clean_environment(),
            stdout=subprocess.DEVNULL,
            timeout=300,
        )
        cases = list(ElementTree.parse(results).iter("testcase"))
        failed = [
            case.attrib for case in cases if {"failure", "error"} & {each.tag for each in case}
        ]
        names = {(case["classname"].rpartition("test_")[2], case["name"]) for case in failed}
        return len(cases), names


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Copy]:
    folder = tmp_path_factory.mktemp("copy") / "functions"
    shutil.copytree(FUNCTIONS, folder)
    template = ["--template", str(folder / "template.yaml")]
    up = start_up(tmp_path_factory.mktemp("runs"), "--limits", "off", *template)
    yield Copy(folder, up.endpoint)
    assert end(up) == 0


def rounds() -> Iterator[list[Mutant]]:
    """All mutants, no two of a function at once."""
    functions = [list(each) for _, each in groupby(MUTANTS, lambda mutant: mutant.function)]
    for at_once in zip_longest(*functions):
        yield [mutant for mutant in at_once if mutant is not None]


def test_no_mutant_survives(copy: Copy) -> None:
    ran, failed = copy.failing(MUTANTS)
    assert (ran >= len(MUTANTS), failed) == (True, set()), "without any mutant"
    survivors = []
    for mutants in rounds():
        copy.mutate(mutants)
        _, failed = copy.failing(mutants)
        for mutant in mutants:
            file, choice = mutant.test
            if not any(of == file and choice in name for of, name in failed):
                survivors.append(str(mutant))
    assert not survivors
