"""AWS's Lambda base image with AWS's Runtime Interface Emulator (RIE), as a container."""

import http.client
from pathlib import Path
from typing import Any

from harness.engines.containers.published import PublishedContainer
from harness.engines.functions.task_view import TASK_ROOT

PORT = 8080
PATH = "/2015-03-31/functions/function/invocations"

# Lambda Developer Guide, "Configure Lambda function memory" (2026): 1,769 MB are one vCPU.
MEMORY_MB_PER_CPU = 1769
CPU_PERIOD_US = 100_000
# The kernel takes no smaller quota.
_CPU_QUOTA_US_MIN = 1_000
_MB = 1_048_576

# What the emulator and the relay take besides the function; on AWS neither counts as the function's
# memory (resident: the RIE 14 MB, Python with the relay 12 MB, measured 2026-11).
EMULATOR_MB = 32


class LambdaRieContainer(PublishedContainer):
    """One execution environment: a handler behind AWS's emulator.

    ``image``: AWS's own for the function's runtime, or what serves the same: the handler as
    command, code in /var/task, the RIE on port 8080. ``code_dir`` is mounted there, read-only.
    ``memory_mb`` limits memory and processor as Lambda's MemorySize does.

    One invocation at a time: a second request in flight, or a client that hangs up, ends today's
    RIE. It starts the function at the first invocation, and keeps to ``timeout_s`` itself.
    ``start`` raises ContainerStartException when it ends early or gives no answer.
    """

    def __init__(
        self,
        image: str,
        handler: str,
        code_dir: Path | str,
        *,
        memory_mb: int = 128,
        timeout_s: int = 3,
        host: str | None = None,
        **more: Any,
    ) -> None:
        limits = {
            "mem_limit": (memory_mb + EMULATOR_MB) * _MB,
            "memswap_limit": (memory_mb + EMULATOR_MB) * _MB,
            "cpu_period": CPU_PERIOD_US,
            "cpu_quota": cpu_quota_us(memory_mb),
        }
        super().__init__(image, PORT, host, **(limits | more))
        self.with_command([handler])
        self.with_volume_mapping(Path(code_dir).absolute(), TASK_ROOT, "ro")
        self.with_env("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", str(memory_mb))
        self.with_env("AWS_LAMBDA_FUNCTION_TIMEOUT", str(timeout_s))

    def invoke(self, event: bytes) -> bytes:
        """What the handler answers to an event, both JSON. An error of the function comes as its
        JSON too: this emulator marks none."""
        connection = http.client.HTTPConnection(*self.address)
        try:
            connection.request("POST", PATH, event)
            return connection.getresponse().read()
        finally:
            connection.close()


def cpu_quota_us(memory_mb: int) -> int:
    """Of each ``CPU_PERIOD_US``."""
    return max(_CPU_QUOTA_US_MIN, memory_mb * CPU_PERIOD_US // MEMORY_MB_PER_CPU)
