"""AWS's Runtime Interface Emulator, straight on its port: the binary that the SAM CLI brings.

It serves one invocation at a time, and one that is broken off ends it (its issues #97, #131). So
there is one for each client, and new ones for each round.
"""

import os
import platform
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from harness.model.function import Function
from tests.bench import peer
from tests.system.support import free_ports

SAM_CLI_VERSION = "1.170.0"
_ARCHITECTURES = {"x86_64": "x86_64", "aarch64": "arm64"}


def binary() -> Path:
    """Out of the SAM CLI's wheel; nothing else of it is installed."""
    folder = peer.FOLDER / f"rie-{SAM_CLI_VERSION}"
    name = f"samcli/local/rapid/aws-lambda-rie-{_ARCHITECTURES[platform.machine()]}"
    if not (folder / name).exists():
        pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", folder]
        subprocess.run([*pip, f"aws-sam-cli=={SAM_CLI_VERSION}"], check=True)
        (wheel,) = folder.glob("aws_sam_cli-*.whl")
        with zipfile.ZipFile(wheel) as archive:
            archive.extract(name, folder)
        (folder / name).chmod(0o755)
    return folder / name


@contextmanager
def running(function: Function, count: int, directory: Path, endpoint: str) -> Iterator[list[int]]:
    """The ports of so many, each with the function in this project's own Python."""
    started: list[subprocess.Popen[bytes]] = []
    free = free_ports(2 * count)
    ports, api_ports = free[:count], free[count:]
    try:
        with (directory / "rie.log").open("ab") as log:
            for port, api_port in zip(ports, api_ports, strict=True):
                started.append(_start(function, port, api_port, log.fileno(), endpoint))
        yield ports
    finally:
        for process in started:
            os.killpg(process.pid, 9)
            process.wait()


def _start(
    function: Function, port: int, api_port: int, log: int, endpoint: str
) -> "subprocess.Popen[bytes]":
    addresses = ["--runtime-interface-emulator-address", f"127.0.0.1:{port}"]
    addresses += ["--runtime-api-address", f"127.0.0.1:{api_port}"]
    command = [binary(), *addresses, sys.executable, "-m", "awslambdaric", function.handler]
    environment = peer.clean_environment(
        AWS_ENDPOINT_URL=endpoint,
        AWS_REGION="us-east-1",
        AWS_DEFAULT_REGION="us-east-1",
        AWS_ACCESS_KEY_ID="test",
        AWS_SECRET_ACCESS_KEY="test",
        AWS_LAMBDA_FUNCTION_NAME=function.name,
        AWS_LAMBDA_FUNCTION_TIMEOUT=str(function.timeout_s),
        AWS_LAMBDA_FUNCTION_MEMORY_SIZE=str(function.memory_mb),
        **function.environment,
    )
    return subprocess.Popen(
        command,
        cwd=function.code_dir,
        env=environment,
        stdout=log,
        stderr=log,
        start_new_session=True,
    )
