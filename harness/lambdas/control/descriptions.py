"""What functions and their versions are described as, their code looked at before."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from harness.lambdas.control.codes import Codes
from harness.lambdas.protocol.arn import Arns
from harness.lambdas.protocol.description import configuration, described
from harness.lambdas.protocol.version import Version
from harness.wire.message import Response


class Descriptions:
    """FunctionConfiguration of any version, as AWS describes it."""

    def __init__(self, codes: Codes, arns: Arns) -> None:
        self._codes = codes
        self._arns = arns

    async def of(self, versions: Iterable[tuple[Version, str | None]]) -> list[dict[str, Any]]:
        """Each with the qualifier that its ARN ends with."""
        qualified = list(versions)
        await self._codes.look(folder for version, _ in qualified for folder in _folders(version))
        return [
            configuration(version, self._codes.of, self._arns, qualifier)
            for version, qualifier in qualified
        ]

    async def answer(
        self, version: Version, qualifier: str | None = None, status: int = 200
    ) -> Response:
        """The response that describes one version; its ARN ends with ``qualifier``."""
        (description,) = await self.of([(version, qualifier)])
        return described(description, status)


def _folders(version: Version) -> Iterable[Path]:
    function = version.function
    return (function.code_dir, *(layer.content_dir for layer in function.layers))
