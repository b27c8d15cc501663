"""A free port that stays ours until the engine has taken it."""

import socket


class ReservedPort:
    """Bound, not listening, and to be shared: on Linux another socket with SO_REUSEADDR (Java sets
    it) can still bind it and listen, while the kernel gives it to nobody who asks for any port.
    """

    def __init__(self, number: int = 0) -> None:
        """``number`` 0 takes a free one. Raises OSError where ``number`` is taken."""
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        # As DynamoDB Local binds, on all addresses: a port free on one may be taken on another.
        self._socket.bind(("", number))
        self.number: int = self._socket.getsockname()[1]

    def release(self) -> None:
        """Let go of it: whoever listens there by now keeps it."""
        self._socket.close()
