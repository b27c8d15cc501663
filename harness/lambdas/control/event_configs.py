"""How often and how long events are tried, of each version and alias."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from harness.clock import epoch_ns
from harness.lambdas.control.request import ControlRequest, Handlers, Reply
from harness.lambdas.protocol import refusal
from harness.lambdas.protocol.arn import Arns
from harness.lambdas.protocol.constraint import Constraint, Integer, Text
from harness.lambdas.protocol.delivery import Patience
from harness.lambdas.protocol.description import described
from harness.lambdas.protocol.page import page
from harness.lambdas.protocol.payload import read_valid
from harness.model.function import LATEST, Function
from harness.model.time import NS_PER_S
from harness.wire.message import Response
from harness.wire.refusal import Refusal

_RETRIES, _AGE, _DESTINATIONS = (
    "MaximumRetryAttempts",
    "MaximumEventAgeInSeconds",
    "DestinationConfig",
)
_DESTINATION = Text(
    350,
    r"$|kafka://([^.]([a-zA-Z0-9\-_.]{0,248}))|arn:(aws[a-zA-Z0-9-]*):([a-zA-Z0-9\-])+:((eusc-)?"
    r"[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\d{1})?:(\d{12})?:(.*)",
)
_CONSTRAINTS: Mapping[str, Constraint] = {
    _RETRIES: Integer(0, 2),
    _AGE: Integer(60, 21_600),
    "DestinationConfig.OnSuccess.Destination": _DESTINATION,
    "DestinationConfig.OnFailure.Destination": _DESTINATION,
}


@dataclass(frozen=True, slots=True)
class _EventConfig:
    """``members``: those that were given. ``modified_ns``: since the epoch."""

    members: Mapping[str, Any]
    modified_ns: int

    def patience(self, default: Patience) -> Patience:
        age_s = self.members.get(_AGE)
        return Patience(
            default.retry_delay_ns,
            self.members.get(_RETRIES, default.retries_max),
            default.age_max_ns if age_s is None else age_s * NS_PER_S,
        )


class EventConfigs:
    """The EventInvokeConfigs. ``functions``: of the template, which may have one.
    ``retry_delay_ns``: the first retry's; it is not configurable at AWS, so a setting."""

    def __init__(self, functions: Iterable[Function], arns: Arns, retry_delay_ns: int) -> None:
        self._arns = arns
        self._default = Patience(retry_delay_ns)
        now_ns = epoch_ns()
        self._configs = {
            (function.name, qualifier): _EventConfig(members, now_ns)
            for function in functions
            if (members := _of_template(function))
            for qualifier in function.aliases or (LATEST,)
        }
        self.handlers: Handlers = {
            "GetFunctionEventInvokeConfig": self._get,
            "PutFunctionEventInvokeConfig": self._put,
            "UpdateFunctionEventInvokeConfig": self._update,
            "DeleteFunctionEventInvokeConfig": self._delete,
            "ListFunctionEventInvokeConfigs": self._list,
        }

    def patience(self, function: str, qualifier: str | None = None) -> Patience:
        """How long events are tried; AWS's default where nothing was configured."""
        config = self._configs.get((function, qualifier or LATEST))
        return self._default if config is None else config.patience(self._default)

    def has_on_success(self, function: str, qualifier: str | None = None) -> bool:
        """Whether AWS would tell a destination that an event has succeeded."""
        config = self._configs.get((function, qualifier or LATEST))
        destinations = {} if config is None else config.members.get(_DESTINATIONS) or {}
        return "Destination" in (destinations.get("OnSuccess") or {})

    def forget(self, function: str) -> None:
        """Drop what was configured for a function that is gone."""
        self._configs = {key: kept for key, kept in self._configs.items() if key[0] != function}

    def _get(self, request: ControlRequest) -> Reply:
        config = self._configs.get(request.key)
        return self._none(request) if config is None else described(self._of(request.key, config))

    def _put(self, request: ControlRequest) -> Reply:
        return self._set(request, {})

    def _update(self, request: ControlRequest) -> Reply:
        """What the request leaves out stays."""
        old = self._configs.get(request.key)
        if old is None and request.function.version(request.qualifier) is not None:
            return self._none(request)
        return self._set(request, {} if old is None else old.members)

    def _delete(self, request: ControlRequest) -> Reply:
        return (
            self._none(request) if self._configs.pop(request.key, None) is None else Response(204)
        )

    def _list(self, request: ControlRequest) -> Reply:
        entries = [
            self._of(key, config) for key, config in self._configs.items() if key[0] == request.name
        ]
        return page(entries, request.route, "FunctionEventInvokeConfigs", "FunctionArn")

    def _set(self, request: ControlRequest, old: Mapping[str, Any]) -> Reply:
        members = _read(request.body)
        if isinstance(members, Refusal):
            return members
        if request.function.version(request.qualifier) is None:
            return refusal.not_found_because("The function doesn't exist.")
        config = self._configs[request.key] = _EventConfig({**old, **members}, epoch_ns())
        return described(self._of(request.key, config))

    def _of(self, key: tuple[str, str], config: _EventConfig) -> dict[str, Any]:
        destinations = config.members.get(_DESTINATIONS) or {}
        return {
            "LastModified": config.modified_ns // 1_000_000 / 1000,
            "FunctionArn": self._arns.function(*key),
            **config.members,
            _DESTINATIONS: {"OnSuccess": {}, "OnFailure": {}} | destinations,
        }

    def _none(self, request: ControlRequest) -> Reply:
        return refusal.no_event_config(self._arns.function(*request.key))


def _read(body: bytes) -> Mapping[str, Any] | Refusal:
    members = read_valid(body, _CONSTRAINTS)
    if isinstance(members, Refusal):
        return members
    config = {
        name: members[name]
        for name in (_RETRIES, _AGE, _DESTINATIONS)
        if members.get(name) is not None
    }
    return config or refusal.invalid_parameter(
        "You must specify at least one of error handling or destination setting."
    )


def _of_template(function: Function) -> dict[str, Any]:
    destinations = {kind: {"Destination": arn} for kind, arn in function.event_destinations.items()}
    members = {
        _RETRIES: function.event_retries_max,
        _AGE: function.event_age_max_s,
        _DESTINATIONS: destinations or None,
    }
    return {name: value for name, value in members.items() if value is not None}
