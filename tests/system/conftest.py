from collections.abc import Iterator

import pytest

from tests.system.support import Left, adopting


@pytest.fixture
def left() -> Iterator[Left]:
    """The processes that this test started, directly or not, and that still run."""
    with adopting() as running:
        yield running
