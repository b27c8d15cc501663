"""Cuts a process's output into lines."""

# A line longer than this reaches the callback in pieces, so that a child that never prints a
# newline cannot fill our memory.
LINE_BYTES_MAX = 64 * 1024


class LineSplitter:
    """Bytes in, whole lines out, each with its newline; the last of the output may have none."""

    def __init__(self, line_bytes_max: int = LINE_BYTES_MAX) -> None:
        self._line_bytes_max = line_bytes_max
        self._rest = b""

    def feed(self, data: bytes) -> list[bytes]:
        """The lines that ``data`` completes."""
        *whole, rest = (self._rest + data).split(b"\n")
        pieces = [piece for line in whole for piece in self._cut(line + b"\n")]
        *early, self._rest = self._cut(rest)
        return pieces + early

    def flush(self) -> list[bytes]:
        """What came after the last newline."""
        rest, self._rest = self._rest, b""
        return [rest] if rest else []

    def _cut(self, line: bytes) -> list[bytes]:
        size = self._line_bytes_max
        return [line[start : start + size] for start in range(0, len(line), size)] or [b""]
