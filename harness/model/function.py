"""A Lambda function as its SAM template describes it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

LATEST = "$LATEST"

# AWS's words for a function's architecture. All run on this machine's; they differ in price.
X86 = "x86_64"
ARM = "arm64"
ARCHITECTURES = (X86, ARM)


@dataclass(frozen=True, slots=True)
class Layer:
    """``content_dir``: the absolute folder that is /opt on AWS. ``is_source``: it is what goes into
    /opt/python, with the packages of its requirements.txt, once ``sam build`` has run. ``name``:
    the template's, whose first version this is."""

    content_dir: Path
    is_source: bool = False
    name: str = ""
    description: str = ""
    runtimes: tuple[str, ...] = ()
    architectures: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Logging:
    """``group`` None: /aws/lambda/ and the function's name. Levels are for the format JSON only,
    where None means INFO."""

    format: str = "Text"
    group: str | None = None
    application_level: str | None = None
    system_level: str | None = None


@dataclass(frozen=True, slots=True)
class Cors:
    """The cross-origin settings of a function's URL."""

    allow_origins: tuple[str, ...] = ()
    allow_methods: tuple[str, ...] = ()
    allow_headers: tuple[str, ...] = ()
    expose_headers: tuple[str, ...] = ()
    allow_credentials: bool = False
    max_age_s: int | None = None


@dataclass(frozen=True, slots=True)
class Function:
    """``name`` is the physical FunctionName; ``code_dir`` the absolute folder of CodeUri.
    ``version``: ``$LATEST``, or the number of a published one, which has environments of its own.
    ``environment``: None where the definition has none at all, which is described differently.
    ``is_source``: ``sam build`` would install its requirements.txt beside it; code that came as a
    zip is as it is. ``layers``: in the template's order. ``handler_fault``: why the template's code
    cannot serve an invocation, as far as can be seen.
    ``provisioned_concurrency``: of its alias; here it holds for the function. ``aliases``: names
    for its one published version, which is the same code. ``url_auth``: the AuthType of its URL,
    ``NONE`` or ``AWS_IAM``; None where it has no URL. ``url_cors``: None where it sets none;
    ``url_alias``: None where its URL is not an alias's.
    ``event_retries_max``, ``event_age_max_s``: None where AWS's default holds.
    ``event_destinations``: ARNs by OnSuccess and OnFailure, empty where the template's reference
    leads nowhere here. ``role``: its ARN.
    From ``description`` on, nothing changes how the function runs here: it is described.
    """

    name: str
    logical_id: str
    handler: str
    code_dir: Path
    runtime: str
    memory_mb: int = 128
    timeout_s: int = 3
    environment: Mapping[str, str] | None = None
    reserved_concurrency: int | None = None
    provisioned_concurrency: int = 0
    aliases: tuple[str, ...] = ()
    url_auth: str | None = None
    url_cors: Cors | None = None
    url_alias: str | None = None
    event_retries_max: int | None = None
    event_age_max_s: int | None = None
    event_destinations: Mapping[str, str] = field(default_factory=dict)
    is_source: bool = False
    layers: tuple[Layer, ...] = ()
    handler_fault: str | None = None
    version: str = LATEST
    role: str = ""
    architecture: str = X86
    description: str = ""
    ephemeral_storage_mb: int = 512
    tracing: str = "PassThrough"
    logging: Logging = Logging()
    tags: Mapping[str, str] = field(default_factory=dict)

    @property
    def unit(self) -> str:
        """Whose environments serve it: each version has its own."""
        return self.name if self.version == LATEST else f"{self.name}:{self.version}"
