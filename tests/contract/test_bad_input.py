"""A missing or wrong-typed field is a 400 that names it, never a crash."""

import json

import pytest

TEXT = [None, 7, 1.5, True, [], ["a"], {}]
KEY = [*TEXT, "", "x" * 1025, "é" * 513]
NUMBER = [None, "1", "", True, [], {}, 1e200, 10**38 + 1]
YEAR = ["2019", 2019.5, True, [], {}, 0, -1, 10_000]
CHOICE = [None, "", "Entrada", "entrada ", 1, True, [], {}]
INSTANT = ["", "ontem", "2026-13-01T00:00:00Z", "2026-03-01T25:00:00", 7, True, [], {}]
INSTANT += ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00"]
DAY = [None, "", "2026-02-30", "2026-3-1", "20260301", "2026-03-01T00:00:00", "9999-12-31", 7, []]
MONTH = [None, "", "2026-13", "2026-3", "202603", "2026-03-01", "0000-01", 202603, {}, ["2026-03"]]

ACCOUNT = {"id": (1, NUMBER), "email": ("ninguem@example.com", KEY)}
PLACA = ("ZZZ9Z99", KEY)
CPF = ("00000000000", KEY)
FIELDS = {
    "ola": {"nome": ("Maria", TEXT), "sobrenome": ("Silva", TEXT)},
    "account-create": ACCOUNT,
    "account-read": ACCOUNT,
    "account-update": {**ACCOUNT, "nome": ("Maria", TEXT)},
    "account-delete": ACCOUNT,
    "parking-register": {
        "placa": PLACA,
        "tipo": ("entrada", CHOICE),
        "quando": ("2026-03-01T08:00:00Z", INSTANT),
    },
    "parking-account": {
        "placa": PLACA,
        "dia": ("2026-03-01", DAY),
        "agora": ("2026-03-01T08:00:00Z", INSTANT),
    },
    "parking-bill": {"cpf": CPF, "mes": ("2026-03", MONTH)},
    "vehicles-of-owner": {"cpf": CPF},
    "owner-of-vehicle": {"placa": PLACA},
    "vehicles-by-year": {"cpf": CPF, "ano": (2019, YEAR)},
    "vehicle-note": {"cpf": CPF, "placa": PLACA, "obs": ("", TEXT)},
}
OPTIONAL = {"quando", "agora", "ano"}


def refused_for(answer, field):
    assert answer.status == 200
    assert answer.error is None, answer.payload
    assert answer.payload["statusCode"] == 400
    assert json.loads(answer.payload["body"])["status"].endswith(f": {field}")


def cases():
    for function, fields in FIELDS.items():
        for field, (_, wrongs) in fields.items():
            for wrong in wrongs:
                yield pytest.param(function, field, wrong, id=f"{function}-{field}-{wrong!r:.20}")


@pytest.mark.parametrize(("function", "field", "wrong"), list(cases()))
def test_a_wrong_field_is_named(invoke, function, field, wrong):
    event = {name: right for name, (right, _) in FIELDS[function].items()}
    refused_for(invoke(function, {**event, field: wrong}), field)


@pytest.mark.parametrize(
    ("function", "field"),
    [(function, field) for function, fields in FIELDS.items() for field in fields],
)
def test_a_missing_field_is_named_unless_it_is_optional(invoke, function, field):
    event = {name: right for name, (right, _) in FIELDS[function].items() if name != field}
    answer = invoke(function, event)
    if field in OPTIONAL:
        assert answer.payload["statusCode"] == 404
    else:
        refused_for(answer, field)


@pytest.mark.parametrize("event", [None, [], "texto", 7, True])
@pytest.mark.parametrize("function", FIELDS)
def test_an_event_that_is_no_object_lacks_its_first_field(invoke, function, event):
    refused_for(invoke(function, event), next(iter(FIELDS[function])))


@pytest.mark.parametrize("function", sorted(FIELDS.keys() - {"account-create"}))
def test_half_a_surrogate_pair_is_no_crash(invoke, function):
    event = {
        name: "\ud800" if wrongs is KEY else right
        for name, (right, wrongs) in FIELDS[function].items()
    }
    assert invoke(function, event).error is None
