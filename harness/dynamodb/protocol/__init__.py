"""DynamoDB's JSON protocol, pure: what a request asks, what an answer says, how AWS words it."""
