"""``harness up``: a stack that stays."""

from rich.console import Console

from harness.assemble.opening import open_stack
from harness.cli.progress import Bar
from harness.clock import epoch_ns
from harness.model.caller import SECRET_KEY, USER_ACCESS_KEY
from harness.model.endpoint import endpoint_variables
from harness.settings import Settings


async def keep_up(settings: Settings, out: Console, err: Console) -> int:
    """Runs until it is cancelled. Raises what broke the stack."""
    bar = Bar(err)
    async with open_stack(settings, ["up"], bar.step, bar.fetched) as stack:
        err.print("\nready; paste this into another shell:\n")
        for line in exports(settings, stack.endpoint):
            out.print(line, soft_wrap=True)
        err.print("\nCtrl-C ends it.")
        try:
            raise await stack.failure
        finally:
            if not stack.failure.done() or stack.failure.cancelled():
                stack.notes.change(ended_ns=epoch_ns())
            err.print(f"the run is kept; `harness report {stack.run.path.name}` shows it")


def exports(settings: Settings, endpoint: str) -> list[str]:
    """Lines for a shell: any AWS tool in it then talks to the stack.

    The last one beats what the shell may have had of that kind before.
    """
    general, *specific = (f"{name}={value}" for name, value in endpoint_variables(endpoint).items())
    return [
        f"export {general}",
        f"export AWS_REGION={settings.region} AWS_DEFAULT_REGION={settings.region}",
        f"export AWS_ACCESS_KEY_ID={USER_ACCESS_KEY} AWS_SECRET_ACCESS_KEY={SECRET_KEY}",
        f"export {' '.join(specific)}",
    ]
