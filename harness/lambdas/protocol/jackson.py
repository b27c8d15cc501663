"""What Jackson says of bytes that are not JSON: AWS reads payloads with it.

The rules are those of its ``UTF8StreamJsonParser``; words and places were compared with Jackson
2.18.2 itself (2026-11), over generated payloads. AWS's recorded answers (LocalStack's snapshots,
2025-11, and public issues of 2024 to 2026) are among the tests. Jackson reads byte by byte, so what
it objects to first is not what a decoder of UTF-8 would.
"""

import re
from typing import NoReturn

from harness.lambdas.protocol.java_characters import (
    bytes_following,
    described,
    is_identifier_part,
    is_identifier_start,
)

_TOKENS = "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')"
_SETTING = "`StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION` disabled"
_COMMENT = (
    "maybe a (non-standard) comment? (not recognized as one since Feature 'ALLOW_COMMENTS' not "
    "enabled for parser)"
)
_TOKEN_CHARACTERS_MAX = 256

_SPACE = re.compile(rb"[ \t\r\n]*")
_LINE_END = re.compile(rb"\r\n|\r|\n")
_PLAIN = re.compile(
    rb'(?:[^"\\\x00-\x1f\x80-\xff]|[\xc0-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}'
    rb'|[\xf0-\xf7][\x80-\xbf]{3}|\\["\\/bfnrt]|\\u[0-9a-fA-F]{4})*+'
)
_DIGITS = re.compile(rb"[0-9]*")
_WORDS = {b"t": b"true", b"f": b"false", b"n": b"null"}
_NOT_NUMBERS = {b"N": b"NaN", b"I": b"Infinity"}
_NON_STANDARD = "enable `JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS` to allow"
_ESCAPES = b'"\\/bfnrt'
_HEXADECIMAL = b"0123456789abcdefABCDEF"
_NAME = "name"
_IN_ESCAPE = " in character escape sequence"
_PAIR = {b"]": "}", b"}": "]"}
_PLUS = (
    "JSON spec does not allow numbers to have plus signs: enable "
    "`JsonReadFeature.ALLOW_LEADING_PLUS_SIGN_FOR_NUMBERS` to allow"
)
_DECIMAL = "Decimal point not followed by a digit"
_MINUS = "expected digit (0-9) to follow minus sign, for valid numeric value"


class _FaultError(Exception):
    """``args[0]``: Jackson's message."""


def fault(payload: bytes) -> str | None:
    """Its message of what is wrong first, None where it reads a value and nothing behind it."""
    if not _SPACE.sub(b"", payload, count=1):
        return f"No content to map due to end-of-input\n at {_place(1)}"
    try:
        _Reader(payload).read()
    except _FaultError as error:
        return str(error)
    return None


def _place(line: int, column: int | None = None) -> str:
    where = f"line: {line}" if column is None else f"line: {line}, column: {column}"
    return f"[Source: REDACTED ({_SETTING}); {where}]"


class _Reader:
    """``at``: the byte that comes next. ``open``: the objects and arrays around it, each with the
    place where it began. ``token``: Jackson's name of the last token that is complete. ``line`` and
    ``row``, where it begins, are those of the token in hand: Jackson counts lines in white space
    only."""

    def __init__(self, payload: bytes) -> None:
        self.payload = payload
        self.at = 3 if payload.startswith(b"\xef\xbb\xbf") else 0
        self.open: list[tuple[str, str]] = []
        self.token = "null"
        self.line = 1
        self.row = 0

    def read(self) -> None:
        """One value and what is in it, without recursion: payloads nest deeply."""
        while True:
            if self._begins_value():
                continue
            while self._ends():
                pass
            if not self.open:
                return
            if self._is_object():
                self._name()

    # structure

    def _begins_value(self) -> bool:
        """Whether what begins is an object or array with something in it."""
        byte = self._next_token()
        if byte == b"{":
            return self._opens("Object", "START_OBJECT")
        if byte == b"[":
            return self._opens("Array", "START_ARRAY")
        self._scalar(byte)
        return False

    def _opens(self, kind: str, token: str) -> bool:
        self.open.append((kind, self._place_of(self.at - 1)))
        self.token = token
        byte = self._next_or_close()
        if byte in b"]}":
            self._close(byte)
            return False
        self.at -= 1
        if kind == "Object":
            self._name()
        return True

    def _ends(self) -> bool:
        """Whether the innermost object or array ends here; its next entry follows otherwise."""
        if not self.open:
            return False
        byte = self._next_or_close()
        if byte in b"]}":
            self._close(byte)
            return True
        if byte != b",":
            self._unexpected(f"was expecting comma to separate {self._kind()} entries", byte)
        return False

    def _close(self, byte: bytes) -> None:
        kind, start = self.open[-1] if self.open else ("root", _place(1))
        expected = _PAIR[byte] if kind == "root" else "}" if kind == "Object" else "]"
        if byte.decode() != expected:
            self._fail(
                f"Unexpected close marker '{byte.decode()}': expected '{expected}' (for {kind} "
                f"starting at {start})",
                self.at - 1,
            )
        self.open.pop()
        self.token = "END_OBJECT" if expected == "}" else "END_ARRAY"

    def _name(self) -> None:
        byte = self._next_token()
        if byte != b'"':
            self._unexpected("was expecting double-quote to start field name", byte, decoded=True)
        started = self.at
        if not self._following():
            self._ended(": was expecting closing '\"' for name")
        self._text(_NAME, " in field name")
        self._check_name(self.payload[started : self.at - 1])
        self.token = "FIELD_NAME"
        byte = self._next_token()
        if byte != b":":
            self._unexpected("was expecting a colon to separate field name and value", byte)

    def _is_object(self) -> bool:
        return self._kind() == "Object"

    def _kind(self) -> str:
        return self.open[-1][0] if self.open else "root"

    # tokens

    def _next_token(self) -> bytes:
        byte = self._next()
        if not byte:
            self._ended(f" within/between {self._kind()} entries")
        return byte

    def _next_or_close(self) -> bytes:
        byte = self._next()
        if not byte:
            kind, start = self.open[-1]
            self._ended(f": expected close marker for {kind} (start marker at {start})")
        return byte

    def _next(self) -> bytes:
        """The byte behind white space, empty at the end."""
        start, self.at = self.at, self._end_of(_SPACE)
        for end in _LINE_END.finditer(self.payload, start, self.at):
            self.line, self.row = self.line + 1, end.end()
        byte = self._following()
        self.at += len(byte)
        if byte and byte[0] < 0x20:
            self._fail(
                f"Illegal character ({described(chr(byte[0]))}): only regular white space "
                "(\\r, \\n, \\t) is allowed between tokens",
                self.at,
            )
        if byte == b"/":
            self._unexpected(_COMMENT, byte)
        return byte

    def _scalar(self, byte: bytes) -> None:
        if byte == b'"':
            self._text("string value", " in VALUE_STRING")
            self.token = "VALUE_STRING"
        elif byte in _WORDS:
            self._word(_WORDS[byte])
            self.token = f"VALUE_{_WORDS[byte].decode().upper()}"
        elif byte in _NOT_NUMBERS:
            self._word(_NOT_NUMBERS[byte])
            name = _NOT_NUMBERS[byte].decode()
            self._fail(f"Non-standard token '{name}': {_NON_STANDARD}", self.at)
        elif byte in b"-+.0123456789":
            self._number(byte)
        else:
            self._odd(byte)

    def _word(self, word: bytes) -> None:
        start = self.at - 1
        for length in range(1, len(word)):
            if self.payload[start + length : start + length + 1] != word[length : length + 1]:
                self.at = start + length
                self._unrecognized(word[:length].decode())
        self.at = start + len(word)
        following = self.payload[self.at : self.at + 1]
        if (
            following >= b"0"
            and following not in b"]}"
            and is_identifier_part(self._decoded(following[0]))
        ):
            self._unrecognized(word.decode())

    def _odd(self, byte: bytes) -> None:
        character = byte.decode("latin-1")
        if byte in b"]}" and not self.open:
            self._close(byte)
        if byte in b",}" or (byte == b"]" and self._kind() == "Array"):
            self._unexpected("expected a value", byte)
        if is_identifier_start(character):
            self._unrecognized(character)
        self._unexpected(f"expected a valid value {_TOKENS}", byte)

    def _unrecognized(self, token: str) -> NoReturn:
        """Quote as much of the token as Jackson reads of it."""
        while self.at < len(self.payload):
            self.at += 1
            character = self._decoded(self.payload[self.at - 1])
            if not is_identifier_part(character):
                break
            token += character
            if len(token) >= _TOKEN_CHARACTERS_MAX:
                token += "..."
                break
        self._fail(f"Unrecognized token '{token}': was expecting {_TOKENS}", self.at)

    # numbers

    def _number(self, byte: bytes) -> None:
        if byte == b"+":
            self._plus()
        if byte == b".":
            self._odd(byte)
        if byte == b"-":
            byte = self._digit(_MINUS)
        if byte == b"0" and self._following().isdigit():
            self._fail("Invalid numeric value: Leading zeroes not allowed", self.at)
        self.at = self._end_of(_DIGITS)
        self._fraction()
        self.token = "VALUE_NUMBER_INT"
        following = self._following()
        if not self.open and following and following not in b" \t\r\n":
            self.at += 1
            self._unexpected("Expected space separating root-level values", following)

    def _plus(self) -> NoReturn:
        self._taken(" in a Number value")  # behind it Jackson sees the fault
        self._invalid_number(_PLUS, b"+")

    def _fraction(self) -> None:
        if self._following() == b".":
            self.at += 1
            if not self._following():
                self._invalid_number(_DECIMAL, b".")
            self._digit(_DECIMAL)
            self.at = self._end_of(_DIGITS)
        if self._following() in (b"e", b"E"):
            self.at += 1
            if self._following() in (b"+", b"-"):
                self.at += 1
            self._digit("Exponent indicator not followed by a digit")
            self.at = self._end_of(_DIGITS)

    def _end_of(self, pattern: re.Pattern[bytes]) -> int:
        """Where what matches from here on ends; each pattern matches nothing too."""
        match = pattern.match(self.payload, self.at)
        assert match is not None
        return match.end()

    def _following(self) -> bytes:
        return self.payload[self.at : self.at + 1]

    def _taken(self, ending: str) -> bytes:
        """The next byte, behind which reading goes on."""
        byte = self._following()
        if not byte:
            self._ended(ending)
        self.at += 1
        return byte

    def _digit(self, rule: str) -> bytes:
        byte = self._taken(f" in {self.token}")
        if not byte.isdigit():
            self._invalid_number(rule, byte)
        return byte

    def _invalid_number(self, rule: str, byte: bytes) -> NoReturn:
        character = described(byte.decode("latin-1"))
        self._fail(f"Unexpected character ({character}) in numeric value: {rule}", self.at - 1)

    # text

    def _text(self, kind: str, ending: str) -> None:
        """Up to the quotation mark that ends a string or a name."""
        while True:
            self.at = self._end_of(_PLAIN)
            byte = self._taken(ending)
            if byte == b'"':
                return
            if byte == b"\\":
                self._escape(ending)
            elif byte[0] < 0x20:
                self._fail(
                    f"Illegal unquoted character ({described(chr(byte[0]))}): has to be escaped "
                    f"using backslash to be included in {kind}",
                    self.at - 1,
                )
            elif kind != _NAME:  # a name is decoded once it is complete
                self._decoded(byte[0], ending)

    def _escape(self, ending: str) -> None:
        byte = self._taken(_IN_ESCAPE)
        if byte == b"u":
            self._escaped_unit()
        elif byte not in _ESCAPES:
            character = self._decoded(byte[0], ending)
            self._fail(f"Unrecognized character escape {described(character)}", self.at - 1)

    def _escaped_unit(self) -> None:
        for _ in range(4):
            byte = self._taken(_IN_ESCAPE)
            if byte not in _HEXADECIMAL:
                self._unexpected("expected a hex-digit for character escape sequence", byte)

    def _check_name(self, name: bytes) -> None:
        at = 0
        while at < len(name):
            following = bytes_following(name[at])
            if following is None:
                self._invalid("start", name[at])
            if at + following >= len(name):
                self._ended(" in field name")
            for byte in name[at + 1 : at + 1 + following]:
                if byte & 0xC0 != 0x80:
                    self._invalid("middle", byte)
            at += 1 + following

    def _decoded(self, first: int, ending: str | None = None) -> str:
        """The character whose first byte was just read."""
        following = bytes_following(first)
        if following is None:
            self._invalid("start", first)
        code = first & (0x3F >> following) if following else first
        for _ in range(following):
            byte = self._taken(ending or f" in {self.token}")
            if byte[0] & 0xC0 != 0x80:
                self._invalid("middle", byte[0])
            code = code << 6 | byte[0] & 0x3F
        return chr(code & 0xFFFF)  # Jackson's is a char of Java

    # faults

    def _invalid(self, place: str, byte: int) -> NoReturn:
        self._fail(f"Invalid UTF-8 {place} byte 0x{byte:x}", self.at)

    def _unexpected(self, comment: str, byte: bytes, *, decoded: bool = False) -> NoReturn:
        character = self._decoded(byte[0]) if decoded else byte.decode("latin-1")
        self._fail(f"Unexpected character ({described(character)}): {comment}", self.at - 1)

    def _ended(self, ending: str) -> NoReturn:
        self._fail(f"Unexpected end-of-input{ending}", self.at)

    def _fail(self, message: str, at: int) -> NoReturn:
        raise _FaultError(f"{message}\n at {self._place_of(at)}")

    def _place_of(self, at: int) -> str:
        return _place(self.line, at - self.row + 1)
