"""Print the counters of FLOPs."""

import typer

from attnbench.cli.commands.listing import ListCounters
from attnbench.cli.tables import print_grid
from attnbench.cost.counters import markdown, rows


def run(request: ListCounters) -> None:
    """Print a line for each counter."""
    if request.table:
        typer.echo(markdown(), nl=False)
    else:
        print_grid(("Counter", "What it counts", "What it misses"), rows())
