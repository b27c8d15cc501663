import asyncio
from pathlib import Path
from typing import Any

from harness.lambdas.invocation import Invocation, InvocationOutcome
from harness.lambdas.log import EnvironmentLog, FunctionLog
from harness.lambdas.protocol.results import LOG_TAIL_BYTES, Result, init_failed
from harness.model.function import Function

FUNCTION = Function("ola", "Ola", "app.handler", Path("/code"), "python3.11")


def invocation(**more: Any) -> Invocation:
    return Invocation("the-id", FUNCTION, b"{}", "ola", 0, 0, **more)


def written(
    tmp_path: Path, wants_tail: bool, *output: bytes
) -> tuple[list[str], InvocationOutcome]:
    """The lines of an invocation that prints ``output``, and its outcome."""

    async def test() -> InvocationOutcome:
        environment = EnvironmentLog(log, FUNCTION)
        environment.print(b"before\n")
        served = invocation(wants_tail=wants_tail)
        environment.start(served)
        for line in output:
            environment.print(line)
        environment.close(served, InvocationOutcome(Result(b"1"), 1_000_000))
        return await served.outcome

    log = FunctionLog(tmp_path / "ola.log")
    outcome = asyncio.run(test())
    log.close()
    return (tmp_path / "ola.log").read_text().splitlines(), outcome


def test_an_invocation_s_lines_stand_between_start_and_report(tmp_path: Path) -> None:
    lines, _ = written(tmp_path, False, b"hello\n")
    assert lines[:4] == [
        "before",
        "START RequestId: the-id Version: $LATEST",
        "hello",
        "END RequestId: the-id",
    ]
    assert lines[4].startswith("REPORT RequestId: the-id\tDuration: 1.00 ms\t")


def test_the_tail_begins_with_the_invocation_and_has_its_last_4_kb(tmp_path: Path) -> None:
    _, outcome = written(tmp_path, True, b"hello\n")
    assert outcome.log_tail is not None
    assert outcome.log_tail.startswith(b"START ")
    _, outcome = written(tmp_path, True, b"x" * 9000 + b"\n")
    assert outcome.log_tail is not None
    assert len(outcome.log_tail) == LOG_TAIL_BYTES


def test_who_does_not_ask_for_the_tail_gets_none(tmp_path: Path) -> None:
    assert written(tmp_path, False)[1].log_tail is None


def test_the_tail_of_a_failed_start_has_what_was_printed_in_it(tmp_path: Path) -> None:
    async def test() -> InvocationOutcome:
        environment = EnvironmentLog(log, FUNCTION)
        environment.print(b"starting\n")
        served = invocation(wants_tail=True)
        result = init_failed("no runtime")
        environment.failed_init(result, 1_000_000)
        environment.start(served, keeps_tail=True)
        environment.close(served, InvocationOutcome(result))
        return await served.outcome

    log = FunctionLog(tmp_path / "ola.log")
    tail = asyncio.run(test()).log_tail
    assert tail is not None
    assert [line.split()[0] for line in tail.decode().splitlines()][:3] == [
        "starting",
        "INIT_REPORT",
        "START",
    ]


def test_a_line_after_the_end_of_the_log_is_dropped(tmp_path: Path) -> None:
    log = FunctionLog(tmp_path / "ola.log")
    log.close()
    EnvironmentLog(log, FUNCTION).note("too late")
    assert (tmp_path / "ola.log").read_bytes() == b""
