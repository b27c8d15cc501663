import ast
import sys

import pytest

from harness.engines.functions import botocore_hook, handler_line
from harness.engines.functions.start_code import start_code

MODULES = [botocore_hook, handler_line]


@pytest.mark.parametrize("module", MODULES)
def test_it_says_nothing_that_only_people_and_type_checkers_read(module) -> None:
    tree = ast.parse(start_code(module))
    for node in ast.walk(tree):
        assert not isinstance(node, ast.AnnAssign)
        assert getattr(node, "annotation", None) is None
        assert getattr(node, "returns", None) is None
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef):
            assert ast.get_docstring(node) is None


@pytest.mark.parametrize("module", MODULES)
def test_it_imports_nothing_that_is_not_there_anyway(module) -> None:
    """At the start, that is: imports within functions come when they are called."""
    imports = [
        name.name
        for node in ast.parse(start_code(module)).body
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in node.names
    ]
    assert set(imports) <= {"os", "sys"}


@pytest.mark.parametrize("module", MODULES)
def test_it_does_what_the_module_does(module) -> None:
    names: dict[str, object] = {}
    exec(compile(start_code(module), "start", "exec"), names)
    functions = {
        name
        for name, value in vars(module).items()
        if getattr(value, "__module__", "") == module.__name__
    }
    assert functions
    assert functions <= names.keys()


@pytest.mark.parametrize("module", MODULES)
def test_every_python_of_a_function_compiles_it(module) -> None:
    ast.parse(start_code(module), feature_version=(3, 8))
    assert sys.version_info >= (3, 8)
