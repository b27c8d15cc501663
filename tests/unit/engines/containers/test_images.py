import pytest

from harness.engines.containers.images import Images


@pytest.mark.parametrize(
    ("images", "dynamodb", "function"),
    [
        (Images(), "amazon/dynamodb-local:3.3.1", "public.ecr.aws/lambda/python:3.13"),
        (
            Images(registry="mirror.example/aws"),
            "mirror.example/aws/amazon/dynamodb-local:3.3.1",
            "mirror.example/aws/lambda/python:3.13",
        ),
        (
            Images("built"),
            "lambda-dynamodb-harness/dynamodb-local:3.3.1",
            "lambda-dynamodb-harness/lambda-python:3.11",
        ),
        (Images("built", dynamodb="a:1", function="b:{version}-slim"), "a:1", "b:3.13-slim"),
        (
            Images("built", registry="mirror.example"),
            "lambda-dynamodb-harness/dynamodb-local:3.3.1",
            "lambda-dynamodb-harness/lambda-python:3.11",
        ),
    ],
    ids=["published", "from a mirror", "built", "named wins", "a mirror is of what is published"],
)
def test_settings_alone_choose_the_image(images: Images, dynamodb: str, function: str) -> None:
    assert images.for_dynamodb().name == dynamodb
    assert images.for_runtime("python3.13").name == function


def test_a_stand_in_says_when_its_python_is_another() -> None:
    assert Images("built").for_runtime("python3.13").note == "runs on Python 3.11"
    assert Images("built").for_runtime("python3.11").note == ""
    assert Images().for_runtime("python3.13").note == ""


def test_each_runtime_has_one_image() -> None:
    served = [image.serves for image in Images().all(["python3.13", "python3.9", "python3.13"])]
    assert served == ["dynamodb", "python3.13", "python3.9"]
