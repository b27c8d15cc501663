import pytest

from harness.model.proxy import proxies_at, proxy_variables

ENDPOINT = "http://127.0.0.1:8000"
PROXY = "http://ola:secret@127.0.0.1:8000"


def test_a_function_is_led_here_but_for_what_is_on_this_machine() -> None:
    assert proxy_variables("ola", {}, ENDPOINT, "secret") == {
        "HTTPS_PROXY": PROXY,
        "HTTP_PROXY": PROXY,
        "NO_PROXY": "127.0.0.1,localhost,::1",
    }


def test_a_container_is_led_here_by_the_name_that_it_has_for_this_machine() -> None:
    there = "http://host.docker.internal:9000"
    given = proxies_at(proxy_variables("ola", {}, ENDPOINT, "secret"), ENDPOINT, there)
    assert given == {
        "HTTPS_PROXY": "http://ola:secret@host.docker.internal:9000",
        "HTTP_PROXY": "http://ola:secret@host.docker.internal:9000",
        "NO_PROXY": "127.0.0.1,localhost,::1,host.docker.internal",
    }


def test_a_proxy_of_its_own_stays_what_it_is_there_too() -> None:
    own = {"HTTPS_PROXY": "http://corporate:3128", "NO_PROXY": "x"}
    assert proxies_at(own, ENDPOINT, "http://host.docker.internal:9000") == {}


@pytest.mark.parametrize("name", ["HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "ALL_PROXY"])
def test_a_proxy_of_the_functions_own_wins(name: str) -> None:
    assert proxy_variables("ola", {name: "http://corporate:3128"}, ENDPOINT, "secret") == {}


def test_what_it_calls_directly_stays_so() -> None:
    given = proxy_variables("ola", {"NO_PROXY": "db.internal"}, ENDPOINT, "secret")
    assert given["NO_PROXY"] == "db.internal,127.0.0.1,localhost,::1"


def test_without_a_password_there_is_no_proxy() -> None:
    assert proxy_variables("ola", {}, ENDPOINT, "") == {}
