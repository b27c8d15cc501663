from store import LinkStore

store = LinkStore()


def handler(event, context):
    target = store.count_click(event["pathParameters"]["slug"])
    if target is None:
        return {"statusCode": 404, "body": "no such link"}
    return {"statusCode": 302, "headers": {"Location": target}, "body": ""}
