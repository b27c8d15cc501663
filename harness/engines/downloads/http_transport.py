"""The network over HTTP. Imported only where something is fetched: urllib3 costs a start 50 ms."""

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import unquote, urlsplit
from urllib.request import getproxies, proxy_bypass

import urllib3

from harness.engines.downloads.fetch import Body, FetchFailedError

_CHUNK_BYTES = 64 * 1024
_OK, _PARTIAL = 200, 206


class HttpTransport:
    """HTTP, resumable where the server allows it."""

    def __init__(self, pool: urllib3.PoolManager) -> None:
        self._pool = pool

    @contextmanager
    def get(self, url: str, offset: int) -> Iterator[Body]:
        """See ``Transport``. A server that does not resume sends the file from its start."""
        try:
            response = self._pool.request("GET", url, headers=_range(offset), preload_content=False)
        except urllib3.exceptions.HTTPError as error:
            raise FetchFailedError(_reason(error)) from error
        try:
            if response.status not in (_OK, _PARTIAL):
                raise FetchFailedError(f"HTTP {response.status}")
            yield Body(offset if response.status == _PARTIAL else 0, _chunks(response))
        finally:
            response.close()


def pool_for(url: str) -> urllib3.PoolManager:
    """Connections to one origin as this machine is set up for it: certificates, proxy variables."""
    retries = urllib3.Retry(2, backoff_factor=0.5, status_forcelist=(429, 502, 503, 504))
    timeout = urllib3.Timeout(connect=10, read=20)
    parts = urlsplit(url)
    proxy = getproxies().get(parts.scheme)
    if proxy is None or proxy_bypass(parts.hostname or ""):
        return urllib3.PoolManager(retries=retries, timeout=timeout)
    login = urllib3.util.parse_url(proxy).auth
    headers = urllib3.make_headers(proxy_basic_auth=unquote(login)) if login else None
    return urllib3.ProxyManager(proxy, proxy_headers=headers, retries=retries, timeout=timeout)


def _range(offset: int) -> dict[str, str]:
    # identity: the sizes and sums that we know are those of the files as they are.
    headers = {"Accept-Encoding": "identity"}
    return headers | {"Range": f"bytes={offset}-"} if offset else headers


def _chunks(response: urllib3.BaseHTTPResponse) -> Iterator[bytes]:
    try:
        yield from response.stream(_CHUNK_BYTES, decode_content=False)
    except urllib3.exceptions.HTTPError as error:
        raise FetchFailedError(_reason(error)) from error


def _reason(error: Exception) -> str:
    """urllib3 wraps the cause in the story of its retries; the cause is what helps."""
    return str(getattr(error, "reason", None) or error)
