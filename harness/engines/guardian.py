"""Sees to it that nothing that a function started outlives the harness, ``kill -9`` included.

A runtime dies with the harness (``engines.process``), its own children do not, and one that made
itself a session leader is in no group that we could end. But all inherit the environment's
variables. So a small shell waits for the end of a pipe that the harness holds, which the kernel
closes however the harness ends; then it ends every process whose variables contain ``mark``.
"""

import asyncio
import subprocess

# A process that forks while we look is found the next time.
_SCRIPT = """
trap '' INT TERM HUP
read -r never
for again in 1 2 3 4 5 6 7 8 9; do
    found=$(grep -ls -e "$1" /proc/[0-9]*/environ)
    [ -n "$found" ] || exit 0
    for path in $found; do
        pid=${path#/proc/}
        kill -9 "${pid%/environ}"
    done
done
"""


class Guardian:
    """``mark``: what the variables of those processes contain, and nobody else's."""

    def __init__(self, mark: str) -> None:
        self._shell = subprocess.Popen(
            ["/bin/sh", "-c", _SCRIPT, "harness-guardian", mark],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={},
            cwd="/",
            start_new_session=True,
        )

    async def close(self) -> None:
        """End them now. Returns when they, and the shell, are gone."""
        assert self._shell.stdin is not None
        self._shell.stdin.close()
        await asyncio.to_thread(self._shell.wait)
