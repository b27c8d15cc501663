"""Starts AWS's own Python runtime interface client for one execution environment."""

import os
import sys
from collections.abc import Mapping
from pathlib import Path

from harness.engines.process import ChildProcess, OnLine, spawn
from harness.model.function import Function

# What a process needs and no function sets. No HOME of the user's, so that their own AWS
# configuration and credentials stay out of a function's sight, as on AWS.
_BASE = {
    "HOME": "/nonexistent",
    "LANG": "C.UTF-8",
    "PATH": os.defpath,
    "PYTHONDONTWRITEBYTECODE": "1",
    "PYTHONUNBUFFERED": "1",
}


class RuntimeLauncher:
    """``python``: an interpreter that can import awslambdaric, and what the functions import."""

    def __init__(self, python: Path = Path(sys.executable)) -> None:
        self._python = python

    async def launch(
        self,
        function: Function,
        runtime_api: str,
        environment: Mapping[str, str],
        on_line: OnLine,
    ) -> ChildProcess:
        """Start ``function`` against the Runtime API at ``runtime_api`` (HOST:PORT).

        It runs in its code directory, from which awslambdaric imports the handler (``-m`` puts the
        working directory first on the path; awslambdaric 4.2, 2026). It sees ``environment`` and
        what a process needs; nothing of ours.

        Raises EnvironmentFailedError when the process cannot be started.
        """
        return await spawn(
            [self._python, "-m", "awslambdaric", function.handler],
            env={**_BASE, **environment, "AWS_LAMBDA_RUNTIME_API": runtime_api},
            cwd=function.code_dir,
            output=on_line,
        )
