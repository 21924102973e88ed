"""What a plan would measure, and how long that would take."""

from pathlib import Path

import typer

from attnbench.engine.estimate import expected_seconds, expected_total
from attnbench.engine.executors.executor import Executor
from attnbench.engine.reuse import measured_elsewhere
from attnbench.engine.run import unfinished
from attnbench.network.misfits import refuse_misfits
from attnbench.plan.cells import cells
from attnbench.plan.plan import Plan
from attnbench.study import Study
from attnbench.study_names import PLAN
from attnbench.tasks.sources import open_data_of
from attnreport.units import duration_text


def print_dry_run(plan: Plan, folder: Path, executor: Executor) -> None:
    """Print the cells of a plan, whether they are finished, and the expected time of the rest.

    Raises:
        WrongUse: if a row cannot be built, or the study is of another plan.
    """
    source = open_data_of(plan)
    refuse_misfits(plan, source)
    is_new = not (folder / PLAN).exists()
    study = Study(folder, plan) if is_new else Study.load(folder)
    study.plan.merge(plan)  # Refuses what the run would refuse.
    elsewhere = measured_elsewhere(plan, source, study)
    missing = [cell for cell in unfinished(plan, source, study) if cell not in elsewhere]
    typer.echo("timing one step of each row", err=True)
    expected = expected_seconds(plan, source, missing)
    typer.echo(f"study: {folder}{' (new)' if is_new else ''}")
    for cell in cells(plan):
        state = f"about {duration_text(expected[cell])}" if cell in expected else "finished"
        if cell in elsewhere:
            state = f"taken from the study {elsewhere[cell].record.taken_from}"
        typer.echo(f"  {cell}: {state}")
    at_once = executor.at_once(plan)
    total = duration_text(expected_total(expected, at_once))
    side_by_side = f", training {at_once} at once" if plan.recipe.epochs else ""
    typer.echo(f"{len(missing)} cells to run{side_by_side}: about {total}")
