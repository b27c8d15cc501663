"""What a user may set, and which source wins."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.capacity.price_list import price_list
from harness.errors import UsageError
from harness.settings import (
    SETTINGS,
    Settings,
    aws_regions,
    child_environment,
    endpoint_url,
    given_flags,
    joined_pairs,
    load_settings,
)

Load = Callable[..., Settings]

SSM = next(setting for setting in SETTINGS if setting.name == "ssm")


@pytest.fixture
def load(tmp_path: Path) -> Load:
    """``file``: what stands in pyproject.toml."""

    def loaded(
        *, file: str | None = None, environ: dict[str, str] | None = None, **flags: str | None
    ) -> Settings:
        if file is not None:
            (tmp_path / "pyproject.toml").write_text(file, "utf-8")
        return load_settings(flags, environ=environ or {}, directory=tmp_path)

    return loaded


def test_nothing_set_gives_the_defaults(load: Load) -> None:
    settings = load()
    assert settings.template == Path("functions/template.yaml")
    assert (settings.region, settings.port, settings.limits) == ("us-east-1", 0, "enforce")
    assert settings.parameters == {}
    assert settings.db_path is None


def test_there_is_a_value_for_every_setting_and_a_setting_for_every_value() -> None:
    assert [setting.name for setting in SETTINGS] == list(Settings.__dataclass_fields__)


def test_a_flag_wins_over_the_environment_and_that_over_the_file(load: Load) -> None:
    file = '[tool.harness]\nregion = "eu-west-1"\nlimits = "off"\nport = 1\n'
    environ = {"HARNESS_REGION": "sa-east-1", "HARNESS_PORT": "2"}
    settings = load(file=file, environ=environ, region="us-west-2", port=None)
    assert (settings.region, settings.port, settings.limits) == ("us-west-2", 2, "off")


def test_a_traffic_is_put_together_term_by_term_from_all_sources(load: Load) -> None:
    file = (
        '[tool.harness.traffic]\nrate = "200M/month"\ncourse = "week"\npeak = 5\n'
        'mix = {register = 80, bill = 20}\nbatch = ["bill: daily at 23:00, 50/s"]\n'
    )
    terms = "mix register=80,bill=20; bill: daily at 23:00, 50/s"
    assert str(load(file=file).traffic) == f"200M/month; week; peak 5; {terms}"
    environ = {"HARNESS_TRAFFIC": "day"}
    settings = load(file=file, environ=environ, traffic="100/s")
    assert str(settings.traffic) == f"200M/month; {terms}; day; 100/s".replace("200M/month; ", "")
    assert given_flags(settings) == ["--traffic", str(settings.traffic)]


def test_a_term_that_is_not_valid_is_refused_where_it_stands(load: Load) -> None:
    with pytest.raises(UsageError) as refused:
        load(file='[tool.harness.traffic]\nrate = "fast"\n')
    assert "pyproject.toml [tool.harness] traffic" in str(refused.value)
    with pytest.raises(UsageError) as refused:
        load(traffic="mix register")
    assert refused.value.where == "--mix"


def test_a_flag_that_was_not_given_hides_nothing(load: Load) -> None:
    assert load(environ={"HARNESS_LIMITS": "off"}, limits=None).limits == "off"


def test_parameters_stand_as_a_table_in_the_file_and_as_pairs_elsewhere(load: Load) -> None:
    wanted = {"BillingMode": "PAY_PER_REQUEST", "HourlyPrice": "7"}
    table = '[tool.harness.parameters]\nBillingMode = "PAY_PER_REQUEST"\nHourlyPrice = 7\n'
    assert load(file=table).parameters == wanted
    assert load(parameters="BillingMode=PAY_PER_REQUEST HourlyPrice=7").parameters == wanted


@pytest.mark.parametrize("region", ["us-east-1", "eu-north-1", "cn-north-1", "us-gov-west-1"])
def test_every_region_of_aws_is_taken(load: Load, region: str) -> None:
    assert load(region=region).region == region


def test_every_region_that_has_a_price_is_one_of_aws() -> None:
    assert price_list().keys() <= set(aws_regions())


def test_a_parameter_may_be_empty_or_contain_an_equals_sign(load: Load) -> None:
    assert load(parameters="A= B=c=d").parameters == {"A": "", "B": "c=d"}


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        ("A='x y' B=z", {"A": "x y", "B": "z"}),
        ('A="x y" B="it\'s"', {"A": "x y", "B": "it's"}),
        (r"A=x\ y", {"A": "x y"}),
        ("'A=x y'", {"A": "x y"}),
        ("ParameterKey=A,ParameterValue=1,2 B=3", {"A": "1,2", "B": "3"}),
        ("'ParameterKey=A,ParameterValue=x y'", {"A": "x y"}),
        ("  A=1\n B=2 ", {"A": "1", "B": "2"}),
        ("", {}),
    ],
)
def test_pairs_are_read_as_a_shell_and_sam_read_them(
    load: Load, text: str, pairs: dict[str, str]
) -> None:
    assert load(parameters=text).parameters == pairs
    assert load(ssm=text).ssm == pairs


NAMES = st.from_regex(r"[A-Za-z/][A-Za-z0-9/_.-]{0,8}", fullmatch=True)


@given(st.dictionaries(NAMES, st.text()))
def test_pairs_of_any_text_are_read_back_from_the_flag_that_repeats_a_run(
    pairs: dict[str, str],
) -> None:
    assert SSM.parse(joined_pairs(pairs)) == pairs


def test_a_table_s_values_are_written_as_cloudformation_writes_them(load: Load) -> None:
    table = '[tool.harness.parameters]\nA = "x y"\nB = true\nC = ["a", "b c"]\nD = 1.5\n'
    wanted = {"A": "x y", "B": "true", "C": "a,b c", "D": "1.5"}
    assert load(file=table).parameters == wanted


@pytest.mark.parametrize(
    ("name", "value", "why"),
    [
        ("parameters", "A='x", '"A=\'x" is not NAME=VALUE: No closing quotation'),
        ("parameters", "A=x y", "'A=x y' is not NAME=VALUE, or several with spaces between"),
        ("parameters", "=x", "'=x' is not NAME=VALUE, or several with spaces between"),
        ("port", "x", "'x' is not a whole number"),
        ("port", "-1", "'-1' is not a whole number"),
        ("port", "", "'' is not a whole number"),
        ("port", "65536", "'65536' is not a valid port: the highest is 65535"),
        ("limits", "on", "'on' is not one of enforce, measure, off"),
        ("region", "sa-east-9", "'sa-east-9' is not a Region of AWS: did you mean sa-east-1?"),
        ("region", "mars", "'mars' is not a Region of AWS"),
        ("region", "aws-global", "'aws-global' is not a Region of AWS"),
        ("account_id", "12345", "'12345' is not 12 digits"),
        ("account_id", "12345678901²", "'12345678901²' is not 12 digits"),
        ("environments_max", "0", "'0' is below 1"),
        ("parameters", "Mode", "'Mode' is not NAME=VALUE, or several with spaces between"),
    ],
)
def test_a_value_that_does_not_fit_is_refused_with_its_source(
    load: Load, name: str, value: str, why: str
) -> None:
    with pytest.raises(UsageError) as refused:
        load(**{name: value})
    assert refused.value.what == why
    assert refused.value.where == f"--{name.replace('_', '-')}"
    assert refused.value.hint


def test_the_source_of_a_refused_value_is_the_one_that_won(load: Load, tmp_path: Path) -> None:
    with pytest.raises(UsageError) as in_environment:
        load(environ={"HARNESS_PORT": "x"})
    assert in_environment.value.where == "HARNESS_PORT"
    with pytest.raises(UsageError) as in_file:
        load(file='[tool.harness]\nport = "x"\n')
    assert in_file.value.where == f"{tmp_path / 'pyproject.toml'} [tool.harness] port"


def test_a_name_in_the_file_that_is_no_setting_is_refused_with_those_there_are(load: Load) -> None:
    with pytest.raises(UsageError, match="unknown setting 'prot'") as refused:
        load(file="[tool.harness]\nprot = 1\n")
    assert "port" in refused.value.hint


def test_a_file_that_is_not_toml_is_refused_with_its_path(load: Load, tmp_path: Path) -> None:
    with pytest.raises(UsageError) as refused:
        load(file="[tool.harness\n")
    assert refused.value.where == str(tmp_path / "pyproject.toml")


@pytest.mark.parametrize("file", ["", "[tool.other]\nx = 1\n"])
def test_a_file_that_says_nothing_of_the_harness_changes_nothing(load: Load, file: str) -> None:
    assert load(file=file) == load()


@given(st.integers(0, 65535))
def test_every_port_is_one(port: int) -> None:
    nowhere = Path("/nonexistent")
    assert load_settings({"port": str(port)}, environ={}, directory=nowhere).port == port


@pytest.mark.parametrize(
    ("environ", "endpoint"), [({}, None), ({"AWS_ENDPOINT_URL": "http://x:1"}, "http://x:1")]
)
def test_the_endpoint_is_the_one_that_the_sdk_would_use(
    environ: dict[str, str], endpoint: str | None
) -> None:
    assert endpoint_url(environ) == endpoint


def test_a_child_inherits_a_copy(load: Load) -> None:
    environ: dict[str, Any] = {"LOCUST_USERS": "3"}
    inherited = child_environment(environ)
    inherited["X"] = "1"
    assert environ == {"LOCUST_USERS": "3"}


def test_what_was_set_anywhere_becomes_flags_again(load: Load) -> None:
    settings = load(
        file='[tool.harness]\nlimits = "off"\n',
        environ={"HARNESS_REGION": "eu-west-1"},
        parameters="A=1 B=2",
        port="8000",
    )
    assert given_flags(settings) == [
        *("--parameters", "A=1 B=2"),
        *("--region", "eu-west-1"),
        *("--port", "8000"),
        *("--limits", "off"),
    ]
    assert given_flags(load(file="[tool.harness]\n")) == []


def test_own_prices_come_from_a_file_exactly_as_written(load: Load, tmp_path: Path) -> None:
    path = tmp_path / "prices.toml"
    path.write_text("read_unit_hour = 0.00013\nmillion_writes = 1\n", "utf-8")
    settings = load(prices=str(path))
    assert settings.prices is not None
    assert settings.prices.figures == {"read_unit_hour": "0.00013", "million_writes": "1"}
    assert given_flags(settings) == ["--prices", str(path)]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("write = 1", "'write' is none of read_unit_hour"),
        ("gb_second = -1", "gb_second must be a number of 0 or more"),
        ("gb_second = true", "gb_second must be a number of 0 or more"),
        ("gb_second = nan", "gb_second must be a number of 0 or more"),
        ("gb_second = inf", "gb_second must be a number of 0 or more"),
        ('gb_second = "1"', "gb_second must be a number of 0 or more"),
        ("gb_second", "not a valid price file"),
    ],
)
def test_a_price_file_that_does_not_fit_is_refused(
    load: Load, tmp_path: Path, text: str, why: str
) -> None:
    path = tmp_path / "prices.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(UsageError, match=why):
        load(prices=str(path))


def test_a_price_file_that_is_not_there_is_refused(load: Load, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="not a file that can be read"):
        load(prices=str(tmp_path / "none.toml"))


def test_a_running_engine_is_named_by_its_url(load: Load) -> None:
    assert load(
        environ={"HARNESS_DYNAMODB_ENDPOINT": "http://dynamodb:8000"}
    ).dynamodb_endpoint == (
        "dynamodb",
        8000,
    )


@pytest.mark.parametrize(
    "text", ["dynamodb:8000", "http://dynamodb", "https://x:1", "http://x:1/a"]
)
def test_what_is_no_url_of_an_engine_is_refused(load: Load, text: str) -> None:
    with pytest.raises(UsageError) as refused:
        load(environ={"HARNESS_DYNAMODB_ENDPOINT": text})
    assert refused.value.what.endswith("is not http://HOST:PORT")
