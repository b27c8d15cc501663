"""DynamoDB Local and AWS's Runtime Interface Emulator (RIE) in containers, by Testcontainers.

The two classes are of use without the rest, in anybody's tests:

    from harness.engines.containers import DynamoDbLocalContainer, LambdaRieContainer

    with DynamoDbLocalContainer() as dynamodb:
        client = boto3.client("dynamodb", endpoint_url=dynamodb.endpoint, ...)

    with LambdaRieContainer(image, "app.handler", "functions/hello") as function:
        answer = function.invoke(b'{"nome": "Ana"}')

They need the extra ``containers`` and a Docker engine on this machine. Testcontainers is imported
where one of them is named, because the names of images are needed without it too.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from harness.engines.containers.dynamodb_local_container import DynamoDbLocalContainer
    from harness.engines.containers.lambda_rie_container import LambdaRieContainer

__all__ = ["DynamoDbLocalContainer", "LambdaRieContainer"]


_MODULES = {
    "DynamoDbLocalContainer": "dynamodb_local_container",
    "LambdaRieContainer": "lambda_rie_container",
}


def __getattr__(name: str) -> object:
    """Import the class of that name. Raises ImportError without the extra ``containers``."""
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
