import pytest

from harness.model.table_settings import Encryption, TableSettings

TABLE = """
Resources:
  Cars:
    Type: AWS::DynamoDB::Table
    Properties:
      BillingMode: PAY_PER_REQUEST
      AttributeDefinitions: [{AttributeName: plate, AttributeType: S}]
      KeySchema: [{AttributeName: plate, KeyType: HASH}]
"""


@pytest.mark.parametrize(
    ("properties", "settings"),
    [
        ("{}", TableSettings()),
        ("Tags: [{Key: team, Value: blue}]", TableSettings(tags={"team": "blue"})),
        ("Tags: [{Key: team, Value: !ImportValue team}]", TableSettings()),
        ("SSESpecification: {SSEEnabled: true}", TableSettings(encryption=Encryption())),
        (
            "SSESpecification: {SSEEnabled: true, SSEType: KMS, KMSMasterKeyId: alias/mine}",
            TableSettings(encryption=Encryption("alias/mine")),
        ),
        ("SSESpecification: {SSEEnabled: false}", TableSettings()),
        (
            "PointInTimeRecoverySpecification: {PointInTimeRecoveryEnabled: true}",
            TableSettings(recovery_days=35),
        ),
        (
            "PointInTimeRecoverySpecification: "
            "{PointInTimeRecoveryEnabled: true, RecoveryPeriodInDays: 7}",
            TableSettings(recovery_days=7),
        ),
        (
            "PointInTimeRecoverySpecification: {PointInTimeRecoveryEnabled: false}",
            TableSettings(),
        ),
        (
            "ContributorInsightsSpecification: {Enabled: true}",
            TableSettings(insights_mode="ACCESSED_AND_THROTTLED_KEYS"),
        ),
        (
            "ContributorInsightsSpecification: {Enabled: true, Mode: THROTTLED_KEYS}",
            TableSettings(insights_mode="THROTTLED_KEYS"),
        ),
    ],
)
def test_a_table_has_what_its_template_says_of_it(load, properties, settings) -> None:
    added = "" if properties == "{}" else f"      {properties}\n"
    (table,) = load(TABLE.rstrip("\n") + "\n" + added).tables
    assert table.settings == settings
