"""What stands beside a function: its alias, its URL, the configuration of its events.

SAM makes these resources of the function's own properties; they may also stand in the template.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from harness.model.function import Cors, Function
from harness.template.concurrency import PROVISIONED
from harness.template.described import text_or
from harness.template.field import Field
from harness.template.functions import read_cors
from harness.template.intrinsics import Resolver
from harness.template.names import ALIAS, URL
from harness.template.source import Source, dotted

EVENT_CONFIG = "AWS::Lambda::EventInvokeConfig"


class Companions:
    """Those of one function. ``resources``: what the template was expanded to, by logical id."""

    def __init__(
        self,
        source: Source,
        resolver: Resolver,
        resources: Mapping[str, Mapping[str, Any]],
        logical_id: str,
    ) -> None:
        self._source = source
        self._resolver = resolver
        self._resources = resources
        self._logical_id = logical_id
        self._aliases = list(self._properties(ALIAS))
        self._urls = [*self._properties(URL), *self._urls_of_aliases()]
        self._event_configs = list(self._properties(EVENT_CONFIG))

    def added_to(self, function: Function) -> Function:
        """The function with what they say of it. Raises TemplateError."""
        return replace(
            function,
            provisioned_concurrency=self._provisioned_concurrency(),
            aliases=tuple(self._alias_name(alias) for alias in self._aliases),
            url_auth=self._url_auth(),
            url_cors=self._url_cors(),
            url_alias=self._url_alias(),
            event_retries_max=self._event_setting("MaximumRetryAttempts", 0, 2),
            event_age_max_s=self._event_setting("MaximumEventAgeInSeconds", 60, 21_600),
            event_destinations=self._event_destinations(),
        )

    def _provisioned_concurrency(self) -> int:
        for alias in self._aliases:
            if PROVISIONED in alias:
                field = self._field(PROVISIONED, alias[PROVISIONED])
                return field.required("ProvisionedConcurrentExecutions").integer(1, None, "")
        return 0

    def _alias_name(self, alias: Mapping[str, Any]) -> str:
        return self._field("AutoPublishAlias", alias["Name"]).text()

    def _url_auth(self) -> str | None:
        for url in self._urls:
            field = self._field("FunctionUrlConfig", url.get("AuthType"))
            return field.one_of(("NONE", "AWS_IAM"))
        return None

    def _url_cors(self) -> Cors | None:
        for url in self._urls:
            if "Cors" in url:
                return read_cors(self._field("FunctionUrlConfig", url["Cors"]))
        return None

    def _url_alias(self) -> str | None:
        for url in self._urls:
            if "Qualifier" in url:
                return self._field("FunctionUrlConfig", url["Qualifier"]).text()
            if url.get("TargetFunctionArn") in self._alias_references():
                return self._alias_name(self._aliases[0])
        return None

    def _event_setting(self, name: str, low: int, high: int) -> int | None:
        for config in self._event_configs:
            if name in config:
                return self._field("EventInvokeConfig", config[name]).integer(low, high, "")
        return None

    def _event_destinations(self) -> dict[str, str]:
        for config in self._event_configs:
            field = self._field("EventInvokeConfig", config.get("DestinationConfig", {}))
            return {kind: text_or(part, "Destination", "") for kind, part in field.fields()}
        return {}

    def _urls_of_aliases(self) -> Iterator[Mapping[str, Any]]:
        """SAM gives the URL of a function that has an alias to the alias."""
        for resource in self._resources.values():
            properties = resource.get("Properties", {}) if resource.get("Type") == URL else {}
            if properties.get("TargetFunctionArn") in self._alias_references():
                yield properties

    def _alias_references(self) -> list[dict[str, str]]:
        return [
            {"Ref": name}
            for name, resource in self._resources.items()
            if resource.get("Type") == ALIAS and resource.get("Properties") in self._aliases
        ]

    def _properties(self, kind: str) -> Iterator[Mapping[str, Any]]:
        """Those of the resources of a type that refer to the function."""
        function = ({"Ref": self._logical_id}, {"Fn::GetAtt": [self._logical_id, "Arn"]})
        for resource in self._resources.values():
            properties = resource.get("Properties", {}) if resource.get("Type") == kind else {}
            if properties.get("FunctionName", properties.get("TargetFunctionArn")) in function:
                yield properties

    def _field(self, name: str, raw: Any) -> Field:
        return moved_field(self._source, self._resolver, self._logical_id, name, raw)


def moved_field(source: Source, resolver: Resolver, logical_id: str, name: str, raw: Any) -> Field:
    """A property that SAM has moved out of the function: named where the user wrote it."""
    at = ("Resources", logical_id, "Properties", name)
    return Field(source, resolver, raw, dotted(at), at)
