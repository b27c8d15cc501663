"""The only reader of the environment: what a user may set, and where.

Strength, weakest first: the default, ``[tool.harness]`` in ``pyproject.toml``, the environment
(``HARNESS_`` and the name in capitals), a command-line flag.

Belongs here: the settings (``table``), how their texts are read (``values``), and which source wins
(``reading``). Does not: what a setting does, which the rooms that get it know.
"""

from harness.settings.reading import (
    RUN_DEFAULTS,
    child_environment,
    endpoint_url,
    given_flags,
    load_settings,
)
from harness.settings.table import SETTINGS, Setting, Settings, cores, memory_bytes
from harness.settings.values import PriceFile, aws_regions, cold_share, joined_pairs

__all__ = [
    "RUN_DEFAULTS",
    "SETTINGS",
    "PriceFile",
    "Setting",
    "Settings",
    "aws_regions",
    "child_environment",
    "cold_share",
    "cores",
    "endpoint_url",
    "given_flags",
    "joined_pairs",
    "load_settings",
    "memory_bytes",
]
