"""The `ccsim` command: finds the subcommand, turns errors into messages and exit codes.

Exit codes: 0 done, 1 failed at run time, 2 wrong usage or a wrong scenario, 3 target missed, 130 interrupted.
A command's module is imported when it is called, so that help and completion stay instant.
"""

from __future__ import annotations

import os
import sys
from difflib import get_close_matches
from importlib import import_module
from typing import IO, Any, NamedTuple

import click

from ccsim import __version__
from ccsim.cli import interrupt
from ccsim.errors import CcsimError

INTERRUPTED = 130


class CommandPlace(NamedTuple):
    """Module that holds a command under the command's own name, and its line in the list of commands."""

    module: str
    summary: str


COMMANDS = {
    "run": CommandPlace("ccsim.cli.run", "Simulate scenarios; print KPIs and write a report."),
    "compare": CommandPlace(
        "ccsim.cli.compare", "Pair scenarios on the same random days; say which part does the work."
    ),
    "roi": CommandPlace("ccsim.cli.roi", "Does changing the operating model pay, when, and how sure is that?"),
    "validate": CommandPlace("ccsim.cli.validate", "Check scenario files and say which numbers have no source."),
    "schema": CommandPlace("ccsim.cli.schema", "Print the scenario's JSON Schema or its reference."),
    "erlang": CommandPlace("ccsim.cli.erlang", "Queueing formulas: waits and staffing without simulation."),
    "experiment": CommandPlace("ccsim.cli.experiment", "Sweeps and designs over scenarios: run, show, export."),
    "people": CommandPlace("ccsim.cli.people", "Headcount, attrition, hiring and learning over months."),
    "claims": CommandPlace("ccsim.cli.claims", "Vendors' claims: list, show, and check them by simulation."),
    "verify": CommandPlace("ccsim.cli.verify", "Simulate cases with known answers; exit 1 if one is wrong."),
    "bench": CommandPlace("ccsim.cli.bench", "Measure the speed of the engines, beside other simulators."),
    "new": CommandPlace("ccsim.cli.new", "Write a commented starter scenario."),
}


class Refusal(click.ClickException):
    """A CcsimError on its way to the terminal: its message as it is, its own exit code."""

    def __init__(self, error: CcsimError) -> None:
        super().__init__(str(error))
        self.exit_code = error.exit_code  # type: ignore[misc]

    def show(self, file: IO[Any] | None = None) -> None:
        """The message on stderr, without click's "Error:" before each."""
        click.echo(self.format_message(), file=file, err=True)


class LazyGroup(click.Group):
    """A group that imports a command's module when the command is used."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names in the order of COMMANDS."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command, imported; None if there is none of that name."""
        place = COMMANDS.get(cmd_name)
        if place is None:
            return None
        command = getattr(import_module(place.module), cmd_name)
        assert isinstance(command, click.Command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click does it, but an unknown command names the nearest one."""
        if args and not args[0].startswith("-") and args[0] not in COMMANDS:
            close = get_close_matches(args[0], COMMANDS, n=1)
            hint = f" Did you mean {close[0]!r}?" if close else ""
            ctx.fail(f"No such command {args[0]!r}.{hint} Commands: {', '.join(COMMANDS)}.")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of commands, without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, place.summary) for name, place in COMMANDS.items()])

    def invoke(self, ctx: click.Context) -> Any:
        """Run the subcommand; what ccsim refuses ends as a message, never as a traceback."""
        try:
            return super().invoke(ctx)
        except CcsimError as error:
            raise Refusal(error) from error


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="ccsim")
def cli() -> None:
    """Simulate contact centres: bots, people and contracts, with honest intervals.

    `ccsim COMMAND --help` explains a command.
    """


def main(arguments: list[str] | None = None) -> None:
    """Entry point of the `ccsim` script; ends the process with an exit code."""
    interrupt.listen()
    no_color = False if os.environ.get("NO_COLOR") else None
    try:
        result = cli.main(arguments, prog_name="ccsim", standalone_mode=False, color=no_color)
        sys.stdout.flush()
        code = result if isinstance(result, int) else 0
    except click.exceptions.Exit as ended:
        code = ended.exit_code
    except click.ClickException as refused:
        refused.show()
        code = refused.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo("interrupted", err=True)
        code = INTERRUPTED
    except BrokenPipeError:
        # The reader of a pipe (head, less) left; what is still buffered has nowhere to go.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 1
    except OSError as error:
        click.echo(f"ccsim: {error.strerror or error}{f': {error.filename}' if error.filename else ''}", err=True)
        code = 1
    sys.exit(code)


if __name__ == "__main__":
    main()
