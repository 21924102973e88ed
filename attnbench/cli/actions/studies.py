"""List the studies."""

import time

import typer

from attnbench.cli.commands.studies import Studies
from attnbench.cli.readers import write_seeds
from attnbench.cli.tables import print_grid
from attnbench.studies.overview import Overview, overviews
from attnreport.units import age_text, measured_text

HEADS = ("Study", "Rows", "Seeds", "Data", "Backbone", "Cells", "Size", "Age")


def run(request: Studies) -> None:
    """Print a line for each study, the newest first."""
    listed = overviews(request.folder)
    if not listed:
        typer.echo(
            f"{request.folder} holds no study; begin one: attnbench compare --modules ema,ca"
        )
        return
    now = time.time()
    print_grid(HEADS, [_row(study, now) for study in listed])
    for study in listed:
        if study.damage:
            typer.echo(f"{study.folder.name} is damaged: {study.damage}", err=True)


def _row(study: Overview, now: float) -> tuple[str, ...]:
    size, age = measured_text(study.size_bytes, "bytes"), age_text(now - study.changed_at)
    if study.damage:
        return study.folder.name, "", "", "damaged", "", "", size, age
    return (
        study.folder.name,
        str(study.rows),
        write_seeds(study.seeds),
        ", ".join(study.data),
        ", ".join(study.backbones),
        f"{study.finished} of {study.total}",
        size,
        age,
    )
