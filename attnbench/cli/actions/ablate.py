"""Run an ablation and show its tables."""

from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from attnbench.ablation.factor import check_sites
from attnbench.ablation.folder import read_design, study_folders
from attnbench.cli import writing
from attnbench.cli.actions.ablate_continue import OF_ROWS, continue_ablation
from attnbench.cli.actions.ablate_measure import default_folder, measure
from attnbench.cli.commands.ablate import Ablate
from attnbench.cli.feedback import SHOWN, Feedback
from attnbench.engine.executors.executor import Executor
from attnbench.engine.known_rows import KnownRows
from attnbench.lazy import lazy
from attnbench.planning.choices import Choices
from attnbench.planning.make import plan_in, rows_of
from attnbench.planning.modules import read_module
from attnbench.study import refuse_file
from attnbench.study_names import study_places, study_to_fill
from attnbench.tracking.table import check_trackers
from attnreport.formats import CONSOLE

if TYPE_CHECKING:
    from attnbench.ablation import reading
    from attnbench.ablation.ablation import Ablation
    from attnbench.cli import dry_run, tables
    from attnbench.cli.actions import ablate_tables
    from attnbench.cli.pictures import table as pictures
    from attnreport.answer import tables as answer_tables
else:  # They load torch or scipy, which wrong use is refused without.
    reading = lazy("attnbench.ablation.reading")
    dry_run = lazy("attnbench.cli.dry_run")
    tables = lazy("attnbench.cli.tables")
    ablate_tables = lazy("attnbench.cli.actions.ablate_tables")
    pictures = lazy("attnbench.cli.pictures.table")
    answer_tables = lazy("attnreport.answer.tables")


def run(request: Ablate) -> None:
    """Measure what is missing, print and write the tables; exit code 1 if a cell failed.

    Raises:
        ValueError: of the kind that names what cannot be read, built or written.
    """
    request.execution.check()
    check_trackers(request.track)
    writing.check_folder(request.output)
    ablation = ablation_of(request, SHOWN)
    if request.dry_run:
        with closing(request.execution.build()) as executor:
            _print_plans(ablation, request, executor)
    else:
        measure_and_show(ablation, request)


def measure_and_show(ablation: "Ablation", request: Ablate) -> None:
    """Run the cells that are missing, print the answers, write the tables."""
    if request.output is not None:
        writing.make_folder(request.output)
    measured, records = measure(ablation, request, SHOWN)
    answers = ablate_tables.answers(measured, request.worth)
    made = answer_tables.answered_tables(ablate_tables.make(measured), "ablation", answers)
    shown = tables.with_columns(made, request.columns)
    inside = measured.path / "tables"
    outputs = [inside, *([] if request.output is None else [request.output])]
    tables.write(shown, request.format, outputs)
    writing.write_pictures(pictures.draw_pictures("study", measured, beside_tables=True), outputs)
    if CONSOLE in request.format:
        tables.show_either(answers, shown, request.columns)
    if any(record.errors for record in records):
        raise typer.Exit(1)


def ablation_of(request: Ablate, feedback: Feedback) -> "Ablation":
    """The ablation that was typed, or that of the study where only a study was.

    Args:
        request: What was typed.
        feedback: Takes the rows that cannot be built.

    Raises:
        ValueError: of the kind that names what cannot be read or built.
    """
    folder = study_to_fill(request.study)
    refuse_file(folder)
    choices = request.settings.choices(request.invocation.typed)
    design = None if folder is None else read_design(folder)
    if folder is not None and design is not None and not OF_ROWS & {*request.invocation.typed}:
        return continue_ablation(folder, design, choices)
    ablation = _typed(request, folder, choices, feedback)
    for refusal in ablation.design.refused:
        feedback.tell(f"refused: {refusal.label}: {refusal.reason}")
    return ablation


def _typed(
    request: Ablate, folder: Path | None, choices: Choices, feedback: Feedback
) -> "Ablation":
    variants, varied = (read_module(request.module),), _what_varies(request)
    check_sites(varied.vary)
    rows = rows_of(variants, choices)
    plan = replace(plan_in(folder, variants, choices), modules=rows)
    with feedback.status("building the rows") as update:
        return reading.read_ablation(
            plan,
            rows[0],
            varied,
            lambda row, rows: update(f"building row {row} of {rows}"),
            KnownRows(study_places(folder)),
        )


def _what_varies(request: Ablate) -> "reading.AblationRequest":
    """What varies, the short options written out."""
    return reading.AblationRequest(
        vary=(
            *_levels("groups", request.groups),
            *_levels("cross_spatial", request.cross_spatial),
            *request.vary,
            *_levels("site", request.sites),
        ),
        stage_mask=request.stage_mask,
        design=request.design,
    )


def _levels(name: str, levels: str | None) -> list[str]:
    return [] if levels is None else [f"{name}={levels}"]


def _print_plans(ablation: "Ablation", request: Ablate, executor: Executor) -> None:
    """Print the rows, then the cells of each plan and the expected time of what is missing."""
    for point in ablation.design.points:
        where = f" ({point.study})" if point.study else ""
        typer.echo(f"{point.label}{where}: {point.variant}")
    folder = study_to_fill(request.study) or default_folder(ablation)
    for name, study in study_folders(folder, ablation.plans).items():
        dry_run.print_dry_run(ablation.plans[name], study, executor)
