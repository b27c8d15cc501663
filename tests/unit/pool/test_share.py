from harness.pool.share import TRANSITIONS, State


def test_lost_is_the_end() -> None:
    assert TRANSITIONS[State.LOST] == frozenset()


def test_every_state_can_be_left_through_lost() -> None:
    assert all(State.LOST in TRANSITIONS[state] for state in State if state is not State.LOST)


def test_an_environment_that_is_ending_serves_no_more() -> None:
    assert TRANSITIONS[State.ENDING] == {State.LOST}
