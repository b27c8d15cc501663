"""The configuration of a function's URL, as requests define it and answers describe it.

Constraints: botocore's service model (1.44, 2026-11). Words: LocalStack's snapshots of AWS
(TestLambdaUrl, 2024-04 to 2025-11).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from harness.lambdas.protocol import refusal
from harness.lambdas.protocol.constraint import Constraint, Integer, OneOf, Text, Texts
from harness.lambdas.protocol.payload import read_valid
from harness.model.function import Cors, Function
from harness.model.time import NS_PER_S
from harness.wire.refusal import Refusal

_BUFFERED = "BUFFERED"
_CONSTRAINTS: Mapping[str, Constraint] = {
    "AuthType": OneOf(("NONE", "AWS_IAM")),
    "InvokeMode": OneOf(("RESPONSE_STREAM", _BUFFERED)),
    "Cors.AllowOrigins": Texts(Text(253, ".*", characters_min=1), 100),
    "Cors.AllowMethods": Texts(Text(6, ".*"), 6),
    "Cors.AllowHeaders": Texts(Text(1024, ".*"), 100),
    "Cors.ExposeHeaders": Texts(Text(1024, ".*"), 100),
    "Cors.MaxAge": Integer(0, 86_400),
}


@dataclass(frozen=True, slots=True)
class UrlConfig:
    """A URL's configuration. ``created_ns``, ``modified_ns``: since the epoch."""

    auth: str
    created_ns: int
    modified_ns: int
    cors: Cors | None = None
    mode: str = _BUFFERED

    def on(self, function: Function) -> Function:
        """The function as its URL serves it."""
        return replace(function, url_auth=self.auth, url_cors=self.cors)


def read_url(body: bytes, old: UrlConfig | None, now_ns: int) -> UrlConfig | Refusal:
    """The configuration, or AWS's refusal of it. ``old``: what an update changes; None where a new
    one is made."""
    members = read_valid(body, _CONSTRAINTS, () if old else ("AuthType",))
    if isinstance(members, Refusal):
        return members
    cors = members.get("Cors")
    if old is None:
        mode = members.get("InvokeMode", _BUFFERED)
        return UrlConfig(members["AuthType"], now_ns, now_ns, _read_cors(cors), mode)
    return replace(
        old,
        auth=members.get("AuthType", old.auth),
        modified_ns=now_ns,
        cors=old.cors if cors is None else _read_cors(cors),
        mode=members.get("InvokeMode", old.mode),
    )


def url_config_of(config: UrlConfig, url: str, arn: str) -> dict[str, Any]:
    """FunctionUrlConfig, as AWS describes it."""
    described: dict[str, Any] = {
        "FunctionUrl": url,
        "FunctionArn": arn,
        "AuthType": config.auth,
        "CreationTime": _timestamp(config.created_ns),
        "LastModifiedTime": _timestamp(config.modified_ns),
        "InvokeMode": config.mode,
    }
    if config.cors is not None:
        described["Cors"] = _cors_of(config.cors)
    return described


def exists(arn: str) -> Refusal:
    """The refusal of a second URL for one version or alias."""
    return refusal.conflict(
        f"Failed to create function url config for [functionArn = {arn}]. Error message:  "
        "FunctionUrlConfig exists for this Lambda function"
    )


def _read_cors(cors: Mapping[str, Any] | None) -> Cors | None:
    if not cors:
        return None
    return Cors(
        tuple(cors.get("AllowOrigins") or ()),
        tuple(cors.get("AllowMethods") or ()),
        tuple(cors.get("AllowHeaders") or ()),
        tuple(cors.get("ExposeHeaders") or ()),
        cors.get("AllowCredentials") is True,
        cors.get("MaxAge"),
    )


def _cors_of(cors: Cors) -> dict[str, Any]:
    """Lists only where they name something."""
    described: dict[str, Any] = {
        "AllowOrigins": list(cors.allow_origins),
        "AllowMethods": list(cors.allow_methods),
        "AllowHeaders": list(cors.allow_headers),
        "ExposeHeaders": list(cors.expose_headers),
    }
    described = {name: values for name, values in described.items() if values}
    if cors.max_age_s is not None:
        described["MaxAge"] = cors.max_age_s
    return described | ({"AllowCredentials": True} if cors.allow_credentials else {})


def _timestamp(time_ns: int) -> str:
    moment = datetime.fromtimestamp(time_ns // NS_PER_S, UTC)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{time_ns // 1000 % 1_000_000:06}Z"
