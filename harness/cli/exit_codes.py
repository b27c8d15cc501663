"""How a command ends, beyond what an error's own ``exit_code`` says (``errors``)."""

EXIT_CHECK_FAILED = 1
EXIT_INTERRUPTED = 130
