"""What the shell tells the pool, and what the pool tells the shell to do.

``function`` is a unit: one version of a function, ``hello`` or ``hello:7``. Only a reservation is
of the function, whatever its versions.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class InvocationArrived:
    """Somebody invokes the function. ``cold``: only an environment that has served nobody will
    do."""

    invocation: str
    function: str
    cold: bool = False


@dataclass(frozen=True, slots=True)
class EnvironmentReady:
    """The environment has initialised, and asks for its first invocation."""

    environment: int


@dataclass(frozen=True, slots=True)
class InvocationAnswered:
    """The environment has answered, and is about to ask for the next one."""

    environment: int


@dataclass(frozen=True, slots=True)
class InvocationEnded:
    """The environment can serve again. ``retire``: but must not, so that the next
    invocation finds it gone."""

    environment: int
    retire: bool = False


@dataclass(frozen=True, slots=True)
class EnvironmentLost:
    """The process is gone, or is being killed, or its initialisation failed."""

    environment: int


@dataclass(frozen=True, slots=True)
class CodeChanged:
    """Environments that started before are out of date."""

    function: str


@dataclass(frozen=True, slots=True)
class ConcurrencyReserved:
    """The reservation is another one. ``units`` None: the function shares what no function has
    reserved."""

    function: str
    units: int | None


@dataclass(frozen=True, slots=True)
class ConcurrencyProvisioned:
    """The provision is another one. ``units``: how many environments of this version are kept
    started."""

    function: str
    units: int


@dataclass(frozen=True, slots=True)
class TimePassed:
    """Something may be due: environments to start ahead, or idle ones to end."""


Event = (
    InvocationArrived
    | EnvironmentReady
    | InvocationAnswered
    | InvocationEnded
    | EnvironmentLost
    | CodeChanged
    | ConcurrencyReserved
    | ConcurrencyProvisioned
    | TimePassed
)


@dataclass(frozen=True, slots=True)
class StartEnvironment:
    """Start a process; EnvironmentReady or EnvironmentLost follows. ``ahead``: whether or not an
    invocation asks for it."""

    environment: int
    function: str
    ahead: bool = False


@dataclass(frozen=True, slots=True)
class EndEnvironment:
    """End the process; EnvironmentLost is to follow."""

    environment: int


@dataclass(frozen=True, slots=True)
class Dispatch:
    """Give a waiting invocation to an idle environment."""

    invocation: str
    environment: int


@dataclass(frozen=True, slots=True)
class FailInvocation:
    """Answer with the initialisation error of the environment that was started for it."""

    invocation: str
    environment: int


@dataclass(frozen=True, slots=True)
class RefuseInvocation:
    """429. ``reason``: AWS's word for whose limit it is."""

    invocation: str
    reason: str


Command = StartEnvironment | EndEnvironment | Dispatch | FailInvocation | RefuseInvocation
