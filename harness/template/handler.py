"""Whether a handler is there: found, parsed and defined, without importing it."""

import ast
import os
import re
import symtable
import warnings
from pathlib import Path

from harness.errors import TemplateError
from harness.model.function import Function

_HANDLER = re.compile(r"[^\s./][^\s]*\.[A-Za-z_]\w*")


def check_handler(function: Function, where: str = "") -> None:
    """Raise TemplateError where a Python handler is malformed or missing, or does not parse.

    ``where``: what the message starts with. Functions of other runtimes pass. The rules are those
    of ``awslambdaric.bootstrap`` 4.2: the last dot parts the module from the function, and both
    "/" and "." part packages.
    """
    if not function.runtime.startswith("python"):
        return
    problem, hint = _problem(function)
    if problem:
        raise TemplateError(problem, where=where or function.name, hint=hint)


def _problem(function: Function) -> tuple[str, str]:
    if not _HANDLER.fullmatch(function.handler):
        what = f'must be FILE.FUNCTION, not "{function.handler}"'
        return what, 'for example "app.lambda_handler" for lambda_handler in app.py'
    module, name = function.handler.rsplit(".", 1)
    path = _module_file(function.code_dir, module)
    if path is None:
        return f"there is no {module}.py in {function.code_dir}", "correct Handler or CodeUri"
    return _problem_of_file(path, name)


def _module_file(code_dir: Path, module: str) -> Path | None:
    stem = code_dir / module.replace(".", "/")
    candidates = (stem / "__init__.py", stem.with_name(f"{stem.name}.py"))
    return next((path for path in candidates if os.path.isfile(path)), None)


def _problem_of_file(path: Path, name: str) -> tuple[str, str]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # they belong to the run, where the code speaks
            source = path.read_bytes()
            compile(source, path, "exec", dont_inherit=True)
            defined = _defines(source, path, name)
    except OSError as error:
        return f"{path} cannot be read: {error.strerror}", ""
    except (SyntaxError, ValueError) as error:
        line = f":{error.lineno}" if isinstance(error, SyntaxError) and error.lineno else ""
        return f"{path}{line} does not parse: {getattr(error, 'msg', error)}", "correct that line"
    return ("", "") if defined else (f"{path} defines no {name}", "correct Handler, or define it")


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
