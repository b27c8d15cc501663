"""A setting's text → its value. Each raises ValueError with what follows "TEXT is"."""

import re
import shlex
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from difflib import get_close_matches
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import orjson

from harness.capacity.price_list import PRICE_NAMES

# CloudFormation's own form of a parameter, which `sam deploy` takes too.
_LONG_FORM = re.compile(r"^ParameterKey=([^,]*),ParameterValue=(.*)$", re.DOTALL)


@dataclass(frozen=True, slots=True)
class PriceFile:
    """``figures``: by ``PRICE_NAMES``, as decimals in text."""

    path: Path
    figures: Mapping[str, str]

    def __str__(self) -> str:
        return str(self.path)


def read_port(text: str) -> int:
    """A port, 0 for any free one. Raises ValueError."""
    port = read_whole(text)
    if port > 65535:
        raise ValueError("not a valid port: the highest is 65535")
    return port


def read_positive(text: str) -> int:
    """A whole number from 1. Raises ValueError."""
    number = read_whole(text)
    if number < 1:
        raise ValueError("below 1")
    return number


def read_whole(text: str) -> int:
    """A whole number from 0, in ASCII digits. Raises ValueError."""
    if not (text.isascii() and text.isdecimal()):
        raise ValueError("not a whole number")
    return int(text)


def read_one_of(*words: str) -> Callable[[str], str]:
    """A reader that takes one of the words and raises ValueError for any other."""

    def parse(text: str) -> str:
        if text not in words:
            raise ValueError(f"not one of {', '.join(words)}")
        return text

    return parse


def read_cold(text: str) -> str:
    """A share of cold starts, or its word. Raises ValueError."""
    if text not in ("always", "never", "natural"):
        cold_share(text)
    return text


def cold_share(cold: str) -> float:
    """How many environments serve one invocation only, between 0 and 1."""
    if not cold.startswith("p="):
        return float(cold == "always")
    share = float(cold.removeprefix("p=")) if cold[2:3].isdigit() else -1.0
    if not 0 <= share <= 1:
        raise ValueError("not always, never, natural or p= with a number from 0 to 1")
    return share


def read_pairs(text: str) -> dict[str, str]:
    """As SAM's own tool reads parameters: quotes as in a shell, and CloudFormation's long form."""
    try:
        words = shlex.split(text)
    except ValueError as error:
        raise ValueError(f"not NAME=VALUE: {error}") from error
    pairs = [_LONG_FORM.sub(r"\1=\2", word).partition("=") for word in words]
    if not all(name and equals for name, equals, _ in pairs):
        raise ValueError("not NAME=VALUE, or several with spaces between")
    return {name: value for name, _, value in pairs}


def joined_pairs(pairs: Mapping[str, object]) -> str:
    """What ``read_pairs`` reads back."""
    return " ".join(f"{name}={shlex.quote(_as_parameter(value))}" for name, value in pairs.items())


def joined_terms(table: Mapping[str, Any]) -> str:
    """A table of pyproject.toml as terms of a traffic, which ``parse_statement`` reads."""
    return "; ".join(
        f"{keyword} {_as_term(value)}"
        for keyword, values in table.items()
        for value in (values if isinstance(values, list) else [values])
    )


def _as_term(value: object) -> str:
    if isinstance(value, Mapping):
        return ",".join(f"{kind}={part}" for kind, part in value.items())
    return str(value)


def _as_parameter(value: object) -> str:
    """A value of pyproject.toml as CloudFormation writes it."""
    if isinstance(value, list):
        return ",".join(map(_as_parameter, value))
    return str(value).lower() if isinstance(value, bool) else str(value)


def read_path(text: str) -> Path:
    """A path, with the home folder expanded."""
    return Path(text).expanduser()


def read_price_file(text: str) -> PriceFile:
    """A file of prices. Raises ValueError with what is wrong in it."""
    path = read_path(text)
    try:
        figures = tomllib.loads(path.read_text("utf-8"), parse_float=Decimal)
    except OSError as error:
        raise ValueError(f"not a file that can be read: {error.strerror}") from error
    except ValueError as error:
        raise ValueError(f"not a valid price file: {error}") from error
    for name, figure in figures.items():
        if name not in PRICE_NAMES:
            raise ValueError(
                f"not a valid price file: {name!r} is none of {', '.join(PRICE_NAMES)}"
            )
        if not _is_price(figure):
            raise ValueError(f"not a valid price file: {name} must be a number of 0 or more")
    return PriceFile(path, {name: str(figure) for name, figure in figures.items()})


def _is_price(figure: object) -> bool:
    if isinstance(figure, bool) or not isinstance(figure, Decimal | int):
        return False
    return Decimal(figure).is_finite() and figure >= 0


def read_region(text: str) -> str:
    """One that AWS has, by botocore's list of its partitions."""
    known = aws_regions()
    if text not in known:
        near = get_close_matches(text, known, n=1, cutoff=0.8)
        suggestion = f": did you mean {near[0]}?" if near else ""
        raise ValueError(f"not a Region of AWS{suggestion}")
    return text


@cache
def aws_regions() -> tuple[str, ...]:
    """Read from botocore's data, without importing it."""
    spec = find_spec("botocore")
    assert spec is not None
    assert spec.origin is not None
    data = Path(spec.origin).parent / "data" / "partitions.json"
    return tuple(
        region
        for partition in orjson.loads(data.read_bytes())["partitions"]
        for region in partition["regions"]
        if not region.endswith("-global")
    )


def read_endpoint(text: str) -> tuple[str, int]:
    """The host and port of an http URL. Raises ValueError."""
    parts = urlsplit(text)
    if parts.scheme != "http" or not parts.hostname or parts.port is None or parts.path.strip("/"):
        raise ValueError("not http://HOST:PORT")
    return parts.hostname, parts.port


def read_account_id(text: str) -> str:
    """An AWS account id: twelve digits. Raises ValueError."""
    if len(text) != 12 or not (text.isascii() and text.isdecimal()):
        raise ValueError("not 12 digits")
    return text
