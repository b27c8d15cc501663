"""Whether a handler is there: found, parsed and defined, without importing it.

AWS deploys a function whose handler is missing or broken, and fails its invocations; so it is here.
"""

import ast
import os
import re
import symtable
import warnings
from pathlib import Path

from harness.model.function import Function

_HANDLER = re.compile(r"[^\s./][^\s]*\.[A-Za-z_]\w*")

_Problem = tuple[str, str]  # what is wrong, and AWS's error type

_MALFORMED = "Runtime.MalformedHandlerName"
_NOT_FOUND = "Runtime.HandlerNotFound"
_NO_MODULE = "Runtime.ImportModuleError"
_SYNTAX = "Runtime.UserCodeSyntaxError"


def handler_fault(function: Function, where: str = "") -> str | None:
    """Why every invocation will fail, and with which error; None where none is to be seen.

    ``where``: what the sentence starts with. Functions of other runtimes pass. The rules are those
    of ``awslambdaric.bootstrap`` 4.2: the last dot parts the module from the function, and both
    "/" and "." part packages.
    """
    if not function.runtime.startswith("python"):
        return None
    problem = _problem(function)
    if problem is None:
        return None
    what, error = problem
    return f"{where or function.name}: {what}: invocations will fail with {error}, as on AWS"


def _problem(function: Function) -> _Problem | None:
    if not _HANDLER.fullmatch(function.handler):
        return f'must be FILE.FUNCTION, not "{function.handler}"', _MALFORMED
    module, name = function.handler.rsplit(".", 1)
    path = _module_file(function.code_dir, module)
    if path is None:
        return f"there is no {module}.py in {function.code_dir}", _NO_MODULE
    return _problem_of_file(path, name)


def _module_file(code_dir: Path, module: str) -> Path | None:
    stem = code_dir / module.replace(".", "/")
    candidates = (stem / "__init__.py", stem.with_name(f"{stem.name}.py"))
    return next((path for path in candidates if os.path.isfile(path)), None)


def _problem_of_file(path: Path, name: str) -> _Problem | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # they belong to the run, where the code speaks
            source = path.read_bytes()
            compile(source, path, "exec", dont_inherit=True)
            defined = _defines(source, path, name)
    except OSError as error:
        return f"{path} cannot be read: {error.strerror}", _NO_MODULE
    except (SyntaxError, ValueError) as error:
        line = f":{error.lineno}" if isinstance(error, SyntaxError) and error.lineno else ""
        return f"{path}{line} does not parse: {getattr(error, 'msg', error)}", _SYNTAX
    return None if defined else (f"{path} defines no {name}", _NOT_FOUND)


def _defines(source: bytes, path: Path, name: str) -> bool:
    try:
        symbol = symtable.symtable(source, str(path), "exec").lookup(name)  # type: ignore[arg-type]
    except KeyError:
        return _imports_everything(source)
    return symbol.is_assigned() or symbol.is_imported() or _imports_everything(source)


def _imports_everything(source: bytes) -> bool:
    """Whether a ``from x import *`` may bring the name in."""
    imports = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.ImportFrom))
    return any(alias.name == "*" for node in imports for alias in node.names)
