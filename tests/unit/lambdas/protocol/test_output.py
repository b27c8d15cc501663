from harness.lambdas.protocol.output import as_logged


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
