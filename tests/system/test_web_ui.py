"""Locust's web UI with the Capacity tab, in headless Chromium: from the form to the verdict.

Screenshots are kept in ``.harness/screenshots``.
"""

import csv
import io
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.error import URLError
from urllib.parse import urlencode, urlsplit
from urllib.request import urlopen

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from tests.conftest import ROOT, Up, clean_environment, end, harness, start_up
from tests.system.support import eventually, free_port, free_ports, run_harness

SCREENSHOTS = ROOT / ".harness" / "screenshots"
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
TABLE = "estacionamento WCU"


@pytest.fixture(scope="module")
def up(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Up]:
    running = start_up(tmp_path_factory.mktemp("runs"))
    yield running
    end(running)


@pytest.fixture(scope="module")
def web(up: Up) -> Iterator[str]:
    """The URL of ``harness load --web`` against that stack."""
    port = free_port()
    flags = ("--web-port", str(port), "--users", "10", "--rate", "50", "--duration", "5m")
    command = harness("load", "--web", "--endpoint", up.endpoint, *flags)
    with serving(command, port) as (url, process):
        yield url
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 0


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        yield browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
        browser.close()


def chromium() -> str:
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return found
    if os.environ.get("CI"):
        pytest.fail("there is no Chromium; .ci/run installs it where it is root")
    pytest.skip("there is no Chromium here: install the package chromium")


@contextmanager
def serving(command: list[str], port: int) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    process = subprocess.Popen(command, cwd=ROOT, env=clean_environment())
    url = f"http://127.0.0.1:{port}"
    try:
        assert eventually(lambda: answers(url) or process.poll() is not None, 30)
        yield url, process
    finally:
        process.kill()
        process.wait()


def answers(url: str) -> bool:
    try:
        urlopen(url, timeout=5).close()
    except URLError:
        return False
    return True


def get(url: str) -> str:
    with urlopen(url, timeout=30) as answer:
        text: str = answer.read().decode()
    return text


def tab_of(url: str) -> dict[str, dict[str, Any]]:
    """The tab's rows by name."""
    (stats,) = json.loads(get(f"{url}/stats/requests"))["extended_stats"]
    return {row["name"]: row for row in stats["data"]}


def shoot(page: Page, name: str) -> None:
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SCREENSHOTS / f"{name}.png", full_page=True)


def test_a_load_is_started_watched_and_stopped_and_ends_in_its_verdict(
    page: Page, web: str, up: Up
) -> None:
    hosts: set[str | None] = set()
    note = lambda request: hosts.add(urlsplit(request.url).hostname)  # noqa: E731
    page.on("request", note)
    page.goto(web)
    page.get_by_role("button", name="Custom parameters").click()
    page.locator("input[name=owners]").fill("40")
    shoot(page, "1-form")
    page.get_by_role("button", name="Start").click()

    page.get_by_role("tab", name="Capacity").click()
    row = page.get_by_role("row").filter(has_text=TABLE)
    expect(row).to_be_visible(timeout=20_000)
    consumed = row.get_by_role("cell").nth(1)
    expect(consumed).not_to_have_text("0", timeout=40_000)
    before = float(consumed.inner_text())
    assert eventually(lambda: float(consumed.inner_text()) > before, 15)
    shoot(page, "2-capacity-tab")

    charts = page.context.new_page()
    charts.on("request", note)
    charts.goto(f"{web}/capacity/charts")
    card = charts.locator("section").filter(has=charts.get_by_role("heading", name=TABLE))
    expect(card.get_by_role("img")).to_be_visible(timeout=15_000)
    expect(charts.get_by_role("status")).to_have_text("running")
    shoot(charts, "3-charts")

    page.get_by_role("button", name="Stop").click()
    expect(charts.get_by_role("status")).to_have_text("stopped", timeout=15_000)
    page.get_by_role("tab", name="Download Data").click()
    shoot(page, "4-downloads")
    page.get_by_role("link", name="Verdict").click()
    expect(page.locator(".verdict")).to_be_visible(timeout=20_000)
    assert (up.run / "report.html").exists()
    shoot(page, "5-verdict")
    assert hosts == {"127.0.0.1"}


def test_the_figures_are_those_of_the_endpoint_and_can_be_downloaded(web: str, up: Up) -> None:
    live = json.loads(get(f"{up.endpoint}/_harness/capacity"))
    (wanted,) = (
        row
        for row in live["capacity"]
        if (row["table"], row["index"], row["dimension"]) == ("estacionamento", None, "write")
    )
    rows = [
        *csv.DictReader(io.StringIO(get(f"{web}/capacity/csv"))),
        *json.loads(get(f"{web}/capacity/json"))["capacity"],
    ]
    found = [
        row
        for row in rows
        if row["table"] == "estacionamento" and not row["index"] and row["dimension"] == "write"
    ]
    assert wanted["consumed_units"] > 0
    assert [float(row["consumed_units"]) for row in found] == [wanted["consumed_units"]] * 2


def test_the_page_does_not_return_to_its_form_while_items_are_put(web: str, up: Up) -> None:
    form = {"user_count": 2, "spawn_rate": 2, "host": up.endpoint, "owners": 1500}
    urlopen(f"{web}/swarm", urlencode(form).encode(), timeout=20).close()
    said = []

    def is_running() -> bool:
        said.append(json.loads(get(f"{web}/stats/requests"))["state"])
        return said[-1] == "running"

    try:
        assert eventually(is_running, 60)
    finally:
        urlopen(f"{web}/stop", b"", timeout=20).close()
    assert {*said} == {"spawning", "running"}


def test_a_master_has_the_tab_and_its_workers_send_the_load(up: Up) -> None:
    port, rendezvous = free_ports(2)
    locust = [sys.executable, "-m", "locust", "-f", "scenarios/parking.py"]
    web = ["--web-host", "127.0.0.1", "--web-port", str(port), "-H", up.endpoint]
    master = [*locust, "--master", "--master-bind-port", str(rendezvous), *web]
    with serving(master, port) as (url, process):
        worker = subprocess.Popen(
            [*locust, "--worker", "--master-port", str(rendezvous)],
            cwd=ROOT,
            env=clean_environment(),
        )
        try:
            assert eventually(
                lambda: json.loads(get(f"{url}/worker-count")) == {"worker_count": 1}, 20
            )
            form = {"user_count": 4, "spawn_rate": 4, "host": up.endpoint}
            urlopen(f"{url}/swarm", urlencode(form).encode(), timeout=20).close()
            assert eventually(lambda: tab_of(url).get(TABLE, {}).get("consumed_units"), 20)
        finally:
            worker.kill()
            worker.wait()
            process.kill()


def test_a_port_that_is_taken_is_said_before_anything_starts() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        flags = ("--web", "--web-port", port, "--endpoint", "http://127.0.0.1:1")
        done = run_harness("load", *flags)
    assert done.returncode == 3
    assert f"the web UI cannot have port {port}: Address already in use" in done.stderr
    assert "--web-port" in done.stderr


def test_an_endpoint_that_is_gone_is_said_where_the_figures_were(
    page: Page, web: str, up: Up
) -> None:
    page.goto(f"{web}/capacity/charts")
    assert end(up) == 0
    said = page.get_by_role("alert")
    expect(said).to_contain_text(f"no capacity figures from {up.endpoint}", timeout=10_000)
    expect(said).to_contain_text("Connection refused")
    assert any("no capacity figures" in name for name in tab_of(web))
    shoot(page, "6-endpoint-gone")
