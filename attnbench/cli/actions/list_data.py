"""Print the data sets, or draw one."""

from pathlib import Path

import typer

from attnbench.cli.commands.listing import ListData
from attnbench.cli.tables import print_grid
from attnbench.cli.writing import write_bytes
from attnbench.data.source import find_root
from attnbench.errors import WrongUse
from attnbench.tasks.sources import SOURCES, open_data

HEADS = ("Data", "Task", "What", "Image", "Classes", "Present")


def run(request: ListData) -> None:
    """Print a line for each data set, or draw samples of one."""
    if request.sheet is not None:
        _draw(request.name, request.data_root, request.sheet)
        return
    root = find_root(request.data_root)
    rows = [
        (
            source.form,
            source.task,
            source.meaning,
            source.image,
            source.classes,
            source.presence(source.form, root),
        )
        for source in SOURCES.values()
    ]
    print_grid(HEADS, rows)


def _draw(name: str, root: str, file: Path) -> None:
    if file.suffix.lower() != ".png":
        raise WrongUse(f"must end in .png, such as sheet.png (got {file})", parameter="sheet")
    source = open_data(name, root)
    if source.sheet is None:
        raise WrongUse(f"{name} cannot be drawn; leave --sheet out")
    picture = source.sheet()
    for note in source.notes:
        typer.echo(note, err=True)
    write_bytes(file, picture)
