"""What a template describes, once read: the functions, the tables, and what was left out."""

from dataclasses import dataclass

from harness.model.function import Function
from harness.model.table import Table


@dataclass(frozen=True, slots=True)
class IgnoredResource:
    """A resource that the template has and the harness does not emulate."""

    logical_id: str
    type: str
    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class Application:
    """What a template describes: functions, tables, and what is not in force."""

    region: str
    account_id: str
    functions: tuple[Function, ...]
    tables: tuple[Table, ...]
    ignored: tuple[IgnoredResource, ...] = ()

    def function(self, name: str) -> Function | None:
        """The function of a name, None where there is none."""
        return next((function for function in self.functions if function.name == name), None)
