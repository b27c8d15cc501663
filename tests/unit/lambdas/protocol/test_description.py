from dataclasses import replace
from pathlib import Path
from typing import Any

import botocore.session
import pytest

from harness.lambdas.protocol.arn import Arns
from harness.lambdas.protocol.description import configuration, listed, timestamp
from harness.lambdas.protocol.version import Code, Progress, Version
from harness.model.function import Function, Layer, Logging

FUNCTION = Function("ola", "Ola", "app.handler", Path("/code/ola"), "python3.11")
ARNS = Arns("us-east-1", "123456789012")


def described(function: Function = FUNCTION, progress: Progress = Progress.DONE) -> dict[str, Any]:
    version = Version(function, "revision", 1_764_437_502_125_999_999, progress)
    return configuration(version, lambda folder: Code(7, str(folder)), ARNS)


@pytest.mark.parametrize(
    ("progress", "state", "update"),
    [
        (Progress.CREATING, "Pending", None),
        (Progress.UPDATING, "Active", "InProgress"),
        (Progress.DONE, "Active", "Successful"),
    ],
)
def test_a_state_is_told_in_aws_s_words(progress, state, update) -> None:
    told = described(progress=progress)
    assert (told["State"], told.get("LastUpdateStatus")) == (state, update)


def test_a_program_may_rely_on_these_members() -> None:
    """Those that AWS gives of every function of the type Zip (LocalStack's snapshots, 2025-11)."""
    assert described().keys() >= {
        "Architectures",
        "CodeSha256",
        "CodeSize",
        "Description",
        "EphemeralStorage",
        "FunctionArn",
        "FunctionName",
        "Handler",
        "LastModified",
        "LoggingConfig",
        "MemorySize",
        "PackageType",
        "RevisionId",
        "Role",
        "Runtime",
        "RuntimeVersionConfig",
        "SnapStart",
        "State",
        "Timeout",
        "TracingConfig",
        "Version",
    }
    assert "Environment" not in described()
    assert "Layers" not in described()


def test_every_member_is_the_service_model_s() -> None:
    shape = (
        botocore.session.Session().get_service_model("lambda").shape_for("FunctionConfiguration")
    )
    whole = replace(
        FUNCTION,
        environment={},
        layers=(Layer(Path("/layer"), name="l"),),
        logging=Logging("JSON"),
    )
    for progress in Progress:
        for name, value in described(whole, progress).items():
            if isinstance(value, dict) and shape.members[name].type_name == "structure":
                assert value.keys() <= shape.members[name].members.keys()


def test_a_list_leaves_out_state_and_runtime_version() -> None:
    assert described().keys() - listed(described()).keys() == {
        "State",
        "LastUpdateStatus",
        "RuntimeVersionConfig",
    }


def test_time_is_told_to_the_millisecond() -> None:
    assert timestamp(1_764_437_502_125_999_999) == "2025-11-29T17:31:42.125+0000"
