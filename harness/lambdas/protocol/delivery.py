"""When an event is tried again, and when it is given up. Time is an argument.

Developer Guide, invocation-async-error-handling and invocation-async-retain-records (2026): a
function error is retried twice, after one minute and after two; what concurrency refuses goes back
into the queue, after a second at first and five minutes at most; after six hours it is given up.
"""

from dataclasses import dataclass, replace
from enum import Enum, auto

from harness.model.time import NS_PER_S

SUCCESS = "Success"
RETRIES_EXHAUSTED = "RetriesExhausted"
EVENT_AGE_EXCEEDED = "EventAgeExceeded"
ZERO_RESERVED_CONCURRENCY = "ZeroReservedConcurrency"
HARNESS_STOPPED = "HarnessStopped"  # ours: AWS does not stop

# However short the delays are set, a refused event does not keep the processor busy.
_BACK_OFF_MIN_NS = NS_PER_S // 100
_AGE_MAX_NS = 6 * 3600 * NS_PER_S


class Attempt(Enum):
    """How one attempt ended. ``OFF``: the function's reserved concurrency is zero, so it was not
    tried at all."""

    SUCCEEDED = auto()
    FAILED = auto()
    REFUSED = auto()
    OFF = auto()


@dataclass(frozen=True, slots=True)
class Patience:
    """How long an event is tried. ``retry_delay_ns`` is the first retry's; the second waits twice
    as long, and back-off goes from a sixtieth to five times of it."""

    retry_delay_ns: int = 60 * NS_PER_S
    retries_max: int = 2
    age_max_ns: int = _AGE_MAX_NS


@dataclass(frozen=True, slots=True)
class Delivery:
    """An event so far. ``invoked``: how often a runtime had it; ``refused``: how often it was
    refused since it last ran."""

    arrived_ns: int
    invoked: int = 0
    refused: int = 0


@dataclass(frozen=True, slots=True)
class TryAgain:
    """Another attempt. ``at_ns``: when, on the clock of ``Delivery.arrived_ns``."""

    delivery: Delivery
    at_ns: int


@dataclass(frozen=True, slots=True)
class GiveUp:
    """The end of the attempts. ``condition``: AWS's word for why."""

    delivery: Delivery
    condition: str


Next = TryAgain | GiveUp | None


def after(delivery: Delivery, attempt: Attempt, now_ns: int, patience: Patience) -> Next:
    """What follows an attempt that has just ended; None where the event is delivered."""
    match attempt:
        case Attempt.SUCCEEDED:
            return None
        case Attempt.OFF:
            return GiveUp(delivery, ZERO_RESERVED_CONCURRENCY)
        case Attempt.FAILED:
            tried = replace(delivery, invoked=delivery.invoked + 1, refused=0)
            if tried.invoked > patience.retries_max:
                return GiveUp(tried, RETRIES_EXHAUSTED)
            return _again(tried, now_ns + patience.retry_delay_ns * tried.invoked, patience)
        case Attempt.REFUSED:
            refused = replace(delivery, refused=delivery.refused + 1)
            return _again(refused, now_ns + _back_off_ns(refused.refused, patience), patience)


def _again(delivery: Delivery, at_ns: int, patience: Patience) -> TryAgain | GiveUp:
    if at_ns - delivery.arrived_ns > patience.age_max_ns:
        return GiveUp(delivery, EVENT_AGE_EXCEEDED)
    return TryAgain(delivery, at_ns)


def _back_off_ns(refusals: int, patience: Patience) -> int:
    """One second, doubled at each refusal in a row (doubtful: AWS says "exponentially")."""
    first_ns, last_ns = patience.retry_delay_ns // 60, patience.retry_delay_ns * 5
    return max(_BACK_OFF_MIN_NS, min(first_ns << min(refusals - 1, 16), last_ns))
