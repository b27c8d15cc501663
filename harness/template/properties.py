"""The properties that CloudFormation knows, so that a slip of the pen is found.

Source: its resource schemas as cfn-lint 1.58 carries them, 2026-11.
"""

from harness.template.effects import EFFECTS

FUNCTION_PROPERTIES = tuple(EFFECTS["AWS::Lambda::Function"])
TABLE_PROPERTIES = tuple(EFFECTS["AWS::DynamoDB::Table"])
LOCAL_INDEX_PROPERTIES = (
    "IndexName",
    "KeySchema",
    "Projection",
)
GLOBAL_INDEX_PROPERTIES = (
    "ContributorInsightsSpecification",
    "IndexName",
    "KeySchema",
    "OnDemandThroughput",
    "Projection",
    "ProvisionedThroughput",
    "WarmThroughput",
)
