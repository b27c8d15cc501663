import json
from pathlib import Path
from typing import Any

import pytest

from harness.lambdas.protocol.jackson import fault

# What Jackson itself says: ``source`` in the file tells of which and when.
RECORD: dict[str, Any] = json.loads(Path(__file__).with_name("jackson.json").read_text("utf-8"))

VALUES = "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')"
SOURCE = "[Source: REDACTED (`StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION` disabled); line"


def whole(message: str) -> str:
    return message.replace("VALUES", VALUES).replace("[line", SOURCE)


@pytest.mark.parametrize("context", RECORD["after_each_byte"], ids=lambda c: ascii(c["before"]))
def test_each_byte_is_refused_in_jackson_s_words_and_at_its_place(context: dict[str, Any]) -> None:
    for first, last, message in context["bytes"]:
        for byte in range(first, last + 1):
            payload = f"{context['before']}{chr(byte)}{context['after']}".encode("latin-1")
            if message is None:
                assert fault(payload) is None, payload
                continue
            # Not format(): the message may have braces.
            said = message.replace("{byte}", str(byte)).replace("{byte:x}", f"{byte:x}")
            assert fault(payload) == whole(said.replace("{character}", chr(byte))), payload


@pytest.mark.parametrize(("payload", "message"), RECORD["payloads"])
def test_a_payload_is_refused_in_jackson_s_words(payload: str, message: str) -> None:
    assert fault(payload.encode("latin-1")) == whole(message)


# As recorded on AWS (LocalStack's snapshots, 2025-11).
@pytest.mark.parametrize(
    ("payload", "message"),
    [
        (b"n\x87...", "Invalid UTF-8 start byte 0x87\n at [line: 1, column: 3]"),
        (
            b"\x99...",
            "Unexpected character ((CTRL-CHAR, code 153)): expected a valid value VALUES\n"
            " at [line: 1, column: 1]",
        ),
    ],
)
def test_aws_says_the_same(payload: bytes, message: str) -> None:
    assert fault(payload) == whole(message)


@pytest.mark.parametrize(
    "payload", [b"{}", b' [1, {"a": [null, true]}, -1.5e+3, "\\u00e9\xc3\xa9"]\n', b"0", b"1 "]
)
def test_there_is_nothing_to_say_of_json(payload: bytes) -> None:
    assert fault(payload) is None


def test_deep_nesting_takes_no_recursion() -> None:
    assert fault(b"[" * 900 + b"]" * 900) is None
    assert "expected close marker for Array" in str(fault(b"[" * 100_000))
