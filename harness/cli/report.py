"""``harness report`` is a command and a group: ``report [RUN]``, ``report diff A B``."""

import click


class ReportGroup(click.Group):
    """Takes RUN, unless the first word is a command of its own.

    A run that has a command's name can be named by its path.
    """

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Leave RUN out where a command of the group follows."""
        if args and args[0] in self.commands:
            args = ["latest", *args]  # RUN comes first, and is not looked at
        else:
            ctx.allow_interspersed_args = True
        return super().parse_args(ctx, args)


class RunArgument(click.Argument):
    """RUN, left out of the usage: a command of the group does not take it."""

    def get_usage_pieces(self, ctx: click.Context) -> list[str]:
        """Nothing: the usage does not show RUN."""
        return []
