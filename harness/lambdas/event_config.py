"""How often and how long events are tried, as the control plane sets it."""

from collections.abc import Iterable
from dataclasses import dataclass

from harness.clock import epoch_ns
from harness.lambdas.protocol import refusal
from harness.lambdas.protocol.delivery import NS_PER_S, Patience
from harness.lambdas.protocol.description import described
from harness.lambdas.protocol.members import read_integer, read_members
from harness.model.function import Function
from harness.wire.message import Response


@dataclass(frozen=True, slots=True)
class _Config:
    """None: AWS's default. ``modified_ns``: since the epoch."""

    retries_max: int | None
    age_max_s: int | None
    modified_ns: int


class EventConfigs:
    """``functions``: of the template, which may have one. ``retry_delay_ns``: the first retry's; it
    is not configurable at AWS, so a setting."""

    def __init__(self, functions: Iterable[Function], retry_delay_ns: int) -> None:
        self._default = Patience(retry_delay_ns)
        now_ns = epoch_ns()
        self._configs = {
            function.name: _Config(function.event_retries_max, function.event_age_max_s, now_ns)
            for function in functions
            if (function.event_retries_max, function.event_age_max_s) != (None, None)
        }

    def patience(self, function: str) -> Patience:
        config = self._configs.get(function)
        if config is None:
            return self._default
        default, age_s = self._default, config.age_max_s
        return Patience(
            default.retry_delay_ns,
            default.retries_max if config.retries_max is None else config.retries_max,
            default.age_max_ns if age_s is None else age_s * NS_PER_S,
        )

    def described(self, function: str, arn: str) -> Response:
        """``arn``: with its qualifier."""
        config = self._configs.get(function)
        if config is None:
            return refusal.no_event_config(arn)
        answer: dict[str, object] = {
            "LastModified": config.modified_ns // 1_000_000 / 1000,
            "FunctionArn": arn,
            "DestinationConfig": {"OnSuccess": {}, "OnFailure": {}},
        }
        if config.retries_max is not None:
            answer["MaximumRetryAttempts"] = config.retries_max
        if config.age_max_s is not None:
            answer["MaximumEventAgeInSeconds"] = config.age_max_s
        return described(answer)

    def put(self, function: str, arn: str, body: bytes, *, keep: bool) -> Response:
        """``keep`` what the body leaves out; else it is AWS's default again."""
        members = read_members(body)
        if isinstance(members, Response):
            return members
        retries = read_integer(members, "MaximumRetryAttempts", 0, 2)
        age_s = read_integer(members, "MaximumEventAgeInSeconds", 60, 21_600)
        if isinstance(retries, Response):
            return retries
        if isinstance(age_s, Response):
            return age_s
        old = self._configs.get(function) if keep else None
        if old is not None:
            retries = old.retries_max if retries is None else retries
            age_s = old.age_max_s if age_s is None else age_s
        self._configs[function] = _Config(retries, age_s, epoch_ns())
        return self.described(function, arn)

    def delete(self, function: str, arn: str) -> Response:
        if self._configs.pop(function, None) is None:
            return refusal.no_event_config(arn)
        return Response(204)
