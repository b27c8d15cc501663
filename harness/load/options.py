"""What a locustfile declares, as a program: ``python -m harness.load.options FILE ANSWER``.

Imports FILE as Locust does and writes into ANSWER, as JSON, the flags that its parser then knows
(``flags``), the requests a second that the file sends without a ``--rate`` (``rate``), and the
template parameter that it says is worth varying (``vary``, its ``VARY``).
So a file that cannot be imported is known before anything is started for it, and nothing is passed
to one that it does not take. Importing this lets locust patch the process.
"""

import sys
from pathlib import Path
from typing import Any

import orjson
from locust.argument_parser import get_parser
from locust.util.load_locustfile import load_locustfile


def declared(locustfile: str) -> dict[str, Any]:
    """Ends the process where the file has no user."""
    users, _ = load_locustfile(locustfile)
    if not users:
        sys.exit(f"there is no User class in {locustfile}")
    parser = get_parser(default_config_files=())
    flags = sorted(flag for action in parser._actions for flag in action.option_strings)
    rate = parser.get_default("rate")
    is_rate = isinstance(rate, int | float) and rate > 0
    return {"flags": flags, "rate": rate if is_rate else None, "vary": _vary(locustfile)}


def _vary(locustfile: str) -> str | None:
    """Locust imports a file under its own name, and ``locust.py`` as ``locustfile``."""
    stem = Path(locustfile).stem
    module = sys.modules["locustfile" if stem == "locust" else stem]
    vary = getattr(module, "VARY", None)
    return None if vary is None else str(vary)


if __name__ == "__main__":
    Path(sys.argv[2]).write_bytes(orjson.dumps(declared(sys.argv[1])))
