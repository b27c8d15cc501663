"""Physical names and ARNs, given before anything refers to them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from harness.model.location import TEMPLATE_STREAM_LABEL, Location
from harness.template.intrinsics import Resolver, UnresolvedError, similar

STACK_NAME = "harness"
FUNCTION = "AWS::Lambda::Function"
TABLE = "AWS::DynamoDB::Table"
ALIAS = "AWS::Lambda::Alias"
VERSION = "AWS::Lambda::Version"
URL = "AWS::Lambda::Url"
SCALABLE_TARGET = "AWS::ApplicationAutoScaling::ScalableTarget"
# A template's function has one version.
_ONLY_VERSION = "1"

# The properties that name a resource, for the types where it is not "<Type>Name".
_NAME_PROPERTIES = {"AWS::IAM::ManagedPolicy": "ManagedPolicyName"}
# What SAM makes without being asked, of events and of deployment preferences.
_MADE_BY_SAM = (
    "CodeDeployServiceRole",
    "ServerlessDeploymentApplication",
    "ServerlessHttpApi",
    "ServerlessRestApi",
)
# The types whose Ref is an ARN, with the attributes that are the same one.
_ARN_IS_REF: dict[str, tuple[str, ...]] = {
    ALIAS: ("AliasArn",),
    VERSION: ("FunctionArn",),
    URL: ("FunctionArn",),
}
_SHORTEST_TABLE_NAME = 3


@dataclass(frozen=True, slots=True)
class Stack(Location):
    """Where the template is taken to be deployed."""

    def pseudo_parameters(self) -> dict[str, Any]:
        """AWS's pseudo parameters with this stack's values."""
        suffix = ".cn" if self.partition == "aws-cn" else ""
        return {
            "AWS::AccountId": self.account_id,
            "AWS::NotificationARNs": [],
            "AWS::Partition": self.partition,
            "AWS::Region": self.region,
            "AWS::StackId": self.arn("cloudformation", f"stack/{STACK_NAME}/local"),
            "AWS::StackName": STACK_NAME,
            "AWS::URLSuffix": f"amazonaws.com{suffix}",
        }


class Names:
    """What ``Ref`` and ``Fn::GetAtt`` give.

    ``original`` and ``expanded``: the resources before and after the expansion, which does not see
    all of them. A function or table without a name of its own is called as in the template. For a
    type that is not emulated, an attribute other than ``Arn`` is the stable stand-in
    ``Id.Attribute``: nothing here could answer with the real one.
    """

    def __init__(
        self, stack: Stack, original: Mapping[str, Any], expanded: Mapping[str, Any]
    ) -> None:
        self._stack = stack
        self._resources = {**original, **expanded}
        self._derived = derived_prefixes(original)
        self._open: list[str] = []

    def ref(self, logical_id: str, resolver: Resolver) -> str:
        """The value of a resource's `Ref`. Raises TemplateError where there is no such resource."""
        resource = self._existing(logical_id, resolver)
        kind = str(resource.get("Type"))
        if kind in _ARN_IS_REF:
            return self._once(logical_id, lambda: self._lambda_arn(logical_id, resource, resolver))
        if kind == SCALABLE_TARGET:
            return self._once(logical_id, lambda: _scalable_target_id(resource, resolver))
        given = (resource.get("Properties") or {}).get(_name_property(kind))
        if given is None or not isinstance(given, str | dict):
            return _made_name(kind, logical_id)
        return self._once(logical_id, lambda: resolver.text(given))

    def _lambda_arn(self, logical_id: str, resource: Mapping[str, Any], resolver: Resolver) -> str:
        """What ``Ref`` gives of a part of a function (CloudFormation's return values, 2026)."""
        kind, properties = str(resource["Type"]), resource.get("Properties") or {}

        def text(name: str, default: str) -> str:
            return resolver.text(properties[name]) if name in properties else default

        function = text("FunctionName", text("TargetFunctionArn", logical_id))
        if not function.startswith("arn:"):
            function = self._stack.arn("lambda", f"function:{function}")
        # A function's ARN has seven parts; an eighth is a qualifier that an alias or a version has.
        function = ":".join(function.split(":")[:7])
        if kind == URL:
            return ":".join(filter(None, (function, text("Qualifier", ""))))
        return f"{function}:{_ONLY_VERSION if kind == VERSION else text('Name', logical_id)}"

    def attribute(self, logical_id: str, name: str, resolver: Resolver) -> str:
        """The value of a resource's attribute. Raises TemplateError where it is not known."""
        resource = self._existing(logical_id, resolver)
        kind = str(resource.get("Type"))
        known = self._attributes(kind, self.ref(logical_id, resolver), resource)
        if name in known:
            return known[name]
        if kind in (FUNCTION, TABLE):
            hint = f"it has {', '.join(known)}"
            raise UnresolvedError(f"{logical_id} has no attribute {name!r}", hint)
        return f"{logical_id}.{name}"

    def _attributes(self, kind: str, name: str, resource: Mapping[str, Any]) -> dict[str, str]:
        arn = self._stack.arn
        if kind == FUNCTION:
            return {"Arn": arn("lambda", f"function:{name}")}
        if kind in _ARN_IS_REF:
            version = {"Version": _ONLY_VERSION} if kind == VERSION else {}
            return dict.fromkeys(_ARN_IS_REF[kind], name) | version
        if kind == TABLE:
            table = self._stack.table_arn(name)
            streams = "StreamSpecification" in (resource.get("Properties") or {})
            stream = {"StreamArn": f"{table}/stream/{TEMPLATE_STREAM_LABEL}"} if streams else {}
            return {"Arn": table, **stream}
        if kind == SCALABLE_TARGET:
            return {"Id": name}
        if kind.startswith("AWS::IAM::"):
            return {"Arn": arn("iam", f"{kind[10:].lower()}/{name}", regional=False)}
        return {"Arn": arn(kind.split("::")[1].lower() if "::" in kind else "custom", name)}

    def _existing(self, logical_id: str, resolver: Resolver) -> Mapping[str, Any]:
        made_by_sam = {"Type": "made by SAM"} if logical_id.startswith(self._derived) else None
        resource: Mapping[str, Any] | None = self._resources.get(logical_id, made_by_sam)
        if resource is None:
            what = f"there is no parameter or resource {logical_id!r}"
            raise UnresolvedError(what, similar(logical_id, self._resources))
        condition = resource.get("Condition")
        if condition is not None and not resolver.condition(condition):
            what = f"{logical_id} is not made: its condition {condition} is false"
            raise UnresolvedError(what, "refer to it inside an Fn::If of the same condition")
        return resource

    def _once(self, logical_id: str, name: Callable[[], str]) -> str:
        if logical_id in self._open:
            raise UnresolvedError(f"the name of {logical_id} depends on itself")
        self._open.append(logical_id)
        try:
            return name()
        finally:
            self._open.pop()


def derived_prefixes(resources: Mapping[str, Any]) -> tuple[str, ...]:
    """What the ids begin with that SAM derives: OrdersRole, OrdersUrl, ServerlessRestApiStage."""
    return (*_MADE_BY_SAM, *(name for name, made in resources.items() if _is_serverless(made)))


def _is_serverless(resource: Mapping[str, Any]) -> bool:
    return str(resource.get("Type")).startswith("AWS::Serverless::")


def _scalable_target_id(resource: Mapping[str, Any], resolver: Resolver) -> str:
    """For example ``table/orders|dynamodb:table:ReadCapacityUnits|dynamodb``."""
    properties = resource.get("Properties") or {}
    parts = ("ResourceId", "ScalableDimension", "ServiceNamespace")
    return "|".join(resolver.text(properties.get(part, "")) for part in parts)


def _name_property(kind: str) -> str:
    return _NAME_PROPERTIES.get(kind, f"{kind.rsplit('::', 1)[-1]}Name")


def _made_name(kind: str, logical_id: str) -> str:
    if kind == TABLE and len(logical_id) < _SHORTEST_TABLE_NAME:
        return f"{STACK_NAME}-{logical_id}"
    return logical_id[:64] if kind == FUNCTION else logical_id
