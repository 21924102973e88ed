"""Merge one study into another."""

import typer

from attnbench.cli.commands.studies import StudiesMerge
from attnbench.cli.record_counts import records_text
from attnbench.studies.copying import merge_studies
from attnbench.study import Study
from attnbench.study_names import find_study, study_to_fill


def run(request: StudiesMerge) -> None:
    """Copy what the other study lacks, and say what that was; exit code 1 if that was not all.

    Raises:
        WrongUse: if there is no such study, or the two do not go together.
        UnreadableRecord: if a record is damaged.
    """
    source, folder = Study.load(find_study(request.source)), study_to_fill(request.target)
    assert folder is not None
    merged = merge_studies(source, folder)
    typer.echo(f"copied {records_text(merged.copied)} from {source.folder} into {folder}")
    if merged.kept:
        typer.echo(f"kept {records_text(merged.kept)} of {folder} that were as new or newer")
    if merged.busy:
        typer.echo(
            f"left out {records_text(merged.busy)} that a process measures in {folder} now; merge "
            "again when it is done",
            err=True,
        )
        raise typer.Exit(1)
