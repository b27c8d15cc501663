from pathlib import Path

import pytest

from harness.model.function import Function
from harness.template.handler import handler_fault


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
    assert handler_fault(function(tmp_path)) is None


@pytest.mark.parametrize(
    "code", ["", "def handle(e, c): ...", "print(handler)", "def f():\n    handler = 1"]
)
def test_a_handler_that_the_module_does_not_define_is_told_of(tmp_path, code) -> None:
    (tmp_path / "app.py").write_text(code)
    assert handler_fault(function(tmp_path), "template.yaml:7 F.Properties.Handler") == (
        f"template.yaml:7 F.Properties.Handler: {tmp_path / 'app.py'} defines no handler: "
        "invocations will fail with Runtime.HandlerNotFound, as on AWS"
    )


@pytest.mark.parametrize("handler", ["pkg/mod.handler", "pkg.mod.handler", "pkg.handler"])
def test_a_handler_may_be_in_a_package(tmp_path, handler) -> None:
    (tmp_path / "pkg").mkdir()
    for name in ("__init__.py", "mod.py"):
        (tmp_path / "pkg" / name).write_text("def handler(e, c): ...")
    assert handler_fault(function(tmp_path, handler)) is None


@pytest.mark.parametrize(
    "handler", ["handler", "app.", ".handler", "app.1x", "a b.c", "../a.b", ""]
)
def test_a_malformed_handler_is_told_of(tmp_path, handler) -> None:
    fault = str(handler_fault(function(tmp_path, handler)))
    assert "must be FILE.FUNCTION" in fault
    assert "Runtime.MalformedHandlerName" in fault


def test_a_missing_module_is_told_of(tmp_path) -> None:
    fault = str(handler_fault(function(tmp_path, "main.handler")))
    assert "there is no main.py in " in fault
    assert "Runtime.ImportModuleError" in fault


@pytest.mark.parametrize(
    ("code", "line"),
    [
        (b"x = 1\ndef handler(e, c)\n    pass", ":2"),
        (b"\nreturn 5", ":2"),
        (b"x = '\xff'", ""),
        (b"x = '\x00'", ""),
    ],
)
def test_code_that_does_not_parse_is_told_of_with_its_line(tmp_path, code, line) -> None:
    (tmp_path / "app.py").write_bytes(code)
    fault = str(handler_fault(function(tmp_path)))
    assert fault.startswith(f"f: {tmp_path / 'app.py'}{line}")
    assert " does not parse: " in fault
    assert "Runtime.UserCodeSyntaxError" in fault


def test_a_warning_of_the_compiler_is_left_to_the_run(tmp_path, recwarn) -> None:
    (tmp_path / "app.py").write_text("def handler(e, c):\n    return '\\d' is 'x'")
    assert handler_fault(function(tmp_path)) is None
    assert not recwarn.list


def test_other_runtimes_pass(tmp_path) -> None:
    assert handler_fault(function(tmp_path, "index.handler", "nodejs22.x")) is None
