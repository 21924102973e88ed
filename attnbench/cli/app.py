"""The command line's application, made of the commands each time that it runs.

Made anew because the help texts are made of tables that others may have added to.
"""

from collections.abc import Callable
from typing import Annotated

import typer

from attnbench.cli.command import Command
from attnbench.cli.commands import COMMANDS, GROUPS
from attnbench.cli.expand import callback_of
from attnbench.version import __version__

HELP = (
    "Does this attention module earn its cost in this network?\n\n"
    "attnbench puts attention modules into any timm backbone, measures their size and speed, "
    "trains and evaluates them, and prints tables in which every number can be traced to its raw "
    "data."
)


def make_app() -> typer.Typer:
    """The application with its commands and groups of commands."""
    app = _typer("attnbench", completes=True)
    app.callback(invoke_without_command=True, help=HELP)(_start)
    groups = {name: _typer(name) for name in GROUPS}
    for name, group in groups.items():
        group.callback(invoke_without_command=True, help=GROUPS[name])(_show_help)
    for command in COMMANDS:
        first, _, second = command.words.partition(" ")
        _add(groups[first] if second else app, second or first, command)
    for name, group in groups.items():
        app.add_typer(group, name=name)
    return app


def _typer(name: str, *, completes: bool = False) -> typer.Typer:
    return typer.Typer(
        name=name,
        add_completion=completes,
        rich_markup_mode="rich",
        context_settings={"help_option_names": ["-h", "--help"]},
        pretty_exceptions_enable=False,
    )


def _add(app: typer.Typer, name: str, command: Command) -> None:
    callback: Callable[..., None] = callback_of(command.request, command.what, command.run)
    lines = ["[bold]Examples[/bold]", *(line.replace("[", r"\[") for line in command.examples)]
    app.command(name, help=command.help, epilog="\n\n".join(lines))(callback)


def _show_help(context: typer.Context) -> None:
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


def _print_version(is_wanted: bool) -> None:
    if is_wanted:
        typer.echo(f"attnbench {__version__}")
        raise typer.Exit


def _start(
    context: typer.Context,
    _version: Annotated[
        bool,
        typer.Option(
            "--version",
            callback=_print_version,
            is_eager=True,
            metavar="",
            help="Print the version.",
        ),
    ] = False,
) -> None:
    _show_help(context)
