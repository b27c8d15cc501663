"""An item in DynamoDB's own JSON: attribute names to typed values."""

from collections.abc import Mapping
from typing import Any

# ``{"S": "ABC1D23"}``: one type descriptor, one value.
AttributeValue = Mapping[str, Any]
Item = Mapping[str, AttributeValue]
