"""What a runtime client prints, as AWS shows it."""

_LEVELS = (b"[ERROR]", b"[WARNING]")


def as_logged(line: bytes) -> bytes:
    """``line`` with its newline. awslambdaric (4.2, 2026) ends the lines of a traceback with a
    carriage return where its output is a pipe, and with a newline where it is AWS's; what a
    function prints itself is left alone."""
    if b"\r" not in line or not line.startswith(_LEVELS):
        return line
    return line.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
