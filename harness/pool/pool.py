"""The pool's rules. One environment serves one invocation at a time, as on AWS.

Environments of a function grow with its demand. Three bounds mean different things:

- reserved concurrency and the account's ``concurrency`` are AWS's limits, beyond which an
  invocation is refused (Lambda developer guide, "Understanding Lambda function scaling", 2026-11);
- ``environments_max`` is this machine's, over all functions: beyond it invocations wait, after
  idle environments of other functions were ended to make room;
- ``starting_max`` start at once, because a cold start is CPU.

Waiting invocations of a function are served first come, first served. Free places go to the
function whose first invocation has waited longest.
"""

from collections.abc import Mapping

from harness.pool.messages import (
    CodeChanged,
    Command,
    ConcurrencyProvisioned,
    ConcurrencyReserved,
    Dispatch,
    EndEnvironment,
    EnvironmentLost,
    EnvironmentReady,
    Event,
    FailInvocation,
    InvocationAnswered,
    InvocationArrived,
    InvocationEnded,
    RefuseInvocation,
    StartEnvironment,
    TimePassed,
)
from harness.pool.share import Concurrency, PooledEnvironment, Share, State

OF_THE_FUNCTION = "ReservedFunctionConcurrentInvocationLimitExceeded"
OF_THE_ACCOUNT = "ConcurrentInvocationLimitExceeded"

# How long a runtime may take from its answer to its next request, awslambdaric takes 0.2 ms.
ANSWERED_NS_MAX = 100_000_000


class Pool:
    """Decides. ``concurrency``: of the account, in invocations at once. ``idle_ns``: how long an
    environment that nobody needs is kept. ``grows``: False where only those started ahead may
    serve."""

    def __init__(
        self,
        functions: Mapping[str, Concurrency],
        *,
        concurrency: int,
        environments_max: int,
        starting_max: int,
        idle_ns: int,
        grows: bool = True,
    ) -> None:
        self._concurrency = concurrency
        self._environments_max = environments_max
        self._starting_max = starting_max
        self._idle_ns = idle_ns
        self._grows = grows
        self._environments: dict[int, PooledEnvironment] = {}
        self._shares: dict[str, Share] = {}
        self._functions: dict[str, list[Share]] = {}
        for name, function in functions.items():
            self._add(name, function)
        self._reserved_total = self._sum_of_reserved()
        self._starts_ahead = any(share.ahead for share in self._shares.values())
        self._waiting = 0
        self._busy = 0
        self._starting = 0
        self._ending = 0
        self._last_id = 0
        self._arrivals = 0

    def decide(self, event: Event, now_ns: int) -> list[Command]:
        """Take one event; return what to do, in order."""
        match event:
            case InvocationArrived(invocation, function, cold):
                return self._arrived(invocation, self._share(function), cold)
            case EnvironmentReady(environment):
                return self._free(self._environments[environment], now_ns)
            case InvocationAnswered(environment):
                return self._answered(self._environments[environment], now_ns)
            case InvocationEnded(environment, retire):
                return self._free(self._environments[environment], now_ns, retire=retire)
            case EnvironmentLost(environment):
                return self._lost(environment)
            case CodeChanged(function):
                return self._changed(self._share(function))
            case ConcurrencyReserved(function, units):
                return self._reserved(self._share(function), units)
            case ConcurrencyProvisioned(function, units):
                return self._provisioned(self._share(function), units)
            case TimePassed():
                self._give_up_on_answered(now_ns)
                return [*self._reap(now_ns), *self._grow()]

    def count(self, function: str, *states: State) -> int:
        """How many environments of a function are in any of these states."""
        return sum(self._share(function).counts[state] for state in states)

    def waiting(self, function: str) -> int:
        """How many invocations of a function wait for an environment."""
        return len(self._share(function).waiting)

    # events

    def _arrived(self, invocation: str, share: Share, cold: bool) -> list[Command]:
        reason = self._refusal(share)
        if reason:
            return [RefuseInvocation(invocation, reason)]
        self._arrivals += 1
        self._waiting += 1
        share.waiting.append((self._arrivals, invocation, cold))
        return self._serve(share)

    def _answered(self, environment: PooledEnvironment, now_ns: int) -> list[Command]:
        """Not in flight any more; but its next invocation is not yet somebody else's either."""
        environment.since_ns = now_ns
        self._move(environment, State.ANSWERED)
        return []

    def _free(
        self, environment: PooledEnvironment, now_ns: int, *, retire: bool = False
    ) -> list[Command]:
        """It can serve. An ending one says so too, if it did not know yet."""
        if environment.state is State.ENDING:
            return []
        share = self._shares[environment.function]
        share.failing = False
        if retire or environment.version != share.version or self._gives_way(share):
            return [self._end(environment), *self._grow()]
        environment.since_ns = now_ns
        self._move(environment, State.IDLE)
        return self._serve(share)

    def _lost(self, environment_id: int) -> list[Command]:
        environment = self._environments.get(environment_id)
        if environment is None:
            return []
        share = self._shares[environment.function]
        failed: list[Command] = []
        if environment.state is State.STARTING and environment.version == share.version:
            failed = self._failed_to_start(environment, share)
        self._move(environment, State.LOST)
        del self._environments[environment_id]
        return [*failed, *self._grow()]

    def _failed_to_start(self, environment: PooledEnvironment, share: Share) -> list[Command]:
        share.failing = True
        if not share.waiting:
            return []
        return [FailInvocation(self._next(share), environment.id)]

    def _changed(self, share: Share) -> list[Command]:
        share.version += 1
        share.failing = False
        ended = [self._end(environment) for environment in list(share.idle)]
        return [*ended, *self._grow()]

    def _reserved(self, share: Share, units: int | None) -> list[Command]:
        ended: list[Command] = []
        for version in share.versions:
            version.reserved = units
            surplus = 0 if units is None else max(0, version.running - units)
            ended += [self._end(environment) for environment in version.idle[:surplus]]
        self._reserved_total = self._sum_of_reserved()
        return [*ended, *self._grow()]

    def _provisioned(self, share: Share, units: int) -> list[Command]:
        share.ahead = units
        self._starts_ahead = any(share.ahead for share in self._shares.values())
        return self._grow()

    def _give_up_on_answered(self, now_ns: int) -> None:
        """A runtime that does something else before it asks for work is busy with that."""
        for share in self._shares.values():
            for environment in list(share.answered):
                if now_ns - environment.since_ns >= ANSWERED_NS_MAX:
                    self._move(environment, State.BUSY)

    def _reap(self, now_ns: int) -> list[Command]:
        return [
            self._end(environment)
            for share in self._shares.values()
            for environment in share.idle[: max(0, share.running - share.ahead)]
            if now_ns - environment.since_ns >= self._idle_ns
        ]

    # decisions

    def _refusal(self, share: Share) -> str:
        if share.reserved is not None:
            return OF_THE_FUNCTION if share.in_flight_together >= share.reserved else ""
        left = self._concurrency - self._reserved_total
        if self._busy + self._waiting < left:  # the whole account is: no need to tell them apart
            return ""
        shares = self._shares.values()
        in_flight = sum(other.in_flight for other in shares if other.reserved is None)
        return OF_THE_ACCOUNT if in_flight >= left else ""

    def _serve(self, share: Share) -> list[Command]:
        """Give waiting invocations to idle environments; start more for those left over. One that
        has to start cold ends what is warm, or its function could be full of that."""
        commands: list[Command] = []
        while share.waiting and share.idle:
            environment = share.idle[-1]
            if share.next_is_cold and environment.has_served:
                commands.append(self._end(environment))
                continue
            environment.has_served = True
            self._move(environment, State.BUSY)
            commands.append(Dispatch(self._next(share), environment.id))
        return commands + self._grow()

    def _grow(self) -> list[Command]:
        commands: list[Command] = []
        if not self._waiting and not self._starts_ahead:
            return commands
        while self._starting < self._starting_max and (share := self._neediest()) is not None:
            if len(self._environments) < self._environments_max:
                commands.append(self._start(share))
            else:
                commands += self._make_room(share)
                break
        return commands

    def _neediest(self) -> Share | None:
        wanting = [share for share in self._shares.values() if share.wants_another(self._grows)]
        return min(wanting, key=Share.claim, default=None)

    def _make_room(self, share: Share) -> list[Command]:
        """End the environment that has been idle longest, one at a time, for who waits."""
        if self._ending or not share.waiting:
            return []
        idle = [other.idle[0] for other in self._shares.values() if other.idle]
        if not idle:
            return []
        return [self._end(min(idle, key=lambda environment: environment.since_ns))]

    def _gives_way(self, share: Share) -> bool:
        """Whether a function without any environment has waited longer, on a machine that is full:
        it would wait as long as the others are busy."""
        if self._ending or len(self._environments) < self._environments_max:
            return False
        neediest = self._neediest()
        if neediest is None or neediest.running or not neediest.waiting:
            return False
        return neediest is not share and neediest.claim() < share.claim()

    # steps

    def _start(self, share: Share) -> Command:
        self._last_id += 1
        ahead = share.is_short
        environment = PooledEnvironment(self._last_id, share.name, share.version)
        self._environments[environment.id] = environment
        share.counts[State.STARTING] += 1
        self._starting += 1
        return StartEnvironment(environment.id, share.name, ahead=ahead)

    def _end(self, environment: PooledEnvironment) -> Command:
        self._move(environment, State.ENDING)
        return EndEnvironment(environment.id)

    def _move(self, environment: PooledEnvironment, to: State) -> None:
        was = environment.state
        self._shares[environment.function].move(environment, to)
        self._busy += (to is State.BUSY) - (was is State.BUSY)
        self._starting -= was is State.STARTING
        self._ending += (to is State.ENDING) - (was is State.ENDING)

    def _next(self, share: Share) -> str:
        """The invocation that has waited longest; it waits no more."""
        self._waiting -= 1
        return share.waiting.popleft()[1]

    def _sum_of_reserved(self) -> int:
        return sum(versions[0].reserved or 0 for versions in self._functions.values())

    def _share(self, function: str) -> Share:
        share = self._shares.get(function)
        return self._add(function, Concurrency()) if share is None else share

    def _add(self, unit: str, concurrency: Concurrency) -> Share:
        """A version that comes later shares what its function has reserved."""
        versions = self._functions.setdefault(unit.partition(":")[0], [])
        reserved = versions[0].reserved if versions else concurrency.reserved
        share = self._shares[unit] = Share(unit, reserved, concurrency.ahead, versions=versions)
        versions.append(share)
        return share
