"""What a benchmark compares with is installed once, in an environment of its own."""

import os
import subprocess
import sys
from pathlib import Path

FOLDER = (
    Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache"))
    / "lambda-dynamodb-harness"
    / "peers"
)


def installed(name: str, *requirements: str) -> Path:
    """The folder of its programs; installed with pip at the first call."""
    home = FOLDER / name
    if not (home / "complete").exists():
        subprocess.run([sys.executable, "-m", "venv", "--clear", home], check=True)
        pip = [home / "bin" / "python", "-m", "pip", "install", "--quiet"]
        subprocess.run([*pip, *requirements], check=True)
        (home / "complete").touch()
    return home / "bin"


def clean_environment(**variables: str) -> dict[str, str]:
    """Ours without what is AWS's."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    return kept | variables
