"""A transport without a socket."""

import asyncio
from typing import Any


class FakeTransport(asyncio.Transport):
    """``written``: all that was. ``buffered``: what a slow reader has not taken."""

    def __init__(self) -> None:
        super().__init__()
        self.written = b""
        self.reading = True
        self.buffered = 0
        self.ended = self.closed = self.aborted = False
        self.protocol: asyncio.BaseProtocol | None = None

    def write(self, data: Any) -> None:
        assert not self.ended
        assert not self.closed
        self.written += data

    def write_eof(self) -> None:
        self.ended = True

    def close(self) -> None:
        self.closed = True

    def abort(self) -> None:
        self.aborted = True

    def set_protocol(self, protocol: asyncio.BaseProtocol) -> None:
        self.protocol = protocol

    def pause_reading(self) -> None:
        self.reading = False

    def resume_reading(self) -> None:
        self.reading = True

    def get_write_buffer_size(self) -> int:
        return self.buffered
