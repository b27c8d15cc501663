"""The names of functions, and of what belongs to them."""

import hashlib
from dataclasses import dataclass


def function_arn(name: str, region: str, account_id: str, qualifier: str | None = None) -> str:
    """A function's ARN; ``qualifier``: a version's number or an alias."""
    arn = f"arn:aws:lambda:{region}:{account_id}:function:{name}"
    return arn if qualifier is None else f"{arn}:{qualifier}"


@dataclass(frozen=True, slots=True)
class Arns:
    """The ARNs of one account in one Region."""

    region: str
    account_id: str

    def function(self, name: str, qualifier: str | None = None) -> str:
        """A function's ARN, with its qualifier if there is one."""
        return function_arn(name, self.region, self.account_id, qualifier)

    def layer(self, name: str) -> str:
        """A layer's ARN, without a version."""
        return f"arn:aws:lambda:{self.region}:{self.account_id}:layer:{name}"

    def role(self, name: str) -> str:
        """The ARN of a role of this account."""
        return f"arn:aws:iam::{self.account_id}:role/{name}"

    def runtime(self, runtime: str) -> str:
        """A stand-in, the same for the same runtime: AWS's names one of its own builds."""
        digest = hashlib.sha256(runtime.encode("utf-8", "replace")).hexdigest()
        return f"arn:aws:lambda:{self.region}::runtime:{digest}"
