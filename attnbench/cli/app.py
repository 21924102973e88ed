"""The command line's application, made of the commands each time that it runs.

Made anew because the help texts are made of tables that others may have added to.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup

from attnbench.cli.command import Command, CommandGroup
from attnbench.cli.commands import COMMANDS, GROUPS, PROGRAM
from attnbench.cli.expand import callback_of
from attnbench.version import __version__


class _Command(TyperCommand):
    """A command whose help shows flags without a type."""

    def get_params(self, ctx: Any) -> Any:
        return _flags_alone(super().get_params(ctx))


class _Group(TyperGroup):
    """A group of commands whose help shows flags without a type."""

    def get_params(self, ctx: Any) -> Any:
        return _flags_alone(super().get_params(ctx))


def _flags_alone(options: Iterable[Any]) -> list[Any]:
    """Options of which those that are flags, typer's own `--help` too, show no `<bool>`."""
    shown = list(options)
    for option in shown:
        if getattr(option, "is_flag", False):
            option.metavar = ""
    return shown


def make_app(typed: Sequence[str] = ()) -> typer.Typer:
    """The application with its commands and groups of commands.

    Args:
        typed: What it will be run with. A command that is not in it gets no options, since making
            them takes longer than all the rest; if nothing is typed, which is also how a shell
            asks for completions, every command has its options.
    """
    app = _typer("attnbench", completes=True)
    _set_callback(app, PROGRAM, _start)
    groups = {name: _typer(name) for name in GROUPS}
    alone = {command.words: command for command in COMMANDS if command.words in GROUPS}
    for name, group in groups.items():
        callback = _callback(alone[name], typed) if name in alone else _show_help
        _set_callback(group, GROUPS[name], callback)
    for command in COMMANDS:
        first, _, second = command.words.partition(" ")
        if command.words not in alone:
            parent, callback = groups[first] if second else app, _callback(command, typed)
            _add(parent, second or first, command, callback)
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


def _set_callback(app: typer.Typer, group: CommandGroup, callback: Callable[..., None]) -> None:
    app.callback(
        cls=_Group, invoke_without_command=True, help=group.help, epilog=_epilog(group.examples)
    )(callback)


def _add(app: typer.Typer, name: str, command: Command, callback: Callable[..., None]) -> None:
    app.command(name, cls=_Command, help=command.help, epilog=_epilog(command.examples))(callback)


def _callback(command: Command, typed: Sequence[str]) -> Callable[..., None]:
    if typed and command.words.partition(" ")[0] not in typed:
        return _without_options
    return callback_of(command.request, command.what, command.run)


def _without_options() -> None:
    """Stands for what a command does that was not typed."""


def _epilog(examples: Iterable[str]) -> str:
    lines = ["[bold]Examples[/bold]", *(line.replace("[", r"\[") for line in examples)]
    return "\n\n".join(lines)


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
            help="Print the version.",
        ),
    ] = False,
) -> None:
    _show_help(context)
