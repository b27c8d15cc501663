"""AWS's SDKs ask the harness the same questions, and understand the same answers.

Run by name (``tox -e clients``): it builds programs in four languages, from their own package
registries. The programs name no endpoint: AWS_ENDPOINT_URL is all that leads them here.
"""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT, Up, clean_environment

CLIENTS = Path(__file__).parent
EVENT = '{"nome": "Maria", "sobrenome": "Silva"}'
# Caches of compilers, between runs.
BUILT = ROOT / ".tox" / "clients-built"
BUILD_S = 1800

# What every client has to find: AWS's states, values, errors and units.
EXPECTED = {
    "create": "CREATING",
    "wait": "ACTIVE",
    "get": "é",
    "update": "6",
    "condition": True,
    "batch": 0,
    "query": 3,
    "scan": 3,
    "units": 0.5,
    "transaction": ["None", "ConditionalCheckFailed"],
    "missing": "Requested resource not found",
    "delete": "DELETING",
    "gone": True,
    "configuration": True,
    "invoke": '{"statusCode": 200, "body": "\\"Oi Maria Silva!\\""}',
    "no function": True,
    "account": "123456789012",
    "s3": True,
}


def run(*command: str | Path, cwd: Path, **variables: str) -> str:
    done = subprocess.run(
        list(map(str, command)),
        cwd=cwd,
        env=clean_environment(**variables),
        capture_output=True,
        text=True,
        timeout=BUILD_S,
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-4000:]
    return done.stdout


def go(folder: Path) -> list[str | Path]:
    run("go", "build", "-o", "client", ".", cwd=folder)
    return [folder / "client"]


def rust(folder: Path) -> list[str | Path]:
    run("cargo", "build", "--quiet", cwd=folder, CARGO_TARGET_DIR=str(BUILT / "rust"))
    return [BUILT / "rust" / "debug" / "clients"]


def java(folder: Path) -> list[str | Path]:
    goals = ("compile", "dependency:build-classpath", "-Dmdep.outputFile=classpath")
    run("mvn", "-q", "-B", *goals, cwd=folder)
    return ["java", "-cp", f"target/classes:{(folder / 'classpath').read_text()}", "Main"]


def javascript(folder: Path) -> list[str | Path]:
    run("npm", "install", "--no-audit", "--no-fund", "--no-package-lock", cwd=folder)
    return ["node", "main.js"]


def python(boto3: str) -> Callable[[Path], list[str | Path]]:
    return lambda folder: [
        sys.executable,
        "-m",
        "uv",
        "run",
        "--no-project",
        "--with",
        boto3,
        "python",
        "main.py",
    ]


@pytest.mark.parametrize(
    ("language", "build"),
    [
        ("python", python("boto3==1.28.0")),  # the first that obeys AWS_ENDPOINT_URL
        ("python", python("boto3")),
        ("javascript", javascript),
        ("go", go),
        ("java", java),
        ("rust", rust),
    ],
)
def test_a_client_finds_what_it_would_find_on_aws(
    language: str, build: Callable[[Path], list[str | Path]], stack: Up, tmp_path: Path
) -> None:
    folder = shutil.copytree(CLIENTS / language, tmp_path / language)
    command = build(folder)
    answers: dict[str, Any] = json.loads(
        run(
            *command,
            cwd=folder,
            EVENT=EVENT,
            AWS_ENDPOINT_URL=stack.endpoint,
            AWS_REGION="us-east-1",
            AWS_DEFAULT_REGION="us-east-1",
            AWS_ACCESS_KEY_ID="local",
            AWS_SECRET_ACCESS_KEY="local",
            UV_CONSTRAINT="",  # its own versions, not those that ours pin
        )
    )
    message = answers.pop("s3 says")
    assert "DynamoDB and Lambda" in message
    assert "s3" in message
    assert answers == EXPECTED
