"""Says, with each DynamoDB call of a function, which lines of its own code make it.

Runs in the function's environment, where the setting ``lines`` is ``on``, so it imports nothing of
the harness. Every session that botocore makes is watched; the gateway takes the header off again.
Some 25 µs a call, with 25 frames of the SDK in between (measured 2026-11).
"""

import os
import sys
from types import FrameType
from typing import Any

# Without AWS's own, which may lie in the function's folder too.
_SDK = frozenset(("aiobotocore", "boto3", "botocore", "s3transfer", "urllib3"))

_LINES_MAX = 4


def watch_sessions(module: Any) -> None:
    """``module``: ``botocore.session``, just imported, of whatever age."""
    original_init = module.Session.__init__

    def watched(self: Any, *args: Any, **kwargs: Any) -> None:
        original_init(self, *args, **kwargs)
        _watch(self)

    module.Session.__init__ = watched


def _watch(session: Any) -> None:
    session.register("before-send.dynamodb", _add_lines)


def _add_lines(request: Any, **_: Any) -> None:
    lines = _lines(sys._getframe(1))
    if lines:
        request.headers["x-harness-line"] = lines


def _lines(frame: FrameType | None) -> str:
    """``app.py:31 in save, app.py:12 in lambda_handler``: innermost first."""
    folder = os.path.join(os.environ["LAMBDA_TASK_ROOT"], "")
    lines: list[str] = []
    while frame is not None and len(lines) < _LINES_MAX:
        code = frame.f_code
        package = frame.f_globals.get("__name__", "").partition(".")[0]
        if code.co_filename.startswith(folder) and package not in _SDK:
            name = code.co_filename.removeprefix(folder)
            lines.append(f"{name}:{frame.f_lineno} in {code.co_name}")
        frame = frame.f_back
    return ", ".join(lines).encode("ascii", "backslashreplace").decode()
