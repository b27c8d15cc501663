"""The protocol and the words of a refusal; every service of botocore is in the system test."""

import pytest

from harness.services import refusal
from harness.services.unserved import CODE, candidates, protocol_of, refusal_of
from harness.wire.message import Request

FORM = b"application/x-www-form-urlencoded"


def request(
    target: bytes = b"/", method: bytes = b"POST", body: bytes = b"", **headers: bytes
) -> Request:
    given = {name.replace("_", "-").encode(): value for name, value in headers.items()}
    return Request(method, target, given, body)


def form(version: str) -> Request:
    return request(body=f"Action=Do&Version={version}".encode(), content_type=FORM)


def named(request: Request, owner: str) -> list[str]:
    return [service.id for service in candidates(request, owner)]


@pytest.mark.parametrize(
    ("owner", "given", "services", "protocol"),
    [
        ("sns", form("2010-03-31"), ["SNS"], refusal.QUERY),
        ("ec2", form("2016-11-15"), ["EC2"], refusal.EC2),
        ("sqs", request(x_amz_target=b"AmazonSQS.ListQueues"), ["SQS"], refusal.JSON),
        # An older client speaks what its service spoke then.
        ("sqs", form("2012-11-05"), ["SQS"], refusal.QUERY),
        ("monitoring", form("2010-08-01"), ["CloudWatch"], refusal.QUERY),
        (
            "monitoring",
            request(b"/service/x/operation/y", smithy_protocol=b"rpc-v2-cbor"),
            ["CloudWatch"],
            refusal.CBOR,
        ),
        ("s3", request(b"/b/k", b"GET"), ["S3"], refusal.S3),
        ("s3express", request(b"/b/k", b"GET"), ["S3"], refusal.S3),
        ("s3", request(b"/v20180820/jobs", b"GET"), ["S3 Control"], refusal.REST_XML),
        ("s3-outposts", request(b"/v20180820/bucket", b"GET"), ["S3 Control"], refusal.REST_XML),
        ("s3-outposts", request(b"/S3Outposts/X", b"GET"), ["S3Outposts"], refusal.REST_JSON),
        ("s3-outposts", request(b"/b/k", b"GET"), ["S3"], refusal.S3),
        ("route53", request(b"/2013-04-01/hostedzone", b"GET"), ["Route 53"], refusal.REST_XML),
        ("apigateway", request(b"/v2/apis", b"GET"), ["API Gateway", "ApiGatewayV2"], "rest-json"),
        # One signing name, several services: told apart by target, version and form.
        ("ses", form("2010-12-01"), ["SES"], refusal.QUERY),
        ("ses", request(x_amz_target=b"MailManagerSvc.ListX"), ["MailManager"], refusal.JSON),
        ("elasticloadbalancing", form("2015-12-01"), ["Elastic Load Balancing v2"], refusal.QUERY),
        ("rds", form("2014-10-31"), ["DocDB", "Neptune", "RDS"], refusal.QUERY),
        ("bedrock", request(x_amz_target=b"Unheard.Of"), None, refusal.JSON),
        # No model has these: the request's form decides, and REST-JSON where it does not.
        ("unheard-of", request(b"/x", b"GET"), [], refusal.REST_JSON),
        ("unheard-of", request(x_amz_target=b"A.B"), [], refusal.JSON),
        ("unheard-of", form("2010-03-31"), [], refusal.QUERY),
        ("unheard-of", request(smithy_protocol=b"rpc-v2-cbor"), [], refusal.CBOR),
        # JSON's services are asked by POST alone: a GET is somebody's mistake, and gets JSON.
        ("ssm", request(b"/", b"GET"), ["SSM"], refusal.JSON),
    ],
)
def test_services_and_protocol(
    owner: str, given: Request, services: list[str] | None, protocol: str
) -> None:
    if services is not None:
        assert named(given, owner) == services
    assert protocol_of(given, candidates(given, owner)) == protocol


def test_the_words_name_the_service_what_is_served_and_what_to_set() -> None:
    refused = refusal_of("sns", candidates(form("2010-03-31"), "sns"))
    assert (refused.code, refused.status) == (CODE, 400)
    assert refused.message == (
        "The harness serves DynamoDB and Lambda, and not sns. To send this call elsewhere, set "
        "AWS_ENDPOINT_URL_SNS (for a function, in its Environment in the template) to an endpoint "
        "that serves it; or replace the call in your tests."
    )


def test_a_service_that_no_model_has_is_named_without_a_variable() -> None:
    message = refusal_of("unheard-of", ()).message
    assert "not unheard-of. " in message
    assert "AWS_ENDPOINT_URL" not in message
