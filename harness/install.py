"""How to install the harness, or a part of it that is missing: the package is on no index.

pip notes where a package came from (PEP 610, ``direct_url.json``): a checkout, an archive or a
repository. A hint names that place, so that it works as it stands.
"""

import json
from importlib.metadata import PackageNotFoundError, distribution
from typing import Any
from urllib.parse import unquote, urlsplit

PACKAGE = "lambda-dynamodb-harness"

# A checkout of it, where nobody knows which.
CHECKOUT = f"path/to/{PACKAGE}"


def install_command(extra: str) -> str:
    """The command that adds one of the package's extras (``embedded``, ``load``, …)."""
    return f"pip install '{requirement(extra, _origin())}'"


def requirement(extra: str, origin: dict[str, Any]) -> str:
    """``origin``: of ``direct_url.json``, empty where there is none."""
    url = str(origin.get("url", ""))
    if vcs := origin.get("vcs_info"):
        return f"{PACKAGE}[{extra}] @ {vcs['vcs']}+{url}"
    if url.startswith("file://"):
        return f"{unquote(urlsplit(url).path)}[{extra}]"
    return f"{PACKAGE}[{extra}] @ {url}" if url else f"{CHECKOUT}[{extra}]"


def _origin() -> dict[str, Any]:
    try:
        text = distribution(PACKAGE).read_text("direct_url.json")
    except PackageNotFoundError:
        return {}
    return dict(json.loads(text)) if text else {}
