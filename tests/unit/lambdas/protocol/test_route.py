import pytest

from harness.lambdas.protocol.route import Route, function_name, is_lambda, route

ROOT = "/2015-03-31/functions"
ARN = "arn:aws:lambda:us-east-1:123456789012:function:ola"


@pytest.mark.parametrize(
    ("method", "target", "expected"),
    [
        ("GET", f"{ROOT}/", Route("ListFunctions")),
        ("GET", f"{ROOT}?MaxItems=10", Route("ListFunctions")),
        ("GET", f"{ROOT}/ola", Route("GetFunction", "ola")),
        ("GET", f"{ROOT}/ola/configuration", Route("GetFunctionConfiguration", "ola")),
        ("POST", f"{ROOT}/ola/invocations", Route("Invoke", "ola")),
        ("POST", f"{ROOT}/ola%3Aprod/invocations", Route("Invoke", "ola", "prod")),
        ("POST", f"{ROOT}/ola/invocations?Qualifier=%24LATEST", Route("Invoke", "ola")),
        ("POST", f"{ROOT}/{ARN.replace(':', '%3A')}/invocations", Route("Invoke", "ola")),
        ("DELETE", f"{ROOT}/ola", Route("", "ola")),
    ],
)
def test_a_request_is_routed_by_method_and_path(method: str, target: str, expected: Route) -> None:
    assert route(method, target) == expected


@pytest.mark.parametrize(
    ("name", "function", "qualifier"),
    [
        ("ola", "ola", "$LATEST"),
        ("ola:prod", "ola", "prod"),
        ("123456789012:function:ola", "ola", "$LATEST"),
        ("123456789012:function:ola:7", "ola", "7"),
        (ARN, "ola", "$LATEST"),
        (f"{ARN}:prod", "ola", "prod"),
    ],
)
def test_a_function_may_be_named_in_each_of_awss_ways(
    name: str, function: str, qualifier: str
) -> None:
    assert function_name(name) == (function, qualifier)


def test_dynamodbs_path_is_not_lambdas() -> None:
    assert not is_lambda(b"/")
    assert is_lambda(b"/2015-03-31/functions/ola/invocations")
