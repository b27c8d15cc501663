"""boto3's part. Imported with the first client: it takes a quarter of a second."""

from collections.abc import Callable
from typing import Any

import boto3
from botocore.credentials import (
    CredentialProvider,
    CredentialResolver,
    Credentials,
    ReadOnlyCredentials,
)
from botocore.session import Session

from harness.model.caller import SECRET_KEY


class CaseCredentials(Credentials):  # type: ignore[misc]
    """Signs each request with the key of the test that runs. So clients, which are slow to make,
    are made once, and everything that a test does goes back to it."""

    def __init__(self, key: Callable[[], str]) -> None:
        super().__init__("unused", SECRET_KEY)
        self._key = key

    def get_frozen_credentials(self) -> Any:
        """The access key of the test that runs now."""
        return ReadOnlyCredentials(self._key(), SECRET_KEY, None)


class _Provider(CredentialProvider):  # type: ignore[misc]
    METHOD = CANONICAL_NAME = "lambda-dynamodb-harness"

    def __init__(self, key: Callable[[], str]) -> None:
        super().__init__()
        self._credentials = CaseCredentials(key)

    def load(self) -> CaseCredentials:
        return self._credentials


def session(region: str, key: Callable[[], str]) -> Any:
    """A botocore session that signs as the test that runs now."""
    core = Session()
    core.register_component("credential_provider", CredentialResolver([_Provider(key)]))
    return boto3.Session(botocore_session=core, region_name=region)
