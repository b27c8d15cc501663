"""What GetAccountSettings says: the account's limits, and what of them is used.

Limits: Lambda quotas (developer guide, 2026-11); the concurrency is the harness's setting.
"""

from collections.abc import Callable
from pathlib import Path

from harness.lambdas.control.catalog import FunctionCatalog
from harness.lambdas.control.codes import Codes
from harness.lambdas.control.request import ControlRequest, Handlers, Reply
from harness.lambdas.protocol.description import described

_TOTAL_BYTES = 80_530_636_800
_UNZIPPED_BYTES = 262_144_000
_ZIPPED_BYTES = 52_428_800


class AccountSettings:
    """Answers GetAccountSettings. ``concurrency``: how many invocations it runs at once. ``taken``:
    how much of that functions have for themselves."""

    def __init__(
        self, catalog: FunctionCatalog, codes: Codes, concurrency: int, taken: Callable[[], int]
    ) -> None:
        self._catalog = catalog
        self._codes = codes
        self._concurrency = concurrency
        self._taken = taken
        self.handlers: Handlers = {"GetAccountSettings": self._settings}

    async def _settings(self, request: ControlRequest) -> Reply:
        return described(
            {
                "AccountLimit": {
                    "TotalCodeSize": _TOTAL_BYTES,
                    "CodeSizeUnzipped": _UNZIPPED_BYTES,
                    "CodeSizeZipped": _ZIPPED_BYTES,
                    "ConcurrentExecutions": self._concurrency,
                    "UnreservedConcurrentExecutions": max(0, self._concurrency - self._taken()),
                },
                "AccountUsage": {
                    "TotalCodeSize": await self._code_bytes(),
                    "FunctionCount": sum(1 for _ in self._catalog),
                },
            }
        )

    async def _code_bytes(self) -> int:
        """Sum up the code of every version, layers left out."""
        folders: list[Path] = [
            version.function.code_dir for record in self._catalog for version in record.versions()
        ]
        await self._codes.look(folders)
        return sum(self._codes.of(folder).size_bytes for folder in folders)
