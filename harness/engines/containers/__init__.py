"""DynamoDB Local and AWS's Runtime Interface Emulator (RIE) in containers, by Testcontainers.

The two classes are of use without the rest, in anybody's tests:

    from harness.engines.containers import DynamoDbLocalContainer, LambdaRieContainer

    with DynamoDbLocalContainer() as dynamodb:
        client = boto3.client("dynamodb", endpoint_url=dynamodb.endpoint, ...)

    with LambdaRieContainer(image, "app.handler", "functions/hello") as function:
        answer = function.invoke(b'{"nome": "Ana"}')

They need the extra ``containers`` and a Docker engine on this machine.
"""

from harness.engines.containers.dynamodb_local_container import DynamoDbLocalContainer
from harness.engines.containers.lambda_rie_container import LambdaRieContainer

__all__ = ["DynamoDbLocalContainer", "LambdaRieContainer"]
