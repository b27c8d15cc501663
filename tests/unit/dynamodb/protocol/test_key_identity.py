import pytest

from harness.dynamodb.protocol.key_identity import key_identity
from harness.dynamodb.protocol.partition_key import partition_hash
from tests.unit.dynamodb.lot import LOT


@pytest.mark.parametrize("text", ["100", "1e2", "100.0", "0100", "+100"])
def test_a_number_is_one_key_however_it_is_written(text: str) -> None:
    key = {"placa": {"S": "A"}, "n": {"N": text}}
    assert key_identity(LOT, key) == ("lot", "S", "A", "N", "100")
    assert partition_hash({"N": text}) == partition_hash({"N": "100"})


def test_what_is_no_number_is_no_key() -> None:
    with pytest.raises(ValueError, match="x"):
        key_identity(LOT, {"placa": {"S": "A"}, "n": {"N": "x"}})
