"""Print the modules, or all about one of them."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from textwrap import fill
from typing import TYPE_CHECKING

import typer
from rich.console import Console

from attnbench.cli.commands.listing import ListModules
from attnbench.cli.errors import refuse_beside
from attnbench.cli.option import flag_of
from attnbench.lazy import lazy
from attnbench.own.lookup import find
from attnbench.plan.module_name import module_name, registered
from attnzoo import CATALOG, Entry
from attnzoo.card import card, listed, tables
from attnzoo.entry import FAMILIES, Family

if TYPE_CHECKING:
    from rich import markdown
else:
    markdown = lazy("rich.markdown")

WIDTH = 100
INDENT = 14 * " "
DOT = " · "
FILTERS = ("family", "year", "fits")
OWN: Family = "own"


def run(request: ListModules) -> None:
    """Print the modules that are asked for, as lines or as tables, or one module's card."""
    if request.card is not None:
        refuse_beside("card", [name for name in request.invocation.typed if name != "card"])
        _print_card(request.card)
        return
    selected = list(_selected(request))
    fitting = [entry for entry in selected if _misfit(entry, request) is None]
    if request.table:
        typer.echo(tables(entry for entry in fitting if entry.family != OWN), nl=False)
    else:
        _print_modules(fitting)
        _print_misfits([entry for entry in selected if entry not in fitting], request)
        typer.echo(f"\n{_wrapped(_hint(request, fitting), '')}")


def _selected(request: ListModules) -> Iterator[Entry]:
    """Those of the families and years; an installed package is not imported for nothing."""
    families = request.family or FAMILIES
    for entry in CATALOG.values():
        if entry.family in families and _is_of_years(entry, request):
            yield entry
    if OWN in families and request.year is None:
        yield from (find(name) for name in registered() if name not in CATALOG)


def _is_of_years(entry: Entry, request: ListModules) -> bool:
    """Whether it was published in the years that are asked for, if any are."""
    if request.year is None:
        return True
    first, last = request.year
    return entry.year is not None and first <= entry.year <= last


def _misfit(entry: Entry, request: ListModules) -> str | None:
    """Why the authors' module is not for the map that is asked about; None if it is."""
    return None if request.fits is None else entry.misfit(*request.fits)


def _print_modules(entries: Sequence[Entry]) -> None:
    """Print each module in a few lines, family by family, then those of installed packages."""
    for family, group in groupby(entries, key=lambda entry: entry.family):
        members = list(group)
        head = "from installed packages" if family == OWN else f"{family}: {FAMILIES[family]}"
        typer.echo(f"\n{_wrapped(f'{head} ({len(members)})', '  ')}")
        for entry in members:
            what, needs = listed(entry)
            typer.echo(_packed(what, f"{entry.name:13} "))
            typer.echo(_packed(needs, INDENT))


def _print_misfits(entries: Sequence[Entry], request: ListModules) -> None:
    """Print what keeps the other modules out, and which option would let them in."""
    if entries and request.fits is not None:
        shape = "x".join(map(str, request.fits))
        typer.echo(f"\nnot for a {shape} map with their authors' options ({len(entries)})")
    for entry in entries:
        reason = str(_misfit(entry, request))
        if request.fits is not None:
            reason = f"{reason}; {entry.remedy({}, [request.fits])}"
        typer.echo(_wrapped(f"{entry.name:13} {reason}"))


def _hint(request: ListModules, entries: Sequence[Entry]) -> str:
    """What else can be asked, or that nothing was found."""
    typed = [flag_of(name) for name in FILTERS if name in request.invocation.typed]
    if not entries and typed:
        return f"no module of these; leave out {' or '.join(typed)}"
    fewer = "" if typed else "fewer: --family, --year or --fits; "
    return f"{fewer}all about one: attnbench list modules --card NAME; your own: file.py:Class"


def _packed(phrases: Sequence[str], lead: str) -> str:
    """Phrases with a dot between them, a new line where the next one would not fit."""
    lines = [f"{lead}{phrases[0]}"]
    for phrase in phrases[1:]:
        if len(lines[-1]) + len(DOT) + len(phrase) > WIDTH:
            lines.append(f"{INDENT}{phrase}")
        else:
            lines[-1] += f"{DOT}{phrase}"
    return "\n".join(_wrapped(line) for line in lines)


def _wrapped(text: str, indent: str = f"{INDENT}  ") -> str:
    """A line within the width; what is left of it stands further to the right."""
    return fill(
        text, WIDTH, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    )


def _print_card(name: str) -> None:
    """Print all that is known of one module: Markdown, laid out on a terminal."""
    text = card(find(module_name(name)))
    out = Console(highlight=False)
    if out.is_terminal:
        out.print(markdown.Markdown(text))
    else:
        typer.echo(text)
