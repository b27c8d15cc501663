"""Provisioned concurrency of versions and aliases.

Words: LocalStack's snapshots of AWS (TestLambdaProvisionedConcurrency, 2024-04 to 2025-11). As
elsewhere, an answer says that it is under way, and the next one that it is there.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from harness.clock import epoch_ns
from harness.lambdas.control.request import ControlRequest, Handlers, Members, Reply, with_members
from harness.lambdas.control.reserved_concurrency import ReservedConcurrency
from harness.lambdas.protocol import constraint, refusal
from harness.lambdas.protocol.arn import Arns
from harness.lambdas.protocol.constraint import Integer
from harness.lambdas.protocol.description import described, timestamp
from harness.lambdas.protocol.page import page
from harness.lambdas.protocol.version import published_by_template
from harness.model.function import LATEST, Function
from harness.model.function_limits import provisioned_concurrency_fault
from harness.wire.message import Response
from harness.wire.refusal import Refusal

_MEMBER = "ProvisionedConcurrentExecutions"


@dataclass(frozen=True, slots=True)
class _ProvisionedConfig:
    """``version``: whose environments are kept started, as the pool calls it."""

    units: int
    modified_ns: int
    version: str


class ProvisionedConcurrency:
    """What is provisioned. ``functions``: the template's. ``account``: how many invocations an
    account runs at once. ``provision``: keep so many environments of a version started."""

    def __init__(
        self,
        functions: Iterable[Function],
        arns: Arns,
        account: int,
        reserved: ReservedConcurrency,
        provision: Callable[[str, int], None],
    ) -> None:
        self._arns = arns
        self._account = account
        self._reserved = reserved
        self._provision = provision
        now_ns = epoch_ns()
        self._configs = {
            (function.name, function.aliases[0]): _ProvisionedConfig(
                function.provisioned_concurrency, now_ns, published.unit
            )
            for function in functions
            if function.provisioned_concurrency
            and (published := published_by_template(function)) is not None
        }
        self.handlers: Handlers = {
            "PutProvisionedConcurrencyConfig": with_members(
                self._put, {_MEMBER: Integer(1)}, (_MEMBER,)
            ),
            "GetProvisionedConcurrencyConfig": self._get,
            "ListProvisionedConcurrencyConfigs": self._list,
            "DeleteProvisionedConcurrencyConfig": self._delete,
        }

    def by_function(self) -> dict[str, int]:
        """The units that each function has provisioned, over all its qualifiers."""
        units: Counter[str] = Counter()
        for (function, _), config in self._configs.items():
            units[function] += config.units
        return dict(units)

    def forget(self, function: str) -> None:
        """Drop what was provisioned for a function that is gone."""
        for key in [key for key in self._configs if key[0] == function]:
            self._remove(key)

    def forget_qualifier(self, function: str, qualifier: str) -> None:
        """A version's number, or an alias."""
        self._remove((function, qualifier))

    def move(self, function: str, alias: str, version: Function) -> None:
        """The alias stands for another version now."""
        config = self._configs.get((function, alias))
        if config is not None and config.version != version.unit:
            self._remove((function, alias))
            self._keep((function, alias), config.units, version)

    def _put(self, request: ControlRequest, members: Members) -> Reply:
        if request.qualifier == LATEST:
            return refusal.invalid_parameter(
                "Provisioned Concurrency Configs cannot be applied to unpublished function "
                "versions."
            )
        units = members[_MEMBER]
        if refused := self._refuse_qualifier(request) or self._refuse(request, units):
            return refused
        version = request.function.version(request.qualifier)
        assert version is not None
        config = self._keep(request.key, units, version.function)
        return described(_of(config, ready=False), 202)

    def _get(self, request: ControlRequest) -> Reply:
        if refused := self._refuse_latest(request) or self._refuse_qualifier(request):
            return refused
        config = self._configs.get(request.key)
        if config is None:
            return Refusal(
                "ProvisionedConcurrencyConfigNotFoundException",
                "No Provisioned Concurrency Config found for this function",
                status=404,
            )
        return described(_of(config))

    def _list(self, request: ControlRequest) -> Reply:
        entries = [
            {"FunctionArn": self._arns.function(*key), **_of(config)}
            for key, config in self._configs.items()
            if key[0] == request.name
        ]
        return page(entries, request.route, "ProvisionedConcurrencyConfigs", "FunctionArn")

    def _delete(self, request: ControlRequest) -> Reply:
        """Answer 204, also where there is none."""
        if refused := self._refuse_latest(request) or self._refuse_qualifier(request):
            return refused
        self._remove(request.key)
        return Response(204)

    def _keep(self, key: tuple[str, str], units: int, version: Function) -> _ProvisionedConfig:
        config = self._configs[key] = _ProvisionedConfig(units, epoch_ns(), version.unit)
        self._provision(config.version, units)
        return config

    def _remove(self, key: tuple[str, str]) -> None:
        config = self._configs.pop(key, None)
        if config is not None:
            self._provision(config.version, 0)

    def _refuse_latest(self, request: ControlRequest) -> Refusal | None:
        if request.qualifier not in (None, LATEST):
            return None
        return refusal.invalid_parameter(
            "The function resource provided must be an alias or a published version."
        )

    def _refuse_qualifier(self, request: ControlRequest) -> Refusal | None:
        if request.qualifier is None:
            return refusal.invalid([constraint.missing("Qualifier")])
        if request.function.version(request.qualifier) is not None:
            return None
        arn = self._arns.function(request.name, request.qualifier)
        if request.qualifier.isdecimal():
            return refusal.not_found(arn)
        return refusal.not_found_because(f"Cannot find alias arn: {arn}")

    def _refuse(self, request: ControlRequest, units: int) -> Refusal | None:
        """The same version cannot have it twice, by its number and by an alias."""
        twin = self._twin(request)
        if twin is not None:
            return refusal.conflict(twin)
        mine = self._configs.get(request.key)
        siblings = self.by_function().get(request.name, 0) - (0 if mine is None else mine.units)
        reserved = self._reserved.of(request.name)
        others = 0 if reserved is not None else self._reserved.taken(request.name)
        fault = provisioned_concurrency_fault(siblings + units, reserved, others, self._account)
        return None if fault is None else refusal.invalid_parameter(fault)

    def _twin(self, request: ControlRequest) -> str | None:
        alias = request.function.aliases.get(str(request.qualifier))
        if alias is not None:
            if (request.name, alias.version) not in self._configs:
                return None
            return (
                "Alias can't be used for Provisioned Concurrency configuration on an already "
                "Provisioned version"
            )
        pointing = (
            (request.name, other.name) in self._configs
            for other in request.function.aliases.values()
            if other.version == request.qualifier
        )
        return "Version is pointed by a Provisioned Concurrency alias" if any(pointing) else None


def _of(config: _ProvisionedConfig, *, ready: bool = True) -> dict[str, Any]:
    there = config.units if ready else 0
    return {
        "RequestedProvisionedConcurrentExecutions": config.units,
        "AvailableProvisionedConcurrentExecutions": there,
        "AllocatedProvisionedConcurrentExecutions": there,
        "Status": "READY" if ready else "IN_PROGRESS",
        "LastModified": timestamp(config.modified_ns),
    }
