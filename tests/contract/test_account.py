"""The CRUD lesson on ``account``: id (N) + email (S)."""

import json
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from uuid import uuid4

import pytest
from boto3.dynamodb.types import Binary


@pytest.fixture
def table(dynamodb):
    return dynamodb.Table("account")


@pytest.fixture
def key(table):
    """A key that no other test has; what is left under it goes, so that scans stay small."""
    key = {"id": uuid4().int % 10**15, "email": f"{uuid4()}@example.com"}
    yield key
    table.delete_item(Key=key)


def body(answer):
    assert answer.error is None, answer.payload
    return json.loads(answer.payload["body"])


def stored(table, key):
    return table.get_item(Key=key, ConsistentRead=True).get("Item")


def pages(invoke):
    """What account-scan answers, page by page."""
    page = body(invoke("account-scan", {}))
    yield page["Items"]
    while "LastEvaluatedKey" in page:
        page = body(invoke("account-scan", {"ExclusiveStartKey": page["LastEvaluatedKey"]}))
        yield page["Items"]


def scanned(invoke):
    return [item for page in pages(invoke) for item in page]


def at_once(invoke, *calls):
    """Their statuses, of (function, event) that race."""
    with ThreadPoolExecutor(len(calls)) as pool:
        answers = list(pool.map(lambda call: invoke(*call), calls))
    assert [answer.error for answer in answers] == [None] * len(calls)
    return [answer.payload.get("statusCode", 200) for answer in answers]


def test_create_writes_the_whole_item(invoke, table, key):
    item = {**key, "nome": "Ana", "tags": ["a", 1], "extra": {"ok": True, "nada": None}}
    assert invoke("account-create", item).payload["statusCode"] == 201
    assert stored(table, key) == item


def test_accounts_need_not_share_a_schema(invoke, table, key):
    key_of_other = {**key, "email": f"outro-{key['email']}"}
    one = {**key, "nome": "Ana", "ano": 2019, "tags": {"a": None}}
    other = {**key_of_other, "ano": "2019", "obs": "Batido na trazeira", "tags": []}
    for item in (one, other):
        assert invoke("account-create", item).payload["statusCode"] == 201
    assert [stored(table, key), stored(table, key_of_other)] == [one, other]
    everybody = scanned(invoke)
    assert one in everybody
    assert other in everybody
    table.delete_item(Key=key_of_other)


def test_create_keeps_what_is_empty(invoke, key):
    item = {**key, "nome": "", "nada": None, "lista": [], "mapa": {}, "fundo": [{"a": ""}]}
    assert invoke("account-create", item).payload["statusCode"] == 201
    assert body(invoke("account-read", key)) == item


def test_create_keeps_any_text_in_keys_names_and_values(invoke, table, key):
    key = {**key, "email": f"joão-{key['email']}"}
    item = {**key, "nome": "João Conceição", "endereço": "Praça da Sé", "車牌": "🚗\x00\u200d"}
    assert invoke("account-create", item).payload["statusCode"] == 201
    assert body(invoke("account-read", key)) == item
    table.delete_item(Key=key)


@pytest.mark.parametrize("number", [10**38 - 1, -(10**37) - 1, 2**64 + 1, 0, -0.5, 1e16])
def test_a_number_comes_back_as_it_was_sent(invoke, key, number):
    invoke("account-create", {**key, "saldo": number})
    assert body(invoke("account-read", key))["saldo"] == number


@pytest.mark.parametrize("number", ["1E-130", "-1E-130", "9.9E+37", "-9.9E+37"])
def test_create_keeps_the_smallest_and_the_largest_numbers(invoke, table, key, number):
    assert invoke("account-create", {**key, "saldo": float(number)}).payload["statusCode"] == 201
    assert stored(table, key)["saldo"] == Decimal(number)


def test_create_keeps_numbers_exact(invoke, table, key):
    invoke("account-create", {**key, "saldo": 0.1, "lista": [12.55]})
    assert stored(table, key)["saldo"] == Decimal("0.1")
    assert stored(table, key)["lista"] == [Decimal("12.55")]


def test_create_does_not_replace_an_item_with_the_same_key(invoke, table, key):
    invoke("account-create", {**key, "nome": "primeiro"})
    answer = invoke("account-create", {**key, "nome": "segundo"})
    assert answer.payload["statusCode"] == 409
    assert body(answer) == {"status": "Ja existe"}
    assert stored(table, key)["nome"] == "primeiro"


def test_of_many_creations_of_one_account_one_wins(invoke, table, key):
    names = [f"nome {n}" for n in range(4)]
    statuses = at_once(invoke, *(("account-create", {**key, "nome": nome}) for nome in names))
    assert Counter(statuses) == {201: 1, 409: 3}
    assert stored(table, key)["nome"] == names[statuses.index(201)]


def test_the_partition_key_may_repeat_where_the_sort_key_differs(invoke, table, key):
    other = {**key, "email": f"outro-{key['email']}"}
    assert invoke("account-create", {**key, "nome": "um"}).payload["statusCode"] == 201
    assert invoke("account-create", {**other, "nome": "dois"}).payload["statusCode"] == 201
    assert (stored(table, key)["nome"], stored(table, other)["nome"]) == ("um", "dois")
    table.delete_item(Key=other)


def test_an_item_of_399_kb_goes_in_comes_back_whole_and_goes_out(invoke, key):
    item = {**key, "nome": "x" * (399 * 1024 - 200)}
    assert invoke("account-create", item).payload["statusCode"] == 201
    assert body(invoke("account-read", key)) == item
    assert invoke("account-delete", key).payload["statusCode"] == 200


def test_create_refuses_an_item_beyond_400_kb(invoke, table, key):
    answer = invoke("account-create", {**key, "nome": "x" * 400 * 1024})
    assert answer.payload["statusCode"] == 400
    assert body(answer)["status"].startswith("Item invalido: ")
    assert stored(table, key) is None


def test_an_item_of_400_kb_is_the_largest(invoke, table, key):
    key = {"id": 7, "email": key["email"]}
    # An item's size: its names and texts in UTF-8, and 2 bytes for a number of one digit.
    rest = len("id") + 2 + len("email") + len(key["email"]) + len("nome")
    nome = "é" * ((400 * 1024 - rest) // 2) + "x" * (rest % 2)
    assert invoke("account-create", {**key, "nome": nome + "x"}).payload["statusCode"] == 400
    assert stored(table, key) is None
    assert invoke("account-create", {**key, "nome": nome}).payload["statusCode"] == 201
    table.delete_item(Key=key)


@pytest.mark.parametrize("levels", [33, 320, 400])
def test_create_refuses_what_is_nested_too_deep(invoke, table, key, levels):
    value = 1
    for _ in range(levels):
        value = [value]
    answer = invoke("account-create", {**key, "fundo": value})
    assert answer.error is None, answer.payload
    assert answer.payload["statusCode"] == 400
    assert stored(table, key) is None


@pytest.mark.parametrize("value", [1e200, 10**38 + 1, [{"fundo": 1e-200}]])
def test_create_names_an_attribute_that_dynamodb_cannot_keep(invoke, table, key, value):
    answer = invoke("account-create", {**key, "saldo": value})
    assert answer.payload["statusCode"] == 400
    assert "saldo" in body(answer)["status"]
    assert stored(table, key) is None


def test_read_returns_the_item_with_numbers_as_numbers(invoke, table, key):
    table.put_item(Item={**key, "nome": "", "saldo": Decimal("12.5"), "n": Decimal("1E+2")})
    answer = invoke("account-read", key)
    assert answer.payload["statusCode"] == 200
    assert body(answer) == {**key, "nome": "", "saldo": 12.5, "n": 100}
    assert isinstance(body(answer)["id"], int)


def test_read_shows_what_json_lacks_as_lists_and_base64(invoke, table, key):
    table.put_item(Item={**key, "sets": {"a"}, "numeros": {Decimal(7)}, "foto": Binary(b"\0\1")})
    expected = {**key, "sets": ["a"], "numeros": [7], "foto": "AAE="}
    assert body(invoke("account-read", key)) == expected
    assert expected in scanned(invoke)


@pytest.mark.parametrize("identifier", [-3, 0, 1.5, 10**37])
def test_read_takes_any_number_as_id(invoke, table, key, identifier):
    item = {"id": Decimal(str(identifier)), "email": key["email"]}
    table.put_item(Item=item)
    assert body(invoke("account-read", {**key, "id": identifier}))["id"] == identifier
    table.delete_item(Key=item)


def test_read_says_when_there_is_no_item(invoke, key):
    answer = invoke("account-read", key)
    assert answer.payload["statusCode"] == 404
    assert body(answer) == {"status": "Nao encontrado"}


def test_read_needs_the_whole_key(invoke, table, key):
    table.put_item(Item=key)
    other = {**key, "email": "outro@example.com"}
    assert invoke("account-read", other).payload["statusCode"] == 404


@pytest.mark.parametrize("nome", ["João Conceição", "", "🚗" * 1000])
def test_update_changes_the_name_and_leaves_the_rest(invoke, table, key, nome):
    table.put_item(Item={**key, "nome": "antes", "saldo": 7})
    answer = invoke("account-update", {**key, "nome": nome})
    assert answer.error is None
    assert answer.payload["Attributes"] == {"nome": nome}
    assert answer.payload["ResponseMetadata"]["HTTPStatusCode"] == 200
    assert stored(table, key) == {**key, "nome": nome, "saldo": 7}


def test_update_does_not_create_an_account(invoke, table, key):
    answer = invoke("account-update", {**key, "nome": "ninguem"})
    assert answer.payload["statusCode"] == 404
    assert body(answer) == {"status": "Nao encontrado"}
    assert stored(table, key) is None


def test_an_update_that_races_a_deletion_brings_no_account_back(invoke, table, key):
    table.put_item(Item={**key, "nome": "antes"})
    renaming, deleting = ("account-update", {**key, "nome": "depois"}), ("account-delete", key)
    statuses = at_once(invoke, *[renaming, deleting] * 2)
    assert Counter(statuses[1::2]) == {200: 1, 404: 1}
    assert set(statuses[::2]) <= {200, 404}
    assert stored(table, key) is None


def test_update_refuses_a_name_that_makes_the_item_too_large(invoke, table, key):
    table.put_item(Item={**key, "nome": "antes"})
    answer = invoke("account-update", {**key, "nome": "x" * 400 * 1024})
    assert answer.payload["statusCode"] == 400
    assert body(answer)["status"].startswith("Item invalido: ")
    assert stored(table, key)["nome"] == "antes"


def test_delete_removes_the_item_and_only_it(invoke, table, key):
    other = {**key, "email": f"outro-{key['email']}"}
    table.put_item(Item=key)
    table.put_item(Item=other)
    assert invoke("account-delete", key).payload["statusCode"] == 200
    assert stored(table, key) is None
    assert stored(table, other) == other
    table.delete_item(Key=other)


def test_delete_reports_that_there_was_nothing_to_delete(invoke, key):
    answer = invoke("account-delete", key)
    assert answer.payload["statusCode"] == 404
    assert body(answer) == {"status": "Nao encontrado"}


def test_scan_returns_the_accounts_as_json_for_a_browser(invoke, table, key):
    item = {**key, "nome": "João", "saldo": Decimal("12.5")}
    table.put_item(Item=item)
    answer = invoke("account-scan", {})
    assert answer.payload["statusCode"] == 200
    assert answer.payload["headers"] == {
        "Content-Type": "application/json",
        "Access-Control-Allow-Origin": "*",
    }
    assert body(answer)["Count"] == body(answer)["ScannedCount"] == len(body(answer)["Items"])
    assert {**item, "saldo": 12.5} in scanned(invoke)


def test_scan_reads_a_megabyte_at_a_time_and_leaves_nobody_out(invoke, table, key):
    keys = [{"id": key["id"] + n, "email": key["email"]} for n in range(4)]
    for each in keys:
        table.put_item(Item={**each, "nome": "x" * 390 * 1024})
    found = list(pages(invoke))
    assert len(found) > 1
    assert all(len(json.dumps(page)) < 1.2 * 1024**2 for page in found)
    ours = [item["id"] for page in found for item in page if item["email"] == key["email"]]
    assert sorted(ours) == [each["id"] for each in keys]
    for each in keys:
        table.delete_item(Key=each)


def test_scan_goes_on_after_the_key_that_it_is_given(invoke, table, key):
    other = {**key, "email": f"z-{key['email']}"}
    table.put_item(Item=key)
    table.put_item(Item=other)
    items = body(invoke("account-scan", {"ExclusiveStartKey": key}))["Items"]
    assert other in items
    assert key not in items
    table.delete_item(Key=other)


@pytest.mark.parametrize("start", ["", [], {}, {"id": 1}, {"id": "1", "email": "a"}])
def test_scan_names_a_start_key_that_is_none(invoke, start):
    answer = invoke("account-scan", {"ExclusiveStartKey": start})
    assert answer.payload["statusCode"] == 400
    assert "ExclusiveStartKey" in body(answer)["status"]


@pytest.mark.parametrize("event", [None, [], "texto", 7])
def test_scan_needs_no_event(invoke, event):
    assert invoke("account-scan", event).payload["statusCode"] == 200
