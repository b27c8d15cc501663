"""Failures of the environment or of the user's input, said so that the reader can act.

An expected outcome (a throttled call, a function that raised) is a value, never one of these.
"""

from collections.abc import Sequence


class HarnessError(Exception):
    """What went wrong, where, and what to do.

    ``exit_code`` follows the command line's contract: 2 wrong use, 3 the environment failed.
    """

    exit_code = 3

    def __init__(
        self, what: str, *, where: str = "", hint: str = "", log_tail: Sequence[str] = ()
    ) -> None:
        super().__init__(what)
        self.what = what
        self.where = where
        self.hint = hint
        self.log_tail = tuple(log_tail)

    def __str__(self) -> str:
        lines = [f"{self.where}: {self.what}" if self.where else self.what]
        if self.hint:
            lines.append(f"  to do: {self.hint}")
        if self.log_tail:
            lines.append("  last log lines:")
            lines += [f"    {line}" for line in self.log_tail]
        return "\n".join(lines)


class UsageError(HarnessError):
    """The user's input is wrong: a flag, an event file, a scenario name."""

    exit_code = 2


class TemplateError(UsageError):
    """The SAM template cannot be used; ``where`` is ``file:line Resource.Property``."""


class EnvironmentFailedError(HarnessError):
    """Something outside the harness failed: a port, a download, a disk, an engine."""
