"""A statement's text cut into tokens, in time proportional to its length."""

import re
from collections.abc import Callable
from typing import NamedTuple


class Token(NamedTuple):
    """``kind``: string, name (in double quotes), number, word, symbol, or end.

    ``text``: a string or name without its quotes; a number, word or symbol as written.
    """

    kind: str
    text: str

    @property
    def keyword(self) -> str:
        """The word in upper case, or "" where it is none."""
        return self.text.upper() if self.kind == "word" else ""

    def is_symbol(self, text: str) -> bool:
        """Whether it is this symbol, outside of quotes."""
        return self.kind == "symbol" and self.text == text


END = Token("end", "")

# Possessive, and "/" is no symbol before "*": nothing is ever scanned twice.
_TOKEN = re.compile(
    r"""
      (?P<space>  \s++ | --[^\n]*+ | /\*(?:[^*]|\*(?!/))*+\*/ )
    | (?P<string> '(?:[^']|'')*+' )
    | (?P<name>   "(?:[^"]|"")*+" )
    | (?P<number> (?:[0-9]++(?:\.[0-9]*+)? | \.[0-9]++) (?:[eE][+-]?[0-9]++)? )
    | (?P<word>   [A-Za-z_$][A-Za-z0-9_$]*+ )
    | (?P<symbol> << | >> | <= | >= | <> | != | \|\| | /(?!\*) | [-+*%=<>(),.:;?\[\]{}] )
    | (?P<other>  . )
    """,
    re.VERBOSE | re.DOTALL,
)


def tokens_of(text: str) -> list[Token] | None:
    """The tokens, closed by END; None where there is something that is no PartiQL."""
    tokens = []
    for match in _TOKEN.finditer(text):
        kind = str(match.lastgroup)
        if kind == "other":
            return None
        if kind != "space":
            tokens.append(Token(kind, _content(kind, match[0])))
    tokens.append(END)
    return tokens


def with_names(text: str, rename: Callable[[str], str]) -> str:
    """The statement with each name in double quotes as ``rename`` gives it."""

    def renamed(match: re.Match[str]) -> str:
        name = match["name"]
        if name is None:
            return match[0]
        return '"' + rename(_content("name", name)).replace('"', '""') + '"'

    return _TOKEN.sub(renamed, text)


def _content(kind: str, text: str) -> str:
    if kind not in ("string", "name"):
        return text
    return text[1:-1].replace(text[0] * 2, text[0])
