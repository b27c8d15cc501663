"""What a load is made of."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.cli.replay import Load, seconds
from harness.errors import UsageError


@pytest.mark.parametrize(
    ("text", "wanted"),
    [("60s", 60), ("90", 90), ("5m", 300), ("1h", 3600), ("1h30m", 5400), ("1h1m1s", 3661)],
)
def test_a_duration_is_written_as_locust_writes_it(text: str, wanted: int) -> None:
    assert seconds(text) == wanted


@pytest.mark.parametrize("text", ["", "0", "0s", "soon", "-1s", "1.5m", "30m1h", "5 m", "1d"])
def test_what_is_no_duration_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(UsageError, match="is not a valid duration") as refused:
        seconds(text)
    assert refused.value.where == "--duration"
    assert "1h30m" in refused.value.hint


@given(st.integers(0, 99), st.integers(0, 59), st.integers(1, 59))
def test_hours_minutes_and_seconds_add_up(hours: int, minutes: int, rest: int) -> None:
    assert seconds(f"{hours}h{minutes}m{rest}s") == hours * 3600 + minutes * 60 + rest


def load_of(scenario: str, rate: float | None = None) -> Load:
    return Load(scenario, users=20, duration_s=60, seed=7, rate=rate)


@pytest.fixture
def scenarios(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "scenarios").mkdir()
    for name in ("parking", "vehicles"):
        (tmp_path / "scenarios" / f"{name}.py").touch()
    (tmp_path / "mine.py").touch()
    return tmp_path


@pytest.mark.parametrize(
    ("scenario", "locustfile"),
    [("parking", "scenarios/parking.py"), ("mine.py", "mine.py"), ("./mine.py", "mine.py")],
)
def test_a_scenario_is_a_name_or_a_locustfile(
    scenarios: Path, scenario: str, locustfile: str
) -> None:
    assert load_of(scenario).locustfile() == Path(locustfile)


def test_an_unknown_scenario_is_refused_with_those_there_are(scenarios: Path) -> None:
    with pytest.raises(UsageError, match="no scenario 'parkign'") as refused:
        load_of("parkign").locustfile()
    assert refused.value.hint == "there are: parking, vehicles"


def test_where_there_are_no_scenarios_a_locustfile_is_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UsageError) as refused:
        load_of("parking").locustfile()
    assert refused.value.hint == "name a locustfile"


BOTH = ("--seed", "--rate", "--requests", "--users")


def test_a_load_is_said_in_locusts_words() -> None:
    words = "--users 20 --spawn-rate 20 --seed 7 --run-time 60s"
    assert load_of("parking").arguments(BOTH) == words.split()


def test_a_locustfile_gets_no_seed_that_it_does_not_take() -> None:
    words = "--users 20 --spawn-rate 20 --run-time 60s"
    assert load_of("mine.py").arguments(("--users",)) == words.split()


def test_a_rate_that_a_locustfile_does_not_take_is_wrong_use() -> None:
    with pytest.raises(UsageError, match=r"mine\.py takes no --rate") as refused:
        load_of("mine.py", rate=5).arguments(("--seed",))
    assert "harness.load.user" in refused.value.hint


def test_a_number_of_requests_ends_the_load_and_time_only_bounds_it() -> None:
    load = Load("parking", users=2, duration_s=45, seed=7, rate=100, requests=4500)
    words = "--users 2 --spawn-rate 2 --seed 7 --requests 4500 --run-time 100s --rate 100"
    assert load.arguments(BOTH) == words.split()


def test_a_scenario_that_takes_no_number_of_requests_ends_after_the_duration() -> None:
    load = Load("mine.py", users=2, duration_s=45, seed=7, rate=None, requests=4500)
    words = "--users 2 --spawn-rate 2 --seed 7 --run-time 45s"
    assert load.arguments(("--seed", "--users")) == words.split()


def test_without_a_rate_the_scenario_keeps_its_own() -> None:
    assert "--rate" not in load_of("parking").arguments(BOTH)
    assert load_of("parking", rate=2.5).arguments(BOTH)[-2:] == ["--rate", "2.5"]


def test_the_words_that_repeat_a_load() -> None:
    assert load_of("parking").words() == [
        *("run", "parking"),
        *("--users", "20"),
        *("--duration", "60s"),
        *("--seed", "7"),
        "--pace",
    ]
    assert load_of("parking", rate=2.5).words()[-3:] == ["--rate", "2.5", "--pace"]
    load = Load("parking", users=1, duration_s=None, seed=1, rate=None, requests=9, pace=False)
    words = "run parking --users 1 --seed 1 --requests 9"
    assert load.words() == words.split()


@pytest.mark.parametrize(
    ("requests", "rate", "duration_s", "to_send"),
    [
        (None, None, None, None),
        (7, 50.0, 30, 7),
        (None, 50.0, 30, 1500),
        (None, 50.0, None, 3000),
        (None, None, 30, 600),
        (None, 0.001, 1, 1),
    ],
)
def test_unpaced_a_rate_and_a_duration_ask_for_a_number(
    requests: int | None, rate: float | None, duration_s: int | None, to_send: int | None
) -> None:
    load = Load("p", 1, duration_s, 1, rate, requests, pace=False)
    assert load.requests_to_send(20.0) == to_send


def test_a_locustfile_without_a_rate_is_taken_to_send_10_a_second() -> None:
    load = Load("p", users=1, duration_s=30, seed=1, rate=None, pace=False)
    assert load.requests_to_send(None) == 300


def test_an_unpaced_load_has_no_end_in_time() -> None:
    load = Load("p", users=2, duration_s=30, seed=7, rate=None, requests=600, pace=False)
    words = "--users 2 --spawn-rate 2 --seed 7 --requests 600"
    assert load.arguments(BOTH) == words.split()


def test_what_is_locusts_own_comes_last_and_so_wins() -> None:
    load = Load(
        "parking", users=1, duration_s=9, seed=1, rate=2.5, locust=("--rate", "7", "--csv", "x")
    )
    assert load.arguments(BOTH)[-4:] == ["--rate", "7", "--csv", "x"]
    assert load.words()[-5:] == ["--", "--rate", "7", "--csv", "x"]
