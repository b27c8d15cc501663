from harness.dynamodb.replays import VALID_NS, Replays
from harness.model.charge import Arm

ARMS = (Arm("lot", None, read_half_units=4),)


def test_a_token_is_a_replay_for_ten_minutes() -> None:
    replays = Replays()
    replays.remember("t", ARMS, 5)
    assert replays.arms("t", 5) == ARMS
    assert replays.arms("t", 5 + VALID_NS - 1) == ARMS
    assert replays.arms("t", 5 + VALID_NS) is None


def test_another_token_and_none_are_no_replay() -> None:
    replays = Replays()
    replays.remember("t", ARMS, 0)
    assert replays.arms("u", 0) is None
    assert replays.arms(None, 0) is None


def test_what_has_expired_is_forgotten() -> None:
    replays = Replays()
    replays.remember("old", ARMS, 0)
    replays.remember("new", ARMS, VALID_NS)
    assert len(replays) == 1
