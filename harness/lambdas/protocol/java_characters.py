"""Characters as Java's ``Character`` and Jackson tell them apart (Java 17, Jackson 2.18.2)."""

import unicodedata

_FOLLOWING = ((0xE0, 0xC0, 1), (0xF0, 0xE0, 2), (0xF8, 0xF0, 3))

# By general category; a part may be ignorable too.
_STARTS = frozenset(("Lu", "Ll", "Lt", "Lm", "Lo", "Nl", "Sc", "Pc"))
_PARTS = _STARTS | {"Nd", "Mc", "Mn", "Cf"}


def described(character: str) -> str:
    """The character as Jackson quotes it."""
    code = ord(character)
    if code < 0x20 or 0x7F <= code <= 0x9F:
        return f"(CTRL-CHAR, code {code})"
    return f"'{character}' (code {code}{f' / 0x{code:x}' if code > 255 else ''})"


def is_identifier_start(character: str) -> bool:
    """Whether a token may begin with it: Java's ``Character.isJavaIdentifierStart``."""
    return unicodedata.category(character) in _STARTS


def is_identifier_part(character: str) -> bool:
    """Whether a token may go on with it: Java's ``Character.isJavaIdentifierPart``."""
    code = ord(character)
    is_ignorable = code < 0x09 or 0x0E <= code < 0x1C or 0x7F <= code <= 0x9F
    return is_ignorable or unicodedata.category(character) in _PARTS


def bytes_following(first: int) -> int | None:
    """How many bytes of UTF-8 follow a first one, None where no character begins with it."""
    if first < 0x80:
        return 0
    return next((count for mask, bits, count in _FOLLOWING if first & mask == bits), None)
