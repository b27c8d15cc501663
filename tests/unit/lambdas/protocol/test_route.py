import pytest

from harness.lambdas.protocol.route import Route, is_lambda, read_route

ROOT = "/2015-03-31/functions"
ARN = "arn:aws:lambda:us-east-1:123456789012:function:ola"


def named(name: str) -> dict[str, str]:
    return {"FunctionName": name}


@pytest.mark.parametrize(
    ("method", "target", "expected"),
    [
        ("GET", f"{ROOT}/", Route("ListFunctions")),
        ("GET", f"{ROOT}?MaxItems=10", Route("ListFunctions", {}, {"MaxItems": ["10"]})),
        ("GET", f"{ROOT}/ola", Route("GetFunction", named("ola"))),
        ("POST", f"{ROOT}/ola%3Aprod/invocations", Route("Invoke", named("ola:prod"))),
        (
            "POST",
            f"{ROOT}/ola/invocations?Qualifier=%24LATEST",
            Route("Invoke", named("ola"), {"Qualifier": ["$LATEST"]}),
        ),
        ("POST", f"{ROOT}/{ARN.replace(':', '%3A')}/invocations", Route("Invoke", named(ARN))),
        ("GET", "/2016-08-19/account-settings/", Route("GetAccountSettings")),
        (
            "GET",
            f"{ROOT}/ola/aliases/live",
            Route("GetAlias", {"FunctionName": "ola", "Name": "live"}),
        ),
        (
            "DELETE",
            f"/2017-03-31/tags/{ARN}?tagKeys=a&tagKeys=b",
            Route("UntagResource", {"Resource": ARN}, {"tagKeys": ["a", "b"]}),
        ),
        (
            "GET",
            "/2019-09-30/functions/ola/provisioned-concurrency?List=ALL",
            Route("ListProvisionedConcurrencyConfigs", named("ola"), {"List": ["ALL"]}),
        ),
        (
            "GET",
            "/2019-09-30/functions/ola/provisioned-concurrency?Qualifier=1",
            Route("GetProvisionedConcurrencyConfig", named("ola"), {"Qualifier": ["1"]}),
        ),
        ("GET", "/2018-10-31/layers", Route("ListLayers")),
    ],
)
def test_a_request_is_routed_by_method_path_and_query(
    method: str, target: str, expected: Route
) -> None:
    assert read_route(method, target) == expected


@pytest.mark.parametrize(
    ("method", "target"),
    [
        ("DELETE", f"{ROOT}/ola/invocations"),
        ("GET", "/2017-10-31/functions/ola/concurrency"),
        ("POST", f"{ROOT}/ola/invocations/more"),
        ("POST", "/2015-03-31/layers/ola/invocations"),
        ("POST", f"{ROOT}//invocations"),
        ("POST", "/2015-03-31"),
    ],
)
def test_what_is_not_served_is_no_operation(method: str, target: str) -> None:
    assert read_route(method, target).operation == ""


def test_dynamodbs_path_is_not_lambdas() -> None:
    assert not is_lambda(b"/")
    assert not is_lambda(b"/_harness/live")
    assert is_lambda(b"/2015-03-31/functions/ola/invocations")
    assert is_lambda(b"/2019-09-30/functions/ola/concurrency")
