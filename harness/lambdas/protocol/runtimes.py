"""The runtimes that AWS takes for a new function, and those that it no longer takes.

AWS lists the valid ones in no order that means anything; it is kept, as programs compare messages.
Sources: LocalStack's snapshot of CreateFunction's refusals (2026-01); botocore's Runtime (1.44,
2026-11), which knows some that the snapshot does not list yet: those are taken.
"""

from harness.lambdas.protocol import refusal
from harness.wire.refusal import Refusal

_LISTED = (
    "nodejs20.x",
    "python3.14",
    "provided.al2023",
    "python3.12",
    "python3.13",
    "nodejs24.x",
    "nodejs22.x",
    "java25",
    "python3.10",
    "python3.11",
    "java21",
    "ruby3.3",
    "ruby3.4",
    "ruby3.2",
    "python3.8",
    "python3.9",
    "java17",
    "nodejs16.x",
    "dotnet10",
    "dotnet8",
    "java11",
    "dotnet6",
    "nodejs18.x",
    "provided.al2",
    "java8.al2",
)
_NEWER = (
    "java11.al2023",
    "java17.al2023",
    "java8.al2023",
    "nodejs26.x",
    "python3.15",
    "ruby4.0",
)
DEPRECATED = frozenset(
    {
        "dotnetcore1.0",
        "dotnetcore2.0",
        "dotnetcore2.1",
        "dotnetcore3.1",
        "go1.x",
        "java8",
        "nodejs",
        "nodejs10.x",
        "nodejs12.x",
        "nodejs14.x",
        "nodejs4.3",
        "nodejs4.3-edge",
        "nodejs6.10",
        "nodejs8.10",
        "provided",
        "python2.7",
        "python3.6",
        "python3.7",
        "ruby2.5",
        "ruby2.7",
    }
)
VALID = frozenset((*_LISTED, *_NEWER))


def refuse_runtime(runtime: str) -> Refusal | None:
    """AWS's refusal of a runtime that is unknown or no longer supported."""
    if runtime in VALID:
        return None
    if runtime in DEPRECATED:
        return refusal.invalid_parameter(
            f"The runtime parameter of {runtime} is no longer supported for creating or updating "
            "AWS Lambda functions. We recommend you use a supported runtime while creating or "
            "updating functions."
        )
    return refusal.invalid_parameter(
        f"Value {runtime} at 'runtime' failed to satisfy constraint: Member must satisfy enum "
        f"value set: [{', '.join(_LISTED)}] or be a valid ARN"
    )
