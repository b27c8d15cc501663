"""``python -m harness``, and the command ``harness``."""

import signal


def main() -> None:
    """Ctrl-C while the rest is still being imported ends the process and says nothing."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    from harness.cli import main as command_line

    command_line(prog_name="harness")


if __name__ == "__main__":
    main()
