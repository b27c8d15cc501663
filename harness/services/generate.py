"""Writes ``services.json`` from botocore's models: ``python -m harness.services.generate``.

The gateway reads that file and no model: all of them would take seconds and half a gigabyte.
"""

import re
from pathlib import Path
from typing import Any

import orjson
from botocore.loaders import Loader

PATH = Path(__file__).with_name("services.json")

# A rule of its endpoint may have a request signed by another name: S3's do, for Express buckets.
_SIGNING_NAME = re.compile(r'"signingName":"([^"]+)"')


def services() -> list[dict[str, Any]]:
    """The row of each of botocore's services, in alphabetical order of their ids."""
    loader = Loader()
    rows = (_row(loader, name) for name in loader.list_available_services("service-2"))
    return sorted(rows, key=lambda row: str(row["id"]))


def _row(loader: Loader, name: str) -> dict[str, Any]:
    metadata = loader.load_service_model(name, "service-2")["metadata"]
    rules = orjson.dumps(loader.load_service_model(name, "endpoint-rule-set-1")).decode()
    scope = metadata.get("signingName", metadata["endpointPrefix"])
    row = {
        "id": metadata["serviceId"],
        "scopes": [scope, *sorted(set(_SIGNING_NAME.findall(rules)) - {scope})],
        "protocols": metadata.get("protocols", [metadata["protocol"]]),
        "target": metadata.get("targetPrefix"),
        "version": metadata["apiVersion"],
    }
    return {name: value for name, value in row.items() if value is not None}


def text() -> str:
    """A line for each service, so that a new model is one line of a change."""
    return "[\n" + ",\n".join(orjson.dumps(row).decode() for row in services()) + "\n]\n"


if __name__ == "__main__":
    PATH.write_text(text(), "utf-8")
