from docker.errors import APIError

from harness.engines.containers.failure import failed, last_lines


class Container:
    def logs(self, tail: int) -> bytes:
        return b"first\nlast \xff\n"


class Gone:
    def logs(self, tail: int) -> bytes:
        raise APIError("no such container")


def test_it_says_what_where_what_to_do_and_the_last_lines() -> None:
    error = failed("DynamoDB Local", "an/image:1", ValueError("ended: exit code 1"), Container())
    assert error.what == "DynamoDB Local ended: exit code 1"
    assert error.where == "image an/image:1"
    assert error.hint
    assert error.log_tail == ("first", "last \ufffd")


def test_what_the_engine_says_is_told_without_its_request() -> None:
    error = failed("it", "i", APIError("500 for url", explanation="no space left on device"))
    assert error.what == "it cannot be started: no space left on device"
    assert "docker system df" in error.hint


def test_a_container_that_is_gone_has_no_lines() -> None:
    assert last_lines(Gone()) == ()
    assert last_lines(None) == ()
