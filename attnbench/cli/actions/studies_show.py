"""Show a study: its plan in a few lines, and the state of each cell."""

from collections.abc import Iterator
from pathlib import Path

import typer

from attnbench.cli.commands.studies import StudiesShow
from attnbench.cli.tables import print_grid
from attnbench.plan.plan import Plan
from attnbench.studies.overview import CellState, cell_states, overview
from attnbench.studies.parts import load_parts, running_cells
from attnbench.study import Study
from attnbench.study_names import DESIGN, find_study
from attnreport.text import plural
from attnreport.units import duration_text, measured_text

HEADS = ("Cell", "State", "Took", "Started")


def run(request: StudiesShow) -> None:
    """Print the plan and the cells of each study in a folder.

    Raises:
        ValueError: of the kind that names what is missing or damaged.
    """
    folder = find_study(request.study)
    for number, study in enumerate(load_parts(folder)):
        if number:
            typer.echo()
        _show(study)
    whole = overview(folder)
    size = measured_text(whole.size_bytes, "bytes")
    typer.echo(f"\n{whole.finished} of {whole.total} cells are finished; {size} on disk")
    if whole.finished < whole.total and not (folder / DESIGN).exists():
        typer.echo(f"to measure the rest: attnbench compare --study {request.study}")


def _show(study: Study) -> None:
    for name, text in _summary(study.folder, study.plan):
        typer.echo(f"{name + ':':<10}{text}")
    for key in running_cells(study.folder):
        typer.echo(f"{'running:':<10}{key}")
    typer.echo()
    print_grid(HEADS, map(_row, cell_states(study)))


def _summary(folder: Path, plan: Plan) -> Iterator[tuple[str, str]]:
    head = f"{plan.head} on " if plan.head else ""
    limit = f", at most {plan.limit} images" if plan.limit else ""
    yield "study", str(folder)
    yield "network", f"{head}{plan.backbone}, stem {plan.stem}, site {plan.site}"
    yield "data", f"{plan.data}{limit}"
    yield "recipe", f"{plan.recipe.name}, {plural(plan.recipe.epochs, 'epoch')}"
    yield "device", f"{plan.device}, {plan.precision}"
    yield "rows", ", ".join(map(str, plan.variants))
    yield "seeds", ", ".join(map(str, plan.seeds))


def _row(state: CellState) -> tuple[str, ...]:
    record = state.record
    if record is None:
        return str(state.cell), "missing", "", ""
    finished = f"taken from {record.taken_from}" if record.taken_from else "finished"
    outcome = f"failed: {record.error}" if record.error else finished
    started = record.started_at[:16].replace("T", " ")
    return str(state.cell), outcome, duration_text(record.wall_s), f"{started} UTC"
