"""Lambda's control plane: each operation's handler, by AWS's name of the operation."""

from collections.abc import Iterable, Sequence
from inspect import isawaitable
from pathlib import Path

from harness.lambdas.control import absent
from harness.lambdas.control.account_settings import AccountSettings
from harness.lambdas.control.aliases import Aliases
from harness.lambdas.control.catalog import FunctionCatalog
from harness.lambdas.control.codes import Codes
from harness.lambdas.control.deletion import Deletion
from harness.lambdas.control.descriptions import Descriptions
from harness.lambdas.control.event_configs import EventConfigs
from harness.lambdas.control.functions import Functions
from harness.lambdas.control.layers import Layers
from harness.lambdas.control.management_configs import ManagementConfigs
from harness.lambdas.control.permissions import Permissions
from harness.lambdas.control.provisioned import ProvisionedConcurrency
from harness.lambdas.control.reads import Reads
from harness.lambdas.control.request import ControlRequest, Handlers, Reply
from harness.lambdas.control.reserved_concurrency import ReservedConcurrency
from harness.lambdas.control.tags import Tags
from harness.lambdas.control.uploads import Uploads
from harness.lambdas.control.url_configs import UrlConfigs
from harness.lambdas.control.versions import Versions
from harness.lambdas.downloads import location
from harness.lambdas.fleet import Fleet
from harness.lambdas.protocol.arn import Arns
from harness.model.function import Function


class ControlPlane:
    """What is kept of functions, and how requests change it.

    ``functions``: the template's. ``uploads``: the folder of code that comes as a zip.
    ``concurrency``: the account's. ``retry_delay_ns``: until a failed event is tried again.
    """

    def __init__(
        self,
        functions: Sequence[Function],
        fleet: Fleet,
        uploads: Path,
        arns: Arns,
        *,
        concurrency: int,
        retry_delay_ns: int,
    ) -> None:
        codes, unpacked = Codes(), Uploads(uploads)
        self._uploads = unpacked
        self.catalog = FunctionCatalog(functions, fleet.put)
        self.events = EventConfigs(functions, arns, retry_delay_ns)
        self.urls = UrlConfigs(functions, self.catalog, arns, lambda: fleet.endpoint)
        self.reserved = ReservedConcurrency(
            _reserved(functions), concurrency, fleet.reserve, lambda: provisioned.by_function()
        )
        provisioned = ProvisionedConcurrency(
            functions, arns, concurrency, self.reserved, fleet.provision
        )
        descriptions = Descriptions(codes, arns)
        tags = Tags(functions, self.catalog, arns)
        permissions = Permissions(self.catalog, arns)
        management = ManagementConfigs(arns)
        layers = Layers(functions, codes, arns)
        versions = Versions(self.catalog, codes, unpacked, descriptions)
        account = AccountSettings(self.catalog, codes, concurrency, self.reserved.taken)
        kept = (self.events, self.urls, self.reserved, provisioned, tags, permissions, management)
        self._handlers: Handlers = _together(
            Reads(
                self.catalog,
                descriptions,
                tags,
                self.reserved,
                lambda function, version: location(fleet.endpoint, function, version),
            ).handlers,
            Functions(self.catalog, codes, unpacked, layers, versions, tags, descriptions).handlers,
            Deletion(
                self.catalog,
                arns,
                [noun.forget for noun in kept],
                provisioned.forget_qualifier,
            ).handlers,
            Aliases(
                arns, [self.urls.forget_alias, provisioned.forget_qualifier], provisioned.move
            ).handlers,
            *(noun.handlers for noun in (*kept, versions, layers, account)),
            absent.HANDLERS,
        )

    def operations(self) -> Iterable[str]:
        """AWS's names of the operations that have a handler."""
        return self._handlers.keys()

    def code_of(self, function: str, number: str) -> Path | None:
        """The zip that a version's code came as, else its folder."""
        record = self.catalog.get(function)
        version = None if record is None else record.version(number)
        return None if version is None else self._uploads.original(version.function.code_dir)

    async def answer(self, request: ControlRequest) -> Reply:
        """Have the operation's handler answer the request."""
        reply = self._handlers[request.route.operation](request)
        return await reply if isawaitable(reply) else reply


def _together(*tables: Handlers) -> Handlers:
    return {operation: handler for table in tables for operation, handler in table.items()}


def _reserved(functions: Iterable[Function]) -> dict[str, int]:
    return {
        function.name: function.reserved_concurrency
        for function in functions
        if function.reserved_concurrency is not None
    }
