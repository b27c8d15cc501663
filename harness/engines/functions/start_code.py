"""A module's text as it goes into the program that starts a function.

That program is compiled at every start of an environment, on whatever Python the function has. So
what only people and type checkers read is left out, with the imports that it needs.
"""

import ast
from pathlib import Path
from types import ModuleType

_ONLY_FOR_TYPES = ("typing", "types")


def start_code(module: ModuleType) -> str:
    """The source of a module without docstrings, annotations and their imports."""
    tree = ast.parse(Path(str(module.__file__)).read_text("utf-8"))
    return ast.unparse(ast.fix_missing_locations(_Bare().visit(tree)))


class _Bare(ast.NodeTransformer):
    def visit_Module(self, node: ast.Module) -> ast.AST:
        return self._without_docstring(node)

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.AST:
        return self._without_docstring(node)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        node.returns = None
        return self._without_docstring(node)

    def visit_arg(self, node: ast.arg) -> ast.AST:
        node.annotation = None
        return node

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST | None:
        if node.value is None:
            return None
        return ast.Assign([node.target], node.value)

    def visit_ImportFrom(self, node: ast.ImportFrom) -> ast.AST | None:
        return None if node.module in _ONLY_FOR_TYPES else node

    def _without_docstring(self, node: ast.Module | ast.ClassDef | ast.FunctionDef) -> ast.AST:
        if ast.get_docstring(node) is not None:
            node.body = node.body[1:] or [ast.Pass()]
        return self.generic_visit(node)
