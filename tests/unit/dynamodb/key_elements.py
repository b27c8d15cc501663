"""KeySchema members as requests and descriptions have them."""


def key_elements(**roles: str) -> list[dict[str, str]]:
    """``key_elements(pk="HASH", sk="RANGE")``, in this order."""
    return [{"AttributeName": name, "KeyType": role} for name, role in roles.items()]
