from pathlib import Path

import pytest

from harness.errors import TemplateError
from harness.model.function import Function
from harness.template.handler import check_handler


def function(folder: Path, handler: str = "app.handler", runtime: str = "python3.11") -> Function:
    return Function("f", "F", handler, folder, runtime)


@pytest.mark.parametrize(
    "code",
    [
        "def handler(e, c): ...",
        "async def handler(e, c): ...",
        "class handler: ...",
        "handler = print",
        "a, handler = print, print",
        "handler: object = print",
        "from os import path as handler",
        "import os as handler",
        "from os.path import *",
        "if True:\n    def handler(e, c): ...",
        "try:\n    from x import handler\nexcept ImportError:\n    handler = None",
        "def other():\n    handler()\nfrom os import *",
    ],
)
def test_a_handler_may_be_defined_in_any_way_that_python_has(tmp_path, code) -> None:
    (tmp_path / "app.py").write_text(code)
    check_handler(function(tmp_path))


@pytest.mark.parametrize(
    "code", ["", "def handle(e, c): ...", "print(handler)", "def f():\n    handler = 1"]
)
def test_a_handler_that_the_module_does_not_define_is_refused(tmp_path, code) -> None:
    (tmp_path / "app.py").write_text(code)
    with pytest.raises(TemplateError, match=r"app\.py defines no handler") as caught:
        check_handler(function(tmp_path), "template.yaml:7 F.Properties.Handler")
    assert caught.value.where == "template.yaml:7 F.Properties.Handler"


@pytest.mark.parametrize("handler", ["pkg/mod.handler", "pkg.mod.handler", "pkg.handler"])
def test_a_handler_may_be_in_a_package(tmp_path, handler) -> None:
    (tmp_path / "pkg").mkdir()
    for name in ("__init__.py", "mod.py"):
        (tmp_path / "pkg" / name).write_text("def handler(e, c): ...")
    check_handler(function(tmp_path, handler))


@pytest.mark.parametrize(
    "handler", ["handler", "app.", ".handler", "app.1x", "a b.c", "../a.b", ""]
)
def test_a_malformed_handler_is_refused(tmp_path, handler) -> None:
    with pytest.raises(TemplateError, match=r"must be FILE\.FUNCTION"):
        check_handler(function(tmp_path, handler))


def test_a_missing_module_is_refused(tmp_path) -> None:
    with pytest.raises(TemplateError, match=r"there is no main\.py in "):
        check_handler(function(tmp_path, "main.handler"))


@pytest.mark.parametrize(
    ("code", "line"),
    [
        (b"x = 1\ndef handler(e, c)\n    pass", ":2"),
        (b"\nreturn 5", ":2"),
        (b"x = '\xff'", ""),
        (b"x = '\x00'", ""),
    ],
)
def test_code_that_does_not_parse_is_refused_with_its_line(tmp_path, code, line) -> None:
    (tmp_path / "app.py").write_bytes(code)
    with pytest.raises(TemplateError) as caught:
        check_handler(function(tmp_path))
    assert caught.value.what.startswith(f"{tmp_path / 'app.py'}{line}")
    assert "does not parse: " in caught.value.what


def test_a_warning_of_the_compiler_is_left_to_the_run(tmp_path, recwarn) -> None:
    (tmp_path / "app.py").write_text("def handler(e, c):\n    return '\\d' is 'x'")
    check_handler(function(tmp_path))
    assert not recwarn.list


def test_other_runtimes_pass(tmp_path) -> None:
    check_handler(function(tmp_path, "index.handler", "nodejs22.x"))
