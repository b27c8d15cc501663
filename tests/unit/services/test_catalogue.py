import pytest
from botocore.configprovider import ConfiguredEndpointProvider

from harness.services.catalogue import services, with_form_version, with_scope, with_target


def test_a_signing_name_may_be_shared() -> None:
    assert [service.id for service in with_scope("dynamodb")] == ["DynamoDB", "DynamoDB Streams"]
    assert [service.id for service in with_scope("s3express")] == ["S3", "S3 Control"]
    assert with_scope("unheard-of") == ()


def test_a_target_and_a_forms_version_name_their_service() -> None:
    assert [service.id for service in with_target("AmazonSSM")] == ["SSM"]
    assert [service.id for service in with_form_version("2011-06-15")] == ["STS"]
    # That is DynamoDB's version, and its protocol knows no forms.
    assert with_form_version("2012-08-10") == ()


@pytest.mark.parametrize(
    ("client", "service_id"),
    [
        ("stepfunctions", "SFN"),
        ("dynamodbstreams", "DynamoDB Streams"),
        ("elbv2", "Elastic Load Balancing v2"),
        ("arc-region-switch", "ARC Region switch"),
        ("s3", "S3"),
    ],
)
def test_the_variable_of_an_endpoint_is_the_one_that_botocore_reads(
    client: str, service_id: str
) -> None:
    (service,) = (each for each in services() if each.id == service_id)
    environ = {service.endpoint_variable: "http://there"}
    assert ConfiguredEndpointProvider({}, {}, client, environ).provide() == "http://there"
