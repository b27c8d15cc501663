from harness.lambdas.protocol.trace import trace_id, trace_root

DIGITS = "0cfc3dba4ac557d9102d61070cfc3dba"


def test_a_trace_is_named_by_its_second_and_what_no_other_has() -> None:
    # The shape of X-Ray's developer guide, 2026.
    root = trace_root(0x6661BC42 * 1_000_000_000 + 5, DIGITS)
    assert root == "Root=1-6661bc42-0cfc3dba4ac557d9102d6107"
    assert trace_id(root, DIGITS) == (
        b"Root=1-6661bc42-0cfc3dba4ac557d9102d6107;Parent=102d61070cfc3dba;Sampled=0;"
        b"Lineage=1:0cfc3dba:0"
    )
