from harness.dynamodb.protocol.refusal import (
    DYNAMODB,
    VALIDATE,
    first,
    in_use,
    invalid,
    limit_exceeded,
)


def test_each_refusal_has_the_prefix_that_aws_gives_it() -> None:
    assert invalid("x").code == VALIDATE + "ValidationException"
    assert in_use("x").code == DYNAMODB + "ResourceInUseException"
    assert limit_exceeded("x").code == DYNAMODB + "LimitExceededException"
    assert {each.status for each in (invalid("x"), in_use("x"), limit_exceeded("x"))} == {400}


def test_the_first_check_that_refuses_speaks_and_no_later_one_is_made() -> None:
    def never():
        raise AssertionError
        yield

    assert first((), iter([invalid("a"), invalid("b")]), never()) == invalid("a")
    assert first((), ()) is None
