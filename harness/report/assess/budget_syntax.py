"""What a user writes to budgets: a TOML file's text, or one expression."""

import tomllib
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Any

from harness.errors import UsageError
from harness.report.assess.budget import Budget
from harness.report.assess.measures import MEASURES, Measure, Scope

AT_MOST = "<="
FITS = "fits"
"""A budget without a number: the projection has to fit."""

_TABLES = {"kinds": Scope.KIND, "tables": Scope.RESOURCE}
_OWNER = {Scope.KIND: "KIND", Scope.RESOURCE: "TABLE"}


def budget_of(expression: str) -> Budget:
    """``register.wcu<=2``, ``throttled<=0``; spaces around the parts do not matter.

    Raises UsageError naming the expression.
    """
    where = f"--budget {expression!r}"
    if expression.strip() == FITS:
        return Budget(None, MEASURES[FITS], Fraction(0), where)
    left, _, right = expression.partition(AT_MOST)
    subject, _, name = left.strip().rpartition(".")
    measure = _measure(name.strip(), where)
    owner = _OWNER.get(measure.scope)
    if (owner is None) != (not subject.strip()) and not measure.kinds_too:
        form = measure.name if owner is None else f"{owner}.{measure.name}"
        raise UsageError(
            _misplaced(measure),
            where=where,
            hint=f"write it as {form}{AT_MOST}{right.strip()}",
        )
    return Budget(
        _subject(measure, subject), measure, bound_of(_number(measure, right), where), where
    )


def bound_of(text: str, where: str) -> Fraction:
    """Exactly the number that is written. Raises UsageError where it is none, or below 0."""
    try:
        return _bound(Decimal(text), where)
    except InvalidOperation:
        return _bound(text, where)


def budgets_of(text: str, file: str) -> tuple[Budget, ...]:
    """The budgets of a TOML document: the whole run's at its top, the others under
    ``[kinds.NAME]`` and ``[tables.NAME]``.

    Raises UsageError naming the file and the line or the key.
    """
    try:
        document = tomllib.loads(text, parse_float=Decimal)
    except ValueError as error:
        raise UsageError(str(error), where=file, hint="fix the file") from error
    budgets = tuple(_of_document(document, file))
    if not budgets:
        raise UsageError("no budget in it", where=file, hint="write one, such as: throttled = 0")
    return budgets


def _of_document(document: dict[str, Any], file: str) -> Iterator[Budget]:
    for key, value in document.items():
        scope = _TABLES.get(key)
        if scope is None and isinstance(value, dict):
            hint = "there are [kinds.NAME] and [tables.NAME]"
            raise UsageError(f"unknown table {key!r}", where=file, hint=hint)
        if scope is None:
            yield _budget(None, key, value, f"{file}, {key}", Scope.RUN)
            continue
        for subject, bounds in _members(value, f"{file}, {key}"):
            where = f"{file}, {key}.{_quoted(subject)}"
            for name, bound in _members(bounds, where):
                yield _budget(subject, name, bound, f"{where}.{name}", scope)


def _members(value: object, where: str) -> list[tuple[str, Any]]:
    if isinstance(value, dict) and value:
        return list(value.items())
    raise UsageError(
        f"{value!r} is not a table of budgets",
        where=where,
        hint="write it as [kinds.NAME] or [tables.NAME], with a budget a line",
    )


def _budget(subject: str | None, name: str, bound: object, where: str, scope: Scope) -> Budget:
    measure = _measure(name, where)
    if not measure.applies_to(scope):
        right = next((table for table, of in _TABLES.items() if of is measure.scope), None)
        place = "at the top of the file" if right is None else f"under [{right}.NAME]"
        raise UsageError(_misplaced(measure), where=where, hint=f"write it {place}")
    if measure.name == FITS and bound is True:
        return Budget(None, measure, Fraction(0), where)
    if measure.is_share and isinstance(bound, str):
        return Budget(subject, measure, bound_of(_number(measure, bound), where), where)
    return Budget(_subject(measure, subject), measure, _bound(bound, where), where)


def _number(measure: Measure, text: str) -> str:
    """Without the percent sign that a share may have."""
    return text.strip().removesuffix("%").strip() if measure.is_share else text.strip()


def _misplaced(measure: Measure) -> str:
    verb = "applies to" if measure.scope is Scope.RUN else "needs"
    return f"`{measure.name}` {verb} {measure.scope}"


def _measure(name: str, where: str) -> Measure:
    measure = MEASURES.get(name)
    if measure is None:
        raise UsageError(
            f"unknown budget {name!r}", where=where, hint=f"there are: {', '.join(MEASURES)}"
        )
    return measure


def _subject(measure: Measure, subject: str | None) -> str | None:
    """``TABLE / INDEX``, as reports write it, is the same as ``TABLE/INDEX``."""
    if subject is None or not subject.strip():
        return None
    if measure.scope is Scope.RESOURCE:
        return "/".join(part.strip() for part in subject.split("/"))
    return subject.strip()


def _bound(value: object, where: str) -> Fraction:
    """True is an int in Python, and no bound; neither are infinity and what is below 0."""
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        exact = Decimal(value)
        if exact.is_finite() and exact >= 0:
            return Fraction(exact)
    shown = str(value) if isinstance(value, Decimal) else repr(value)
    raise UsageError(
        f"{shown} is not a valid bound", where=where, hint="give 0 or more, without a unit"
    )


def _quoted(subject: str) -> str:
    bare = subject.replace("-", "").replace("_", "").isalnum()
    return subject if bare else f'"{subject}"'
