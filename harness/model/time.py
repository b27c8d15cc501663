"""Time is counted in whole nanoseconds (``…_ns``), since the epoch or of a monotonic clock."""

NS_PER_S = 1_000_000_000
