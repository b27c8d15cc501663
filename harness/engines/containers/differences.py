"""What a function sees otherwise in a container than in a process of this machine, and why.

Everything else is the same: the contract tests and those of Lambda run on both backends. Each of
these is held by a test (``tests/system/test_containers.py``) and stands in docs/containers.md.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Difference:
    """One row of the table in docs/containers.md."""

    what: str
    embedded: str
    containers: str
    why: str


DIFFERENCES = (
    Difference(
        "runtimes",
        "Python, and any `bootstrap`",
        "Python only",
        "what the emulator leaves out is added by a relay that needs the image's Python",
    ),
    Difference(
        "Python's version",
        "the `Runtime`'s where it is installed, else the harness's own, which the run notes",
        "the image's",
        "the image is the runtime",
    ),
    Difference(
        "`LAMBDA_TASK_ROOT`, and where layers are",
        "as in a container, or the function's own folder, and the layers': [pool.md](pool.md)",
        "`/var/task` and `/opt`, read-only, as on AWS",
        "not every machine lets a process have mounts of its own",
    ),
    Difference(
        "process ids",
        "this machine's",
        "the container's, so two environments may show the same",
        "a container has its own",
    ),
    Difference(
        "`AWS_ENDPOINT_URL`",
        "`http://127.0.0.1:PORT`",
        "`http://host.docker.internal:PORT`",
        "a container's loopback is its own",
    ),
    Difference(
        "memory beyond MemorySize",
        "reported, or ended with `--memory enforce`",
        "the kernel ends it: `Runtime.ExitError`, signal: killed",
        "a container has a limit, and the kernel does not say why it killed",
    ),
    Difference(
        "processor",
        "all of this machine's",
        "1,769 MB of MemorySize are one vCPU, as on AWS; not while it initialises",
        "a process cannot be held to a share without privileges",
    ),
)
