import botocore.session
import pytest

from harness.lambdas.protocol.runtimes import DEPRECATED, VALID, refuse_runtime

# Of the model, and of no function: one of AWS's own.
NO_FUNCTION_S = {"custom"}
MODEL = botocore.session.Session().get_service_model("lambda")


def test_each_runtime_of_the_service_model_is_valid_or_deprecated() -> None:
    assert not VALID & DEPRECATED
    assert set(MODEL.shape_for("Runtime").enum) - NO_FUNCTION_S == VALID | DEPRECATED


@pytest.mark.parametrize("runtime", sorted(VALID))
def test_a_valid_one_is_taken(runtime: str) -> None:
    assert refuse_runtime(runtime) is None


@pytest.mark.parametrize("runtime", [*sorted(DEPRECATED), "custom", "python9", "", "../python"])
def test_any_other_is_refused(runtime: str) -> None:
    refused = refuse_runtime(runtime)
    assert refused is not None
    assert refused.code == "InvalidParameterValueException"
