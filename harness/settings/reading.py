"""The environment, ``pyproject.toml`` and the flags → the settings in force."""

import os
import tomllib
from collections.abc import Mapping, Sequence
from functools import reduce
from pathlib import Path
from typing import Any

from harness.errors import UsageError
from harness.settings.table import SETTINGS, Setting, Settings
from harness.settings.values import joined_pairs

# A run measures: what AWS would have refused is marked, so that every request is served.
RUN_DEFAULTS: Mapping[str, Any] = {"limits": "measure"}


def load_settings(
    flags: Mapping[str, str | None],
    *,
    environ: Mapping[str, str] = os.environ,
    directory: Path | None = None,
    defaults: Mapping[str, Any] = {},
) -> Settings:
    """The settings in force. ``defaults``: a command's own, in the place of ``SETTINGS``'.

    Raises UsageError naming the source and the setting for a value that does not fit or, in
    ``pyproject.toml``, a name that does not exist.
    """
    pyproject = (directory or Path.cwd()) / "pyproject.toml"
    table = _pyproject_table(pyproject)
    values: dict[str, Any] = {}
    for setting in SETTINGS:
        sources = [
            (where, text)
            for where, text in (
                (setting.flag, flags.get(setting.name)),
                (setting.variable, environ.get(setting.variable)),
                (f"{pyproject} [tool.harness] {setting.name}", table.get(setting.name)),
            )
            if text is not None
        ]
        values[setting.name] = _value(setting, sources, defaults.get(setting.name, setting.default))
    return Settings(**values)


def given_flags(settings: Settings, defaults: Mapping[str, Any] = {}) -> list[str]:
    """Flags for what differs from its default, wherever it was set. ``defaults``: a command's
    own."""
    flags: list[str] = []
    for setting in SETTINGS:
        value = getattr(settings, setting.name)
        if value != defaults.get(setting.name, setting.default):
            if isinstance(value, Mapping):
                value = joined_pairs(value)
            flags += [setting.flag, str(value)]
    return flags


def child_environment(environ: Mapping[str, str] = os.environ) -> dict[str, str]:
    """What a program that we start for the user (Locust) inherits: everything."""
    return dict(environ)


def endpoint_url(environ: Mapping[str, str] = os.environ) -> str | None:
    """The endpoint that the user's own SDK would use."""
    return environ.get("AWS_ENDPOINT_URL") or None


def _pyproject_table(path: Path) -> dict[str, Any]:
    try:
        table = tomllib.loads(path.read_text("utf-8")).get("tool", {}).get("harness", {})
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise UsageError(str(error), where=str(path), hint="fix the file") from error
    unknown = sorted(table.keys() - {setting.name for setting in SETTINGS})
    if unknown:
        names = ", ".join(setting.name for setting in SETTINGS)
        raise UsageError(
            f"unknown setting {unknown[0]!r}",
            where=f"{path} [tool.harness]",
            hint=f"the settings are {names}",
        )
    return dict(table)


def _value(setting: Setting, sources: Sequence[tuple[str, Any]], default: Any) -> Any:
    """Of the strongest source, which goes first; of all of them for a setting of several parts."""
    if not sources:
        return default
    if setting.over is None:
        where, text = sources[0]
        return _parse(setting, text, where)
    return reduce(setting.over, (_parse(setting, text, where) for where, text in sources))


def _parse(setting: Setting, value: Any, where: str) -> Any:
    if isinstance(value, dict):
        value = setting.text_of(value)
    try:
        return setting.parse(str(value))
    except UsageError as error:
        source = error.where if where == setting.flag else where
        raise UsageError(error.what, where=source, hint=error.hint) from error
    except ValueError as error:
        raise UsageError(
            f"{value!r} is {error}", where=where, hint=f"give {setting.help}"
        ) from error
