import json

from store import LinkStore

store = LinkStore()


def handler(event, context):
    owner = event["queryStringParameters"]["owner"]
    return {"statusCode": 200, "body": json.dumps(store.slugs_of(owner))}
