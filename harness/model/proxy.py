"""The variables that lead what a function aims at AWS itself to this endpoint, as to a proxy.

Read by Python's urllib, by requests, httpx and botocore of any age, by curl and by Go. A function
that has a proxy of its own keeps it.
"""

from collections.abc import Mapping
from urllib.parse import urlsplit

_PROXIES = ("http_proxy", "https_proxy", "all_proxy")
_DIRECT = "NO_PROXY"
# The endpoint itself, the Runtime API, and whatever else listens on this machine.
_OWN_NAMES = ("127.0.0.1", "localhost", "::1")


def proxy_variables(
    function: str, own: Mapping[str, str], endpoint: str, password: str
) -> dict[str, str]:
    """``own``: the function's own variables. ``password``: "" for no proxy at all."""
    if not password or any(name.lower() in _PROXIES for name in own):
        return {}
    proxy = f"http://{function}:{password}@{urlsplit(endpoint).netloc}"
    direct = ",".join(filter(None, (own.get(_DIRECT), *_OWN_NAMES)))
    return {"HTTPS_PROXY": proxy, "HTTP_PROXY": proxy, _DIRECT: direct}


def proxies_at(variables: Mapping[str, str], there: str, here: str) -> dict[str, str]:
    """Those of the ``variables`` that name the endpoint ``there`` as a proxy, for where it has the
    URL ``here``; and it is then called directly by that name."""
    old, new = urlsplit(there), urlsplit(here)
    proxies = {
        name: variables[name].replace(f"@{old.netloc}", f"@{new.netloc}")
        for name in ("HTTPS_PROXY", "HTTP_PROXY")
        if f"@{old.netloc}" in variables.get(name, "")
    }
    return proxies | ({_DIRECT: f"{variables[_DIRECT]},{new.hostname}"} if proxies else {})
