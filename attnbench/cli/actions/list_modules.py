"""Print the modules, or all about one of them."""

from itertools import groupby

import typer
from rich.console import Console
from rich.markdown import Markdown

from attnbench.cli.commands.listing import ListModules
from attnbench.own.lookup import find, registered
from attnzoo import CATALOG, Entry
from attnzoo.card import card, line, table
from attnzoo.entry import FAMILIES


def run(request: ListModules) -> None:
    """Print the catalogue, as lines or as a table, or one module's card."""
    if request.card is not None:
        _print_card(request.card)
    elif request.table:
        typer.echo(table(CATALOG), nl=False)
    else:
        _print_modules()


def _print_modules() -> None:
    """Print two lines for each module, family by family, then those of installed packages."""
    for family, entries in groupby(CATALOG.values(), key=lambda entry: entry.family):
        typer.echo(f"\n{family}: {FAMILIES[family]}")
        for entry in entries:
            _print_lines(entry)
    installed = [name for name in registered() if name not in CATALOG]
    if installed:
        typer.echo("\nfrom installed packages")
    for name in installed:
        _print_lines(find(name))
    typer.echo("\nall about one: attnbench list modules --card NAME; your own: file.py:Class")


def _print_lines(entry: Entry) -> None:
    first, second = line(entry)
    typer.echo(f"{entry.name:13} {first}")
    typer.echo(f"{'':13} {second}")


def _print_card(name: str) -> None:
    """Print all that is known of one module: Markdown, laid out on a terminal."""
    text = card(find(name))
    out = Console(highlight=False)
    if out.is_terminal:
        out.print(Markdown(text))
    else:
        typer.echo(text)
