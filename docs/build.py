"""Build the site from the pages as they are: README.md is its home, and links between pages and to
files of the repository stay as they are written.

    tox -e docs

The result is .site/html. Any warning, such as a link or an anchor that leads nowhere, is an error;
so is a page that would fetch anything from another host.
"""

import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
SITE = ROOT / ".site"
LINKED = ("README.md", "CHANGELOG.md", "LICENSE", "pyproject.toml", "docs", "functions")
FETCHED = re.compile(
    r"<(?:script|img|iframe|link rel=\"?(?:stylesheet|preconnect)\"?)[^>]*https?://"
)


def main() -> None:
    """Build the site, and fail on a page that fetches anything from elsewhere."""
    shutil.rmtree(SITE, ignore_errors=True)
    for name in LINKED:
        lay_out(ROOT / name, SITE / "pages" / name)
    subprocess.run(["zensical", "build", "--strict", "--clean"], cwd=ROOT, check=True)
    fetching = [page for page in SITE.rglob("*.html") if FETCHED.search(page.read_text("utf-8"))]
    sys.exit(f"these fetch from elsewhere: {fetching}" if fetching else 0)


def lay_out(source: Path, copy: Path) -> None:
    """Copy a file or folder to where the site builder looks for pages."""
    copy.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir():
        shutil.copytree(source, copy, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    else:
        shutil.copy(source, copy)


if __name__ == "__main__":
    main()
