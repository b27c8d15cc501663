"""What tells AWS's services apart, read from botocore's models into ``services.json``."""

from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

import orjson

# Both send a form of Action and Version, and are answered in XML.
FORM_PROTOCOLS = frozenset(("query", "ec2"))


@dataclass(frozen=True, slots=True)
class Service:
    """A service of AWS. ``id``: AWS's service id, ``SNS``. ``scopes``: the names that requests are
    signed for, the usual one first; several services may share one. ``protocols``: as in botocore's
    models, the preferred one first. ``target``: what X-Amz-Target has before its dot, None where a
    protocol has none. ``version``: of the API."""

    id: str
    scopes: tuple[str, ...]
    protocols: tuple[str, ...]
    target: str | None
    version: str

    @property
    def endpoint_variable(self) -> str:
        """SDKs and Tools Reference Guide, "Service-specific endpoints" (2026)."""
        return "AWS_ENDPOINT_URL_" + self.id.upper().replace(" ", "_").replace("-", "_")


@lru_cache(maxsize=1)
def services() -> tuple[Service, ...]:
    """All services, in alphabetical order of their ids."""
    rows = orjson.loads(files(__package__).joinpath("services.json").read_bytes())
    return tuple(
        Service(
            row["id"],
            tuple(row["scopes"]),
            tuple(row["protocols"]),
            row.get("target"),
            row["version"],
        )
        for row in rows
    )


@lru_cache(maxsize=1024)
def with_scope(scope: str) -> tuple[Service, ...]:
    """The services whose requests are signed for this name."""
    return tuple(service for service in services() if scope in service.scopes)


@lru_cache(maxsize=1024)
def with_target(prefix: str) -> tuple[Service, ...]:
    """The services whose X-Amz-Target has this before its dot."""
    return tuple(service for service in services() if service.target == prefix)


def with_form_version(version: str) -> tuple[Service, ...]:
    """The services whose forms have this Version."""
    return tuple(
        service
        for service in services()
        if service.version == version and FORM_PROTOCOLS & set(service.protocols)
    )
