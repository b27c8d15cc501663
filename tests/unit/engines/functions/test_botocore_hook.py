"""The hook against this botocore, of which the test says that it is older."""

import importlib
import sys
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import botocore
import botocore.session
import pytest

from harness.engines.functions import botocore_hook

ENDPOINT = "http://127.0.0.1:1"


@pytest.fixture
def session(monkeypatch: pytest.MonkeyPatch) -> Any:
    """A session whose class may be changed."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", ENDPOINT)
    monkeypatch.setenv("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "true")  # as an old one does
    monkeypatch.setattr(
        botocore.session.Session, "create_client", botocore.session.Session.create_client
    )

    def made(version: str) -> Any:
        monkeypatch.setattr(botocore, "__version__", version)
        botocore_hook.lead_here(botocore.session)
        return botocore.session.Session()

    return made


def endpoint(session: Any, *args: Any, **kwargs: Any) -> str:
    keys = {"aws_access_key_id": "a", "aws_secret_access_key": "b"}
    url: str = session.create_client(*args, **kwargs, **keys).meta.endpoint_url
    return url


@pytest.mark.parametrize("version", ["1.13.0", "1.29.165", "1.30.1"])
@pytest.mark.parametrize("service", ["dynamodb", "lambda", "s3", "sts"])
def test_an_old_one_is_led_here(session: Any, version: str, service: str) -> None:
    assert endpoint(session(version), service, region_name="us-east-1") == ENDPOINT


@pytest.mark.parametrize("version", ["1.31.0", "1.44.5", "2.0.0"])
def test_a_newer_one_reads_its_variables_itself(session: Any, version: str) -> None:
    assert "amazonaws.com" in endpoint(session(version), "dynamodb", region_name="us-east-1")


def test_an_endpoint_that_the_code_names_stays(session: Any) -> None:
    old = session("1.29.0")
    named = {"endpoint_url": "http://there"}
    assert endpoint(old, "dynamodb", "us-east-1", **named) == "http://there"
    positional = ("dynamodb", "us-east-1", None, True, None, "http://there")
    assert endpoint(old, *positional) == "http://there"
    assert endpoint(old, *positional[:5]) == ENDPOINT


def test_the_variable_of_one_service_wins(session: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL_ELASTIC_LOAD_BALANCING_V2", "http://there")
    old = session("1.29.0")
    assert endpoint(old, "elbv2", "us-east-1") == "http://there"
    assert endpoint(old, "elb", "us-east-1") == ENDPOINT


def test_an_unknown_service_is_for_botocore_to_refuse(session: Any) -> None:
    with pytest.raises(botocore.exceptions.UnknownServiceError):
        endpoint(session("1.29.0"), "no-such-service", "us-east-1")


@pytest.fixture
def unimported() -> Iterator[str]:
    """A module of the standard library that nobody has imported yet."""
    name = "this"
    kept = sys.modules.pop(name, None)
    yield name
    sys.modules.pop(name, None)
    if kept is not None:
        sys.modules[name] = kept


def test_callbacks_come_once_the_module_was_executed(
    unimported: str, capsys: pytest.CaptureFixture[str]
) -> None:
    seen: list[tuple[str, bool]] = []
    finders = list(sys.meta_path)
    hook = botocore_hook.AfterImport(
        unimported, lambda module: seen.append((module.__name__, hasattr(module, "d")))
    )
    sys.meta_path.insert(0, hook)  # type: ignore[arg-type]
    importlib.import_module(unimported)
    assert seen == [(unimported, True)]
    assert sys.meta_path == finders
    assert "Zen" in capsys.readouterr().out


def test_a_module_that_does_not_exist_is_not_found() -> None:
    hook = botocore_hook.AfterImport("no_such_module", print)
    sys.meta_path.insert(0, hook)  # type: ignore[arg-type]
    with pytest.raises(ModuleNotFoundError):
        importlib.import_module("no_such_module")
    assert hook not in sys.meta_path
    assert hook.find_spec("anything.else") is None


def test_the_loader_is_the_modules_own_but_for_that() -> None:
    loader = botocore_hook._CallbackLoader(SimpleNamespace(get_source=lambda: "source"), print)
    assert loader.get_source() == "source"


def test_several_may_wait_for_the_same_module(unimported: str) -> None:
    seen: list[str] = []
    for name in ("a", "b"):
        hook = botocore_hook.AfterImport(unimported, lambda module, name=name: seen.append(name))
        sys.meta_path.insert(0, hook)  # type: ignore[arg-type]
    importlib.import_module(unimported)
    assert sorted(seen) == ["a", "b"]
