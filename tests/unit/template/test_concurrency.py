import pytest

TEXT = """\
Transform: AWS::Serverless-2016-10-31
Globals: {Function: {CodeUri: app/, Handler: app.handler, Runtime: python3.11}}
Resources:
  One:
    Type: AWS::Serverless::Function
    Properties:
      ReservedConcurrentExecutions: 500
  Two:
    Type: AWS::Serverless::Function
    Properties:
      ReservedConcurrentExecutions: 400
  Three:
    Type: AWS::Serverless::Function
    Properties:
      AutoPublishAlias: live
"""
AHEAD = "      ProvisionedConcurrencyConfig: {ProvisionedConcurrentExecutions: 7}\n"


def test_what_can_be_had_together_is_taken(load) -> None:
    assert [f.reserved_concurrency for f in load(TEXT).functions] == [500, 400, None]


# What is written, the line and the property that are named, words of the message.
@pytest.mark.parametrize(
    ("old", "new", "place", "what", "hint"),
    [
        (
            ": 400",
            ": 401",
            "11 .ReservedConcurrentExecutions",
            "minimum value of [100]",
            "take 400",
        ),
        (": 500", ": 901", "7 .ReservedConcurrentExecutions", "minimum value of [100]", "take 900"),
        (": live\n", f": live\n{AHEAD}", "16 .ProvisionedConcurrencyConfig", "Specified Conc", "0"),
        (
            ": 400\n",
            f": 6\n      AutoPublishAlias: live\n{AHEAD}",
            "13 .ProvisionedConcurrencyConfig",
            "Requested Provisioned Concurrency should not be greater",
            "",
        ),
    ],
)
def test_what_cannot_be_had_is_refused_where_it_is_written(
    refusal, old, new, place, what, hint
) -> None:
    said = refusal(TEXT.replace(old, new))
    line, _, name = place.partition(" ")
    assert (said.line, said.name.endswith(name)) == (int(line), True)
    assert what in said.what
    assert hint in said.hint
