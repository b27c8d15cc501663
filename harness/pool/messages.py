"""What the shell tells the pool, and what the pool tells the shell to do."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class InvocationArrived:
    invocation: str
    function: str


@dataclass(frozen=True, slots=True)
class EnvironmentReady:
    environment: int


@dataclass(frozen=True, slots=True)
class InvocationEnded:
    """The environment answered and can serve again."""

    environment: int


@dataclass(frozen=True, slots=True)
class EnvironmentLost:
    """The process is gone, or is being killed, or its initialisation failed."""

    environment: int


Event = InvocationArrived | EnvironmentReady | InvocationEnded | EnvironmentLost


@dataclass(frozen=True, slots=True)
class StartEnvironment:
    environment: int
    function: str


@dataclass(frozen=True, slots=True)
class Dispatch:
    invocation: str
    environment: int


@dataclass(frozen=True, slots=True)
class FailInvocation:
    """Answer with the initialisation error of the environment that was started for it."""

    invocation: str
    environment: int


@dataclass(frozen=True, slots=True)
class RefuseInvocation:
    """429: the function's reserved concurrency is used up."""

    invocation: str


Command = StartEnvironment | Dispatch | FailInvocation | RefuseInvocation
