"""How a call to another service is refused, and in which protocol."""

from harness.services import catalogue, refusal
from harness.services.catalogue import Service
from harness.services.signing_name import form_of
from harness.wire.message import Request
from harness.wire.refusal import Refusal

CODE = "ServiceNotServedException"

_REST = frozenset((refusal.REST_JSON, refusal.REST_XML))

# Three services share S3's signing names. What each path of theirs begins with; S3 has the others.
_S3 = "S3"
_PATHS = {"S3 Control": b"/v20180820/", "S3Outposts": b"/S3Outposts/"}


def refusal_of(signing_name: str, services: tuple[Service, ...]) -> Refusal:
    """The refusal that says what to do instead. ``services``: those that the request may be for,
    all of them signed as ``signing_name``."""
    message = f"The harness serves DynamoDB and Lambda, and not {signing_name}. "
    variables = " or ".join(service.endpoint_variable for service in services)
    elsewhere = (
        f"To send this call elsewhere, set {variables} (for a function, in its Environment in the "
        "template) to an endpoint that serves it"
        if variables
        else "To send this call elsewhere, give its client an endpoint that serves it"
    )
    return Refusal(CODE, f"{message}{elsewhere}; or replace the call in your tests.")


def protocol_of(request: Request, services: tuple[Service, ...]) -> str:
    """The protocol that the request's own form gives away; where that leaves a choice, as its
    service speaks."""
    formed = _formed(request, services)
    if formed is not None:
        return formed
    spoken = [protocol for service in services for protocol in service.protocols]
    rest = [protocol for protocol in spoken if protocol in _REST]
    protocol = next(iter(rest or spoken), refusal.REST_JSON)
    is_s3 = protocol == refusal.REST_XML and services[0].id == _S3
    return refusal.S3 if is_s3 else protocol


def candidates(request: Request, signing_name: str) -> tuple[Service, ...]:
    """The services with this signing name that the request may be for."""
    signed = catalogue.with_scope(signing_name)
    if len(signed) < 2:
        return signed
    protocol = _formed(request, signed)
    fits = tuple(service for service in signed if _may_be_for(service, request, protocol))
    return fits or signed


def _may_be_for(service: Service, request: Request, protocol: str | None) -> bool:
    """``protocol``: None for a REST one, which none of them says of itself."""
    if protocol == refusal.JSON:
        return request.headers[b"x-amz-target"].decode("latin-1").startswith(f"{service.target}.")
    if protocol in catalogue.FORM_PROTOCOLS:
        return protocol in service.protocols and form_of(request)["Version"] == service.version
    if protocol is not None:
        return protocol in service.protocols
    if service.id == _S3:
        return not request.target.startswith(tuple(_PATHS.values()))
    return request.target.startswith(_PATHS.get(service.id, b"/")) and not _REST.isdisjoint(
        service.protocols
    )


def _formed(request: Request, services: tuple[Service, ...]) -> str | None:
    """The protocol where the request's form allows only one."""
    if request.headers.get(b"smithy-protocol") == b"rpc-v2-cbor":
        return refusal.CBOR
    if b"x-amz-target" in request.headers:
        return refusal.JSON
    if {"Action", "Version"} <= form_of(request).keys():
        ec2 = any(refusal.EC2 in service.protocols for service in services)
        return refusal.EC2 if ec2 else refusal.QUERY
    return None
