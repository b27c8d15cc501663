import io
from typing import Any

import pytest
import urllib3

from harness.engines.downloads.http_transport import FetchFailedError, HttpTransport, pool_for

URL = "https://repository.test/a.jar"


class Pool(urllib3.PoolManager):
    """Answers as it was told to, and keeps what it was asked."""

    def __init__(self, answer: urllib3.HTTPResponse | Exception) -> None:
        super().__init__()
        self.answer = answer
        self.asked: list[dict[str, str]] = []

    def request(self, method: str, url: str, **options: Any) -> urllib3.HTTPResponse:
        self.asked.append(options["headers"])
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


def response(status: int, body: bytes, **headers: str) -> urllib3.HTTPResponse:
    return urllib3.HTTPResponse(
        io.BytesIO(body), headers, status, preload_content=False, request_method="GET"
    )


def received(pool: Pool, offset: int) -> tuple[int, bytes]:
    with HttpTransport(pool).get(URL, offset) as body:
        return body.offset, b"".join(body.chunks)


@pytest.mark.parametrize(
    ("offset", "status", "begins_at"), [(0, 200, 0), (700, 206, 700), (700, 200, 0)]
)
def test_a_range_is_asked_for_and_the_answer_says_whether_it_was_given(
    offset: int, status: int, begins_at: int
) -> None:
    pool = Pool(response(status, b"bytes"))
    assert received(pool, offset) == (begins_at, b"bytes")
    assert pool.asked[0].get("Range") == (f"bytes={offset}-" if offset else None)


def test_the_file_is_asked_for_as_it_is() -> None:
    pool = Pool(response(200, b""))
    received(pool, 0)
    assert pool.asked[0]["Accept-Encoding"] == "identity"


@pytest.mark.parametrize("status", [403, 404, 416, 500])
def test_any_other_status_is_a_failure_that_names_it(status: int) -> None:
    with pytest.raises(FetchFailedError, match=f"HTTP {status}"):
        received(Pool(response(status, b"an error page")), 0)


def test_the_cause_of_a_failure_is_said_without_the_story_of_the_retries() -> None:
    story = urllib3.exceptions.MaxRetryError(
        urllib3.HTTPSConnectionPool("repository.test"), URL, OSError("Network is unreachable")
    )
    with pytest.raises(FetchFailedError, match=r"^Network is unreachable$"):
        received(Pool(story), 0)


def test_a_body_shorter_than_announced_is_a_failure() -> None:
    with pytest.raises(FetchFailedError):
        received(Pool(response(200, b"short", **{"Content-Length": "900"})), 0)


@pytest.mark.parametrize(
    ("no_proxy", "manager"),
    [("", urllib3.ProxyManager), ("repository.test", urllib3.PoolManager)],
)
def test_the_proxy_variables_are_followed(
    no_proxy: str, manager: type, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("https_proxy", "http://user:p%40ss@proxy.test:3128")
    monkeypatch.setenv("no_proxy", no_proxy)
    assert type(pool_for(URL)) is manager


def test_a_proxys_password_goes_with_the_proxy() -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("https_proxy", "http://user:p%40ss@proxy.test:3128")
        patch.setenv("no_proxy", "")
        pool = pool_for(URL)
    assert isinstance(pool, urllib3.ProxyManager)
    assert pool.proxy_headers["proxy-authorization"] == "Basic dXNlcjpwQHNz"
