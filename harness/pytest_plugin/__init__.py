"""pytest against real engines, with capacity as a thing that can be asserted: ``docs/pytest.md``.

Belongs here: fixtures, marks and options, and who starts what for pytest-xdist's workers. Does not:
what is measured and how tests are told apart (``cases``). It is loaded with every pytest run where
the harness is installed, so at the top it imports the standard library and pytest alone.
"""

from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from harness.engines.containers import DynamoDbLocalContainer, LambdaRieContainer
    from harness.pytest_plugin.consumption import Capacity
    from harness.pytest_plugin.fixtures import DrivenClock, SetLimits, Suite
    from harness.pytest_plugin.target import Invoke, Target

_TICKET = "harness_ticket"
_ROWS = "harness_rows"

_EMBEDDED = "embedded"

OPTIONS = {
    "target": "embedded (the default), containers, aws, or the URL of a harness that is up",
    "template": "the SAM template; by default what `harness up` would take",
}


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the harness's options and settings to pytest's."""
    group = parser.getgroup("harness", "lambda-dynamodb-harness")
    for name, meaning in OPTIONS.items():
        group.addoption(f"--harness-{name}", dest=f"harness_{name}", help=meaning)
        parser.addini(f"harness_{name}", f"as --harness-{name}, which is stronger: {meaning}")


def pytest_configure(config: pytest.Config) -> None:
    """Register the marks, and make the suite that tests share."""
    from harness.pytest_plugin.marks import HELP

    for line in HELP.values():
        config.addinivalue_line("markers", line)
    config.stash[_SUITE] = None


_SUITE: "pytest.StashKey[Suite | None]" = pytest.StashKey()


def _suite(config: pytest.Config) -> "Suite":
    """Made with the first test that needs it."""
    suite = config.stash[_SUITE]
    if suite is None:
        from harness.pytest_plugin.fixtures import Suite

        suite = config.stash[_SUITE] = Suite(getattr(config, "workerinput", {}).get(_TICKET))
        config.add_cleanup(suite.close)
    return suite


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """pytest-xdist's controller, for each worker."""
    node.workerinput[_TICKET] = _suite(node.config).ticket()


# one test


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Begin and end a test's case around its fixtures."""
    suite = item.config.stash[_SUITE]
    marked = item.get_closest_marker("cold_start") is not None
    if suite is None and not marked:
        # Most runs of most projects: nothing to do with us. A test may still be the first to ask.
        return (yield)
    _suite(item.config).begin_test(cold=marked)
    return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    """Hold the test's call, and not its fixtures, to the test's marks."""
    suite = item.config.stash[_SUITE]
    if suite is not None:
        suite.begin_call()
    result = yield
    marks = [mark for mark in item.iter_markers() if mark.name in _MARKS]
    if marks:
        failures = _suite(item.config).broken(marks)
        if failures:
            pytest.fail("\n".join(failures), pytrace=False)
    return result


_MARKS = ("capacity", "no_scan", "cold_start", "cost")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item) -> Generator[None, object, object]:
    """Keep what the test consumed before its fixtures end."""
    suite = item.config.stash[_SUITE]
    if suite is not None:
        suite.finish_call()
    try:
        return (yield)
    finally:
        suite = item.config.stash[_SUITE]
        if suite is not None:
            item.stash[_TEST_ROWS], properties = suite.end_test()
            item.user_properties.extend(properties)


_TEST_ROWS: pytest.StashKey[list[Any]] = pytest.StashKey()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Put the marks that failed into the test's report."""
    report = yield
    found = item.stash.get(_TEST_ROWS, None)
    if call.when == "teardown" and found:
        setattr(report, _ROWS, found)  # of plain types: pytest-xdist sends it to the controller
    return report


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Print what each test consumed, where that was asked for."""
    rows = [
        row
        for reports in terminalreporter.stats.values()
        for report in reports
        for row in getattr(report, _ROWS, ())
    ]
    if rows:
        from harness.pytest_plugin.summary import table

        terminalreporter.section("capacity consumed, fixtures included", sep="-")
        for line in table(rows):
            terminalreporter.write_line(line)


# fixtures


@pytest.fixture(scope="session")
def harness_settings() -> dict[str, str]:
    """Settings of the stack, by name, as ``harness up`` takes them. To be overridden."""
    return {}


@pytest.fixture(scope="session")
def harness_stacks(pytestconfig: pytest.Config) -> "Callable[..., Target]":
    """Start another stack, or find it running: ``harness_stacks(template=…, limits="off")``."""
    suite = _suite(pytestconfig)

    def start(**settings: str) -> "Target":
        target = settings.pop("target", None) or _option(pytestconfig, "target") or _EMBEDDED
        template = settings.pop("template", None) or _option(pytestconfig, "template")
        if template is not None:
            settings["template"] = template
        return suite.target(target, settings, pytestconfig.rootpath)

    return start


@pytest.fixture(scope="session")
def harness_stack(
    harness_stacks: "Callable[..., Target]", harness_settings: dict[str, str]
) -> "Target":
    """What the tests run against: started with the first test that needs it, ended with the run."""
    return harness_stacks(**harness_settings)


@pytest.fixture(scope="session")
def harness_endpoint(harness_stack: "Target") -> str:
    """The URL for AWS_ENDPOINT_URL. What calls it with keys of its own is nobody's test."""
    if harness_stack.endpoint is None:
        pytest.skip("--harness-target aws has no endpoint of ours")
    return harness_stack.endpoint


@pytest.fixture(scope="session")
def dynamodb(harness_stack: "Target") -> Any:
    """boto3's DynamoDB resource; ``dynamodb.meta.client`` is the client."""
    return harness_stack.resource("dynamodb")


@pytest.fixture(scope="session")
def lambda_client(harness_stack: "Target") -> Any:
    """boto3's Lambda client."""
    return harness_stack.client("lambda")


@pytest.fixture(scope="session")
def invoke(harness_stack: "Target") -> "Invoke":
    """``invoke("function", event)`` returns status, payload, error, logs and durations."""
    return harness_stack.invoke


@pytest.fixture
def capacity(harness_stack: "Target") -> "Capacity":
    """What this test has consumed so far; its fixtures' calls are left out."""
    from harness.pytest_plugin.fixtures import LiveCapacity

    _needs_harness(harness_stack)
    return LiveCapacity(harness_stack)


@pytest.fixture
def fresh_tables(harness_stack: "Target") -> None:
    """Tables of this test's own, as the template and its seed.json have them."""
    _needs_harness(harness_stack)
    harness_stack.take_tables()


@pytest.fixture
def set_limits(harness_stack: "Target", fresh_tables: None) -> "SetLimits":
    """``set_limits("orders", wcu=5)``: enforce that, for this test alone."""
    from harness.pytest_plugin.fixtures import SetLimits

    return SetLimits(harness_stack)


@pytest.fixture
def clock(harness_stack: "Target", fresh_tables: None) -> "DrivenClock":
    """The time that limits go by stands still in this test, but for ``clock.advance(seconds)``."""
    from harness.pytest_plugin.fixtures import DrivenClock

    return DrivenClock(harness_stack)


@pytest.fixture(scope="session")
def dynamodb_local(harness_settings: dict[str, str]) -> "Iterator[DynamoDbLocalContainer]":
    """DynamoDB Local in a container, and nothing else of the harness: ``dynamodb_local.endpoint``.
    ``harness_settings`` choose the image."""
    from harness.pytest_plugin.containers import Containers

    with Containers(harness_settings) as containers:
        yield containers.dynamodb_local()


@pytest.fixture(scope="session")
def lambda_rie(harness_settings: dict[str, str]) -> "Iterator[Callable[..., LambdaRieContainer]]":
    """``lambda_rie("app.handler", "src").invoke(b"{}")``: a function in AWS's image, behind its
    emulator. ``runtime`` is by default that of pytest."""
    from harness.pytest_plugin.containers import Containers

    with Containers(harness_settings) as containers:
        yield containers.lambda_rie


def _option(config: pytest.Config, name: str) -> str | None:
    """The command line, then the ini file. A template's path begins where it was written."""
    given: str | None = config.getoption(f"harness_{name}")
    if given is not None:
        return str(Path.cwd() / given) if name == "template" else given
    ini: str = config.getini(f"harness_{name}")
    return ini or None


def _needs_harness(target: "Target") -> None:
    if not target.measures:
        pytest.skip("the target is no harness: it cannot tell tests apart")


def pytest_unconfigure(config: pytest.Config) -> None:
    """End the stacks that this session started."""
    config.stash[_SUITE] = None
