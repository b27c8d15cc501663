"""Measure this project and what else the registries offer side by side, and write docs/peers.md.

    tox -e peers

Everything that it needs is installed into environments of its own, in the folder of downloads. SAM
CLI takes a Docker engine, and mmdebstrap for its image.
"""

import os
import platform
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from tests.bench.peers.measure import measured
from tests.bench.peers.page import rendered
from tests.bench.peers.targets import PEERS
from tests.conftest import ROOT
from tests.system.support import run_harness


def main() -> None:
    busy = os.getloadavg()[0]
    images = run_harness("images", "build", timeout_s=300)
    assert images.returncode == 0, images.stderr
    found = {}
    for peer in PEERS:
        print(f"measure {peer.name}", flush=True)
        with tempfile.TemporaryDirectory() as scratch:
            found[peer] = measured(peer, Path(scratch))
    machine = (
        f"{os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}, "
        f"load average {busy:.1f} before"
    )
    page = rendered(found, datetime.now(UTC).date().isoformat(), machine)
    (ROOT / "docs/peers.md").write_text(page, "utf-8")


if __name__ == "__main__":
    main()
