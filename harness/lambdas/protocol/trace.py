"""X-Ray's trace header (X-Ray developer guide, 2026): unsampled, as without tracing."""

from harness.model.time import NS_PER_S


def trace_root(now_ns: int, digits: str) -> str:
    """The Root by which HTTP callers know a trace. ``digits``: 32 hexadecimal ones that no other
    trace has."""
    return f"Root=1-{now_ns // NS_PER_S:08x}-{digits[:24]}"


def trace_id(root: str, digits: str) -> bytes:
    """The trace header of an invocation that belongs to ``root``."""
    return f"{root};Parent={digits[16:]};Sampled=0;Lineage=1:{digits[:8]}:0".encode()
