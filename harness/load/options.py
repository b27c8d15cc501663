"""Which options a locustfile takes, as a program: ``python -m harness.load.options FILE ANSWER``.

Imports FILE as Locust does and writes the flags that its parser then knows into ANSWER, one a line.
So a file that cannot be imported is known before anything is started for it, and nothing is passed
to one that it does not take. Importing this lets locust patch the process.
"""

import sys
from pathlib import Path

from locust.argument_parser import get_parser
from locust.util.load_locustfile import load_locustfile


def flags_of(locustfile: str) -> list[str]:
    """Ends the process where the file has no user."""
    users, _ = load_locustfile(locustfile)
    if not users:
        sys.exit(f"there is no User class in {locustfile}")
    parser = get_parser(default_config_files=())
    return sorted(flag for action in parser._actions for flag in action.option_strings)


if __name__ == "__main__":
    Path(sys.argv[2]).write_text("\n".join(flags_of(sys.argv[1])), "utf-8")
