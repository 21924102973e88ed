"""Merge one study into another."""

from collections.abc import Sequence

import typer

from attnbench.cli.commands.studies import StudiesMerge
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
    typer.echo(f"copied {_counted(merged.copied)} from {source.folder} into {folder}")
    if merged.kept:
        typer.echo(f"kept {_counted(merged.kept)} of {folder} that were as new or newer")
    if merged.busy:
        typer.echo(
            f"left out {_counted(merged.busy)} that a process measures in {folder} now; merge "
            "again when it is done",
            err=True,
        )
        raise typer.Exit(1)


def _counted(keys: Sequence[str]) -> str:
    kinds = [key.partition("-")[0] for key in keys]
    counts = ", ".join(f"{kinds.count(kind)} {kind}" for kind in dict.fromkeys(kinds))
    plural = "" if len(keys) == 1 else "s"
    return f"{len(keys)} record{plural}{f' ({counts})' if counts else ''}"
