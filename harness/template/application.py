"""A template file → the Application that it describes."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from harness.model.application import Application, IgnoredResource
from harness.model.function import Function, Layer
from harness.model.table import Table
from harness.template.companions import Companions, moved_field
from harness.template.concurrency import check_concurrency
from harness.template.expand import code_places, expand
from harness.template.field import Field
from harness.template.functions import (
    check_function_properties,
    code_field,
    read_function,
)
from harness.template.ignored import (
    CODE_ELSEWHERE,
    ignored_layer,
    ignored_parts,
    ignored_resource,
    needs_no_entry,
)
from harness.template.intrinsics import Resolver, UnresolvedError
from harness.template.layers import LAYER_ELSEWHERE, is_layer, read_layer
from harness.template.names import (
    FUNCTION,
    SCALABLE_TARGET,
    TABLE,
    Names,
    Stack,
)
from harness.template.parameters import parameter_notes, parameter_texts, parameter_values, section
from harness.template.references import check_references
from harness.template.scaling import SCALING_POLICY, is_of_dynamodb, scale_tables
from harness.template.source import At, Source, dotted, read_source
from harness.template.structure import check_structure
from harness.template.tables import read_table


def load_application(
    path: Path,
    *,
    parameters: Mapping[str, str],
    region: str,
    account_id: str,
    concurrency: int = 1000,
    cache_dir: Path | None = None,
    ssm: Mapping[str, str] | None = None,
) -> Application:
    """Read an unmodified SAM or CloudFormation template, YAML or JSON.

    ``parameters``: values to use instead of the template's defaults. ``concurrency``: how many
    invocations the account runs at once. ``cache_dir``: where to keep the expanded template;
    without it each call expands it, which takes about a second. ``ssm``: what Systems Manager
    keeps, by name. Resources whose condition is false are left out; what is not emulated is in
    ``ignored``.

    Raises TemplateError for the first thing wrong, with its line. Handlers are looked for, and not
    imported: a missing one is its function's ``handler_fault``.
    """
    source = read_source(path)
    check_structure(source)
    texts = parameter_texts(source, parameters, ssm)
    stack = Stack(region, account_id)
    check_references(source, [*stack.pseudo_parameters(), "AWS::NoValue"])
    expanded = expand(source, texts, stack, cache_dir)
    application = _Loading(source, texts, stack, expanded, concurrency).application()
    notes = tuple(parameter_notes(source, parameters, ssm))
    ignored = sorted((*application.ignored, *notes), key=lambda each: each.line)
    return replace(application, ignored=tuple(ignored))


class _Loading:
    """The parts that one reading needs in common, and what it has found so far."""

    def __init__(
        self,
        source: Source,
        texts: dict[str, str],
        stack: Stack,
        expanded: dict[str, Any],
        concurrency: int,
    ) -> None:
        self._concurrency = concurrency
        self._source = source
        self._stack = stack
        self._expanded = expanded
        self._names = Names(stack, source.data["Resources"], expanded)
        self._resolver = Resolver(
            parameter_values(source, texts) | stack.pseudo_parameters(),
            section(source, "Mappings"),
            section(source, "Conditions"),
            self._names,
        )
        self._functions: list[Function] = []
        self._tables: list[Table] = []
        self._ignored: list[IgnoredResource] = []
        self._targets: dict[str, Field] = {}
        self._policies: list[Field] = []

    def application(self) -> Application:
        for logical_id in self._source.data["Resources"]:
            if self._is_made(logical_id):
                self._add(logical_id)
        check_concurrency(
            self._functions,
            self._concurrency,
            lambda function, name: moved_field(
                self._source, self._resolver, function.logical_id, name, None
            ),
        )
        tables, reasons = scale_tables(self._tables, self._targets, self._policies)
        self._ignored += [
            ignored_resource(self._source, target, reason) for target, reason in reasons.items()
        ]
        return Application(
            self._stack.region,
            self._stack.account_id,
            tuple(self._functions),
            tuple(tables),
            tuple(self._ignored),
        )

    def _is_made(self, logical_id: str) -> bool:
        condition = self._source.data["Resources"][logical_id].get("Condition")
        try:
            return condition is None or self._resolver.condition(condition)
        except UnresolvedError as error:
            at = ("Conditions", condition)
            raise self._source.error(at, error.what, hint=error.hint) from error

    def _add(self, logical_id: str) -> None:
        kind = self._expanded.get(logical_id, {}).get("Type")
        if kind == FUNCTION:
            self._add_function(logical_id)
        elif kind == TABLE:
            self._add_table(logical_id)
        elif kind in (SCALABLE_TARGET, SCALING_POLICY) and is_of_dynamodb(
            self._properties(logical_id)
        ):
            self._add_scaling(logical_id, kind)
        elif self._needs_no_entry(logical_id, kind):
            self._ignore_parts(logical_id)
        else:
            self._ignored.append(ignored_resource(self._source, logical_id))

    def _ignore_parts(self, logical_id: str) -> None:
        self._ignored.extend(ignored_parts(self._source, logical_id, self._written))

    def _needs_no_entry(self, logical_id: str, kind: str | None) -> bool:
        written = str(self._source.data["Resources"][logical_id]["Type"])
        return is_layer(written) or (kind is not None and needs_no_entry(kind))

    def _add_function(self, logical_id: str) -> None:
        properties = self._properties(logical_id)
        check_function_properties(properties)
        code = code_field(properties, [self._written(at) for at in code_places(self._source)])
        if code is None:
            self._ignored.append(ignored_resource(self._source, logical_id, CODE_ELSEWHERE))
            return
        name = self._name(properties.field("FunctionName"), logical_id, self._functions)
        folder = self._source.path.parent
        function = read_function(properties, logical_id, name, code, folder)
        layers = tuple(self._layers(logical_id, properties.field("Layers")))
        companions = Companions(self._source, self._resolver, self._expanded, logical_id)
        self._functions.append(companions.added_to(replace(function, layers=layers)))
        self._ignore_parts(logical_id)

    def _layers(self, logical_id: str, layers: Field) -> Iterator[Layer]:
        for number, item in enumerate(layers.items()):
            layer = read_layer(self._source, item, self._written)
            if layer is not None:
                yield layer
            else:
                self._ignored.append(
                    ignored_layer(self._source, logical_id, number, LAYER_ELSEWHERE)
                )

    def _add_table(self, logical_id: str) -> None:
        properties = self._properties(logical_id)
        name = self._name(properties.field("TableName"), logical_id, self._tables)
        kind = str(self._source.data["Resources"][logical_id]["Type"])
        table = read_table(properties, name)
        self._tables.append(replace(table, logical_id=logical_id, resource_type=kind))
        self._ignore_parts(logical_id)

    def _add_scaling(self, logical_id: str, kind: str) -> None:
        if kind == SCALABLE_TARGET:
            self._targets[logical_id] = self._properties(logical_id)
        else:
            self._policies.append(self._properties(logical_id))
        self._ignore_parts(logical_id)

    def _properties(self, logical_id: str) -> Field:
        at = ("Resources", logical_id, "Properties")
        raw = self._expanded[logical_id].get("Properties", {})
        return Field(self._source, self._resolver, raw, dotted(at), at)

    def _written(self, at: At) -> Field:
        raw: Any = self._source.data
        for step in at:
            raw = raw[step]
        return Field(self._source, self._resolver, raw, dotted(at), at)

    def _name(
        self, given: Field, logical_id: str, others: Sequence[Function] | Sequence[Table]
    ) -> str:
        name = self._names.ref(logical_id, self._resolver)
        if any(other.name == name for other in others):
            raise given.error(f'another resource of this type is called "{name}" too')
        return name
