"""Who signed a call."""

from dataclasses import dataclass

CLIENT = "client"
SETUP = "setup"

# Calls signed with this access key prepare data: recorded as ``setup``, never limited, left out of
# every verdict. DynamoDB Local takes letters and digits only.
SETUP_ACCESS_KEY = "HarnessSetup"

# What ``harness up`` prints for the user's shell.
USER_ACCESS_KEY = "local"

# Of every access key here: known to everybody, it keeps nobody out.
SECRET_KEY = "local"


@dataclass(frozen=True, slots=True)
class Caller:
    """``name``: the function's, or ``client``, or ``setup``. ``invocation`` and ``kind``: of the
    Lambda invocation that its environment is serving."""

    name: str
    invocation: str | None = None
    kind: str | None = None
