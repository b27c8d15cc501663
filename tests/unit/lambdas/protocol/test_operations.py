import botocore.session

from harness.lambdas.protocol.operations import NAMESPACED, OPERATIONS
from harness.lambdas.protocol.route import read_route

MODEL = botocore.session.Session().get_service_model("lambda")


def test_method_and_path_are_the_service_model_s() -> None:
    for operation, served in OPERATIONS.items():
        http = MODEL.operation_model(operation).http
        assert served == (http["method"], http["requestUri"])


def test_each_path_leads_to_its_own_operation() -> None:
    for operation, (method, uri) in OPERATIONS.items():
        assert read_route(method, uri.replace("{", "").replace("}", "")).operation == operation


def test_the_longer_names_are_taken_where_the_model_says_so() -> None:
    shapes = {
        operation: MODEL.operation_model(operation).input_shape.members.get("FunctionName")
        for operation in OPERATIONS
    }
    assert {
        operation
        for operation, shape in shapes.items()
        if shape is not None
        and shape.name == "NamespacedFunctionName"
        and shape.serialization.get("location") == "uri"
    } == NAMESPACED
