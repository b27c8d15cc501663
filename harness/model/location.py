"""Where resources are: a Region of an account, which their ARNs begin with."""

from dataclasses import dataclass

# AWS makes a stream's label of its creation time, which no template knows. The gateway shows the
# first stream of a template's table under this one, so that ``!GetAtt Table.StreamArn`` is its ARN.
TEMPLATE_STREAM_LABEL = "2026-01-01T00:00:00.000"


@dataclass(frozen=True, slots=True)
class Location:
    """Where a stack is: its Region and account."""

    region: str
    account_id: str

    @property
    def partition(self) -> str:
        """AWS's partition that the Region belongs to, as ARNs name it."""
        if self.region.startswith("cn-"):
            return "aws-cn"
        return "aws-us-gov" if self.region.startswith("us-gov-") else "aws"

    def arn(self, service: str, resource: str, *, regional: bool = True) -> str:
        """The ARN of a resource; a global service's has no Region."""
        region = self.region if regional else ""
        return f"arn:{self.partition}:{service}:{region}:{self.account_id}:{resource}"

    def table_arn(self, name: str) -> str:
        """The ARN of a table."""
        return self.arn("dynamodb", f"table/{name}")
