import os

import boto3


class LinkStore:
    def __init__(self):
        self.client = boto3.client("dynamodb")
        self.table = os.environ["LINKS_TABLE"]

    def count_click(self, slug):
        """The link's target, or None for an unknown slug."""
        try:
            updated = self.client.update_item(
                TableName=self.table,
                Key={"slug": {"S": slug}},
                UpdateExpression="ADD clicks :one",
                ConditionExpression="attribute_exists(slug)",
                ExpressionAttributeValues={":one": {"N": "1"}},
                ReturnValues="ALL_NEW",
            )
        except self.client.exceptions.ConditionalCheckFailedException:
            return None
        return updated["Attributes"]["target"]["S"]

    def slugs_of(self, owner):
        found = self.client.query(
            TableName=self.table,
            IndexName="by-owner",
            KeyConditionExpression="#owner = :owner",
            ExpressionAttributeNames={"#owner": "owner"},
            ExpressionAttributeValues={":owner": {"S": owner}},
        )
        return sorted(item["slug"]["S"] for item in found["Items"])
