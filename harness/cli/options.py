"""Options that several commands share, and what they are read into."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from harness.settings import SETTINGS, Setting

if TYPE_CHECKING:
    from harness.cli.replay import Load

FROM_1 = click.IntRange(min=1)
ABOVE_0 = click.FloatRange(min=0, min_open=True)

USERS = 20
# Where nothing is paced. More would not measure sooner: a machine serves no more at once, and only
# starts more environments. Measured on 2026-11-30, for 4,000 requests to three functions: 58 s
# of CPU and 13 environments with 6 users, 92 s and 30 with 20.
USERS_MEASURING = 6

# Which image serves what.
IMAGES = ("images", "image_registry", "dynamodb_image", "lambda_image")

# What a comparison sets itself is left out: limits, and tables that are kept.
COMPARED = (
    "template",
    "parameters",
    "ssm",
    "backend",
    "region",
    "account_id",
    "keys",
    "environments_max",
    "java",
    "runs_dir",
    "cache_dir",
    "maven_repository",
    *IMAGES,
)

# Where click keeps the terms of the traffic that have options of their own.
_TERMS = "harness.traffic"

_Command = TypeVar("_Command", bound=Callable[..., Any])


def flags(*names: str) -> Callable[[_Command], _Command]:
    """Options for these settings, or for all of them; ``load_settings`` reads them."""

    def decorate(command: _Command) -> _Command:
        for setting in reversed(SETTINGS):
            if names and setting.name not in names:
                continue
            if setting.name == "traffic":
                command = _traffic_options(setting, command)
                continue
            command = click.option(
                setting.flag,
                setting.name,
                help=_help(setting),
                multiple=setting.is_table,
                callback=_joined if setting.is_table else None,
            )(command)
        return command

    return decorate


def _traffic_options(setting: Setting, command: _Command) -> _Command:
    """``--mix`` and ``--peak`` are terms of ``--traffic``; eager, so that it finds them."""
    for name, text in (
        ("peak", "of day or week: the busiest minute as a multiple of the mean"),
        ("mix", "parts of the traffic by kind: register=80,bill=20  [default: as measured]"),
    ):
        command = click.option(
            f"--{name}", help=text, is_eager=True, expose_value=False, callback=_keep_term
        )(command)
    return click.option(
        setting.flag, setting.name, multiple=True, help=setting.help, callback=_statement
    )(command)


def _keep_term(context: click.Context, option: click.Parameter, text: str | None) -> None:
    if text is not None:
        context.meta.setdefault(_TERMS, []).append(f"{option.name} {text}")


def _statement(
    context: click.Context, option: click.Parameter, texts: tuple[str, ...]
) -> str | None:
    return "; ".join([*texts, *context.meta.get(_TERMS, ())]) or None


def _joined(context: click.Context, option: click.Parameter, texts: tuple[str, ...]) -> str | None:
    """One text of an option that was given several times."""
    return " ".join(texts) or None


def _help(setting: Setting) -> str:
    """The setting's help, and its default as click writes one. click itself must not have it: the
    default is the weakest source, and an option the strongest."""
    default = "" if setting.default in (None, {}) else f"  [default: {setting.default}]"
    return setting.help + default


def run_options(command: _Command) -> _Command:
    """The options of a load that may measure, with those of every load; ``load_of`` reads them."""
    for option in (
        click.option("--pace", is_flag=True, help="keep the rate, a wait_time and the duration"),
        click.option(
            "--requests", type=FROM_1, help="how many  [default: until enough is measured]"
        ),
    ):
        command = option(command)
    return load_options(command)


def load_options(command: _Command) -> _Command:
    """The options that a load is made of; ``load_of`` reads them."""
    for option in (
        click.option(
            "--rate",
            type=ABOVE_0,
            help="requests a second  [default: the scenario's]",
        ),
        click.option("--seed", default=1, show_default=True, help="of data and requests"),
        click.option("--duration", help="60s, 5m, 1h30m  [default: 60s where it is paced]"),
        click.option(
            "--users",
            type=FROM_1,
            help=f"concurrent users  [default: {USERS}; {USERS_MEASURING} where it is not paced]",
        ),
        click.argument("locust", nargs=-1, metavar="[-- LOCUST OPTIONS]"),
        click.argument("scenario", required=False),
    ):
        command = option(command)
    return command


def load_of(options: dict[str, Any]) -> "Load":
    """The load that ``load_options`` or ``run_options`` name; takes them out of ``options``. Raises
    UsageError."""
    from harness.cli.replay import Load, seconds
    from harness.cli.scenario import first_scenario

    duration, pace = options.pop("duration"), options.pop("pace", True)
    return Load(
        scenario=options.pop("scenario") or first_scenario(),
        users=options.pop("users") or (USERS if pace else USERS_MEASURING),
        duration_s=None if duration is None else seconds(duration),
        seed=options.pop("seed"),
        rate=options.pop("rate"),
        requests=options.pop("requests", None),
        pace=pace,
        locust=options.pop("locust"),
    )


def budget_options(command: _Command) -> _Command:
    """The options with budgets; ``read_budgets`` reads them."""
    for option in (
        click.option(
            "--junit", type=click.Path(path_type=Path), help="write the budgets' outcome here"
        ),
        click.option("--budget", multiple=True, help="a TOML file, or one: 'register.wcu<=2'"),
    ):
        command = option(command)
    return command
