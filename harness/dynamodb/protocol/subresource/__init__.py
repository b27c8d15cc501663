"""What AWS keeps beside a table and DynamoDB Local does not know: tags, recovery, policies, more.

Belongs here: what is asked by operations of its own. Does not: members of a table's description.
"""
