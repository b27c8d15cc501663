from harness.dynamodb.replays import VALID_NS, Replay, Replays
from harness.model.charge import Arm

REPLAY = Replay((Arm("lot", None, read_half_units=4),), (False,))


def test_a_token_is_a_replay_for_ten_minutes() -> None:
    replays = Replays()
    replays.remember("t", REPLAY, 5)
    assert replays.get("t", 5) == REPLAY
    assert replays.get("t", 5 + VALID_NS - 1) == REPLAY
    assert replays.get("t", 5 + VALID_NS) is None


def test_another_token_and_none_are_no_replay() -> None:
    replays = Replays()
    replays.remember("t", REPLAY, 0)
    assert replays.get("u", 0) is None
    assert replays.get(None, 0) is None


def test_what_has_expired_is_forgotten() -> None:
    replays = Replays()
    replays.remember("old", REPLAY, 0)
    replays.remember("new", REPLAY, VALID_NS)
    assert len(replays) == 1
