from pathlib import Path

from harness.lambdas.protocol.log_lines import (
    as_logged,
    closing_lines,
    init_report_line,
    report_line,
)
from harness.lambdas.protocol.results import Result, exited, out_of_memory, timed_out
from harness.model.function import Function

FUNCTION = Function("ola", "Ola", "app.lambda_handler", Path("/code/ola"), "python3.11")


def closing(result: Result, memory_mb: int | None = None) -> list[str]:
    return closing_lines("ID", FUNCTION, result, duration_ns=1, init_ns=None, memory_mb=memory_mb)


def test_the_report_line_bills_whole_milliseconds_rounded_up() -> None:
    line = report_line("ID", FUNCTION, 1_230_000, None, None)
    assert "Duration: 1.23 ms\tBilled Duration: 2 ms\tMemory Size: 128 MB" in line
    assert "Init Duration" not in line
    assert "Max Memory Used" not in line


def test_a_cold_start_shows_its_init_duration() -> None:
    assert "Init Duration: 250.00 ms" in report_line("ID", FUNCTION, 1, 250_000_000, 40)


def test_the_peak_memory_stands_behind_the_size() -> None:
    line = report_line("ID", FUNCTION, 1, None, 40)
    assert "Memory Size: 128 MB\tMax Memory Used: 40 MB\t" in line


def test_a_good_answer_needs_no_word_but_end_and_report() -> None:
    end, report = closing(Result(b"1"))
    assert end == "END RequestId: ID"
    assert report.startswith("REPORT RequestId: ID\t")


def test_what_the_function_raised_it_has_logged_itself() -> None:
    assert len(closing(Result(b"{}", "KeyError"))) == 2


def test_an_exit_and_a_time_out_are_said_by_the_platform() -> None:
    assert closing(exited("ID", -9))[:2] == [
        "RequestId: ID Error: Runtime exited with error: signal: killed",
        "Runtime.ExitError",
    ]
    assert closing(timed_out("ID", 3))[0] == (
        "RequestId: ID Error: Task timed out after 3.00 seconds"
    )


def test_memory_beyond_the_size_is_reported() -> None:
    assert "129 MB were used, of 128 MB" in closing(Result(b"1"), 129)[0]
    assert len(closing(Result(b"1"), 128)) == 2


def test_memory_that_ended_it_is_told_as_an_exit_and_named_in_the_report() -> None:
    reason, kind, above, _, report = closing(out_of_memory("ID"), 129)
    assert reason == "RequestId: ID Error: Runtime exited with error: signal: killed"
    assert kind == "Runtime.ExitError"
    assert above == "harness: 129 MB were used, of 128 MB"
    assert report.endswith("\tStatus: error\tError Type: Runtime.OutOfMemory")


def test_the_cold_start_is_billed_too() -> None:
    line = report_line("ID", FUNCTION, 1_248_310_000, 293_050_000, 94)
    assert "Duration: 1248.31 ms\tBilled Duration: 1542 ms\t" in line


def test_the_platform_s_errors_have_a_status() -> None:
    assert closing(exited("ID", 1))[-1].endswith("\tStatus: error\tError Type: Runtime.ExitError")
    assert closing(timed_out("ID", 3))[-1].endswith("\tStatus: timeout")
    assert "Status" not in closing(Result(b"{}", "KeyError"))[-1]


def test_a_start_that_failed_is_reported_as_such() -> None:
    assert init_report_line(exited("", 4), 154_030_000) == (
        "INIT_REPORT Init Duration: 154.03 ms\tPhase: init\tStatus: error\t"
        "Error Type: Runtime.ExitError"
    )


def test_a_traceback_is_one_line_each() -> None:
    line = "[ERROR] KeyError: 'x'\rTraceback (most recent call last):\r\xa0\xa0File \"app.py\"\n"
    assert as_logged(line.encode()).decode().splitlines() == [
        "[ERROR] KeyError: 'x'",
        "Traceback (most recent call last):",
        '\xa0\xa0File "app.py"',
    ]


def test_a_carriage_return_before_the_newline_is_dropped() -> None:
    assert as_logged(b"[WARNING]\tUnhandled exception\r\n") == b"[WARNING]\tUnhandled exception\n"


def test_what_a_function_prints_itself_is_left_alone() -> None:
    assert as_logged(b"10 %\r20 %\r\n") == b"10 %\r20 %\r\n"
