"""The partitions of a table or index: a ceiling each, whatever the table as a whole may serve."""

from functools import lru_cache
from hashlib import blake2b

from harness.capacity.limit import Limit
from harness.model.entry import Throttle
from harness.model.table import BillingMode, Index, Table, Throughput
from harness.model.time import NS_PER_S

# A second, of each partition, in both billing modes: Developer Guide, Burst and adaptive capacity,
# and Key range throughput exceeded (2026 copies). Reads and writes are apart; doubtful, for an
# answer on re:Post adds them up.
PARTITION_READ_UNITS = 3_000
PARTITION_WRITE_UNITS = 1_000
PARTITION_BURST_S = 1

# Doubtful: inferred from what a new on-demand table serves.
ON_DEMAND_PARTITIONS = 4

# A key that keeps its partition at the ceiling gets one of its own (Developer Guide, Burst and
# adaptive capacity, 2026 copy). Doubtful: when. The paper of USENIX ATC 2022 says minutes.
ISOLATION_S = 300
# Doubtful: a partition that refused nothing for so long is no longer hot.
COOLING_S = 60

_ISOLATED_KEYS = 1_000  # of one table or index: memory has to stay flat
_WATCHED_KEYS = 8  # of one partition that are watched

_ISOLATION_NS = ISOLATION_S * NS_PER_S
_COOLING_NS = COOLING_S * NS_PER_S

# The first byte of a key's hash, which has 64 bits, decides where it is: so many can differ.
_PARTITIONS_MAX = 256
_FIRST_BYTE_AT = 56

_NO_UNITS = Throughput(0, 0)


def provisioned_partitions(read_units: int, write_units: int) -> int:
    """AWS's old formula, ceil(RCU / 3000 + WCU / 1000) (Stack Overflow 51240422). Doubtful: AWS
    took it off its pages. Here, 256 at most."""
    needed = -(-(read_units + 3 * write_units) // PARTITION_READ_UNITS)
    return min(_PARTITIONS_MAX, max(1, needed))


def on_demand_partitions(read_units: int, write_units: int) -> int:
    """Doubtful: as many as the units need, four at least. Here, 256 at most."""
    needed = max(-(-read_units // PARTITION_READ_UNITS), -(-write_units // PARTITION_WRITE_UNITS))
    return min(_PARTITIONS_MAX, max(ON_DEMAND_PARTITIONS, needed))


def first_partitions(owner: Table | Index, billing_mode: BillingMode) -> int:
    """With how many a table or a global index starts. What it was told to be ready for counts like
    what it has (Developer Guide, Understanding warm throughput, 2026 copy)."""
    warm = owner.warm_throughput or _NO_UNITS
    if billing_mode is BillingMode.PAY_PER_REQUEST:
        return on_demand_partitions(warm.read_units, warm.write_units)
    own = owner.throughput or _NO_UNITS
    return provisioned_partitions(
        max(own.read_units, warm.read_units), max(own.write_units, warm.write_units)
    )


@lru_cache
def partition_numbers(salt: int, count: int) -> bytes:
    """Which of ``count`` partitions a key is in, by the first byte of its hash.

    Each has a range of hashes, as AWS's do (USENIX ATC 2022); ``salt`` shuffles the bytes before,
    so it decides which keys are neighbours.
    """
    shuffled = sorted(
        range(_PARTITIONS_MAX), key=lambda byte: blake2b(b"%d:%d" % (salt, byte)).digest()
    )
    return bytes(place * count // _PARTITIONS_MAX for place in shuffled)


class Partition(Limit):
    """One partition's ceiling, reads or writes.

    ``busy``: what its busiest keys took while it is hot, from its first refusal on; else None.
    """

    __slots__ = ("_hot_since_ns", "_refused_ns", "busy")

    def __init__(self, half_units_per_s: int, now_ns: int, throttle: Throttle) -> None:
        super().__init__(half_units_per_s, now_ns, throttle, PARTITION_BURST_S)
        self.busy: dict[int, int] | None = None
        self._hot_since_ns = 0
        self._refused_ns = 0

    def refused(self, now_ns: int) -> None:
        """Begin to watch its keys, or go on: it has just refused an access."""
        if self.busy is None or now_ns - self._refused_ns > _COOLING_NS:
            self.busy = {}
            self._hot_since_ns = now_ns
        self._refused_ns = now_ns

    def count(self, key: int, half_units: int) -> int | None:
        """While hot: who takes how much. The busiest key, once that has lasted long enough to
        relieve the partition of it; it is then watched anew."""
        assert self.busy is not None
        _count(self.busy, key, half_units)
        if self._refused_ns - self._hot_since_ns < _ISOLATION_NS:
            return None
        busiest = max(self.busy, key=self.busy.__getitem__)
        self.busy = None
        return busiest


def _count(busy: dict[int, int], key: int, half_units: int) -> None:
    """Space-Saving (Metwally 2005): a new key takes the least one's place and its count."""
    least = 0
    if key not in busy and len(busy) == _WATCHED_KEYS:
        least = busy.pop(min(busy, key=busy.__getitem__))
    busy[key] = busy.get(key, least) + half_units


class Partitions:
    """Which partition a key is in. They are split, never merged (AWS Database Blog, part 3 on
    partitions and hot keys).

    ``salt`` decides which keys are neighbours. Memory is bounded: a bucket for each partition and
    for at most 1,000 isolated keys, the oldest of which goes back.
    """

    __slots__ = ("_half_units_per_s", "_isolated", "_numbers", "_partitions", "_salt", "_throttle")

    def __init__(self, half_units_per_s: int, salt: int, throttle: Throttle) -> None:
        self._half_units_per_s = half_units_per_s
        self._salt = salt
        self._throttle = throttle
        self._partitions: list[Partition] = []
        self._numbers = b""
        self._isolated: dict[int, Partition] = {}

    def __len__(self) -> int:
        return len(self._partitions)

    def split(self, count: int, now_ns: int, throttle: Throttle) -> None:
        """So many at least. ``throttle``: what they say from now on."""
        if count > len(self):
            self._partitions = [self._new(now_ns) for _ in range(count)]
            self._numbers = partition_numbers(self._salt, count)
        self._throttle = throttle
        for partition in (*self._partitions, *self._isolated.values()):
            partition.throttle = throttle

    def of(self, key: int) -> Partition:
        """The partition of a key, by the hash of its value."""
        if self._isolated:
            isolated = self._isolated.get(key)
            if isolated is not None:
                return isolated
        return self._partitions[self._numbers[key >> _FIRST_BYTE_AT]]

    def take(self, key: int, half_units: int, now_ns: int) -> None:
        """Take what a key consumed; a key that has been hot for long gets its own partition."""
        partition = self.of(key)
        partition.take(half_units, now_ns)
        if partition.busy is not None and key not in self._isolated:
            busiest = partition.count(key, half_units)
            if busiest is not None:
                self._isolate(busiest, now_ns)

    def _isolate(self, key: int, now_ns: int) -> None:
        if len(self._isolated) == _ISOLATED_KEYS:
            del self._isolated[next(iter(self._isolated))]
        self._isolated[key] = self._new(now_ns)

    def _new(self, now_ns: int) -> Partition:
        return Partition(self._half_units_per_s, now_ns, self._throttle)
