"""Small templates in a folder of their own, with one function's code beside them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent

import pytest

from harness.errors import TemplateError
from harness.model.application import Application
from harness.template import load_application
from harness.template.source import Source, read_source

Load = Callable[..., Application]


@dataclass(frozen=True)
class Refusal:
    """A TemplateError taken apart: the line and the property that it names, and its words."""

    line: int
    name: str
    what: str
    hint: str


@pytest.fixture
def load(tmp_path: Path) -> Load:
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / "app.py").write_text("def handler(event, context):\n    return event\n")

    def load(
        text: str, parameters: Mapping[str, str] | None = None, cache_dir: Path | None = None
    ) -> Application:
        path = tmp_path / "template.yaml"
        path.write_text(dedent(text).lstrip("\n"))
        return load_application(
            path,
            parameters=parameters or {},
            region="eu-west-1",
            account_id="123456789012",
            cache_dir=cache_dir,
        )

    return load


@pytest.fixture
def refusal(load: Load, tmp_path: Path) -> Callable[..., Refusal]:
    def refusal(text: str, parameters: Mapping[str, str] | None = None) -> Refusal:
        with pytest.raises(TemplateError) as caught:
            load(text, parameters)
        where = caught.value.where.removeprefix(f"{tmp_path / 'template.yaml'}:")
        line, _, name = where.partition(" ")
        return Refusal(int(line), name, caught.value.what, caught.value.hint)

    return refusal


@pytest.fixture
def source_of(tmp_path: Path) -> Callable[[str], Source]:
    def source_of(text: str) -> Source:
        path = tmp_path / "source.yaml"
        path.write_text(dedent(text).lstrip("\n"))
        return read_source(path)

    return source_of
