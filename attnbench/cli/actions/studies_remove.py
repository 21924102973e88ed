"""Remove a study, once that is confirmed."""

import sys

import typer

from attnbench.cli.commands.studies import StudiesRemove
from attnbench.errors import WrongUse
from attnbench.studies.overview import Overview, overview
from attnbench.studies.removal import remove_study
from attnbench.study_names import find_study
from attnreport.units import measured_text


def run(request: StudiesRemove) -> None:
    """Ask on a terminal, then delete the study and say what was kept.

    Raises:
        WrongUse: if there is no such study, it is in use, or nobody can be asked.
    """
    folder = find_study(request.study)
    words = _words(overview(folder))
    if not request.yes and not _is_confirmed(words):
        typer.echo("nothing was removed")
        return
    kept = remove_study(folder)
    typer.echo(f"removed {words}")
    if kept:
        typer.echo(f"kept what is not of the study: {', '.join(map(str, kept))}")


def _is_confirmed(words: str) -> bool:
    if not sys.stdin.isatty():
        raise WrongUse(f"would remove {words}; pass --yes to do it where nobody can be asked")
    return typer.confirm(f"remove {words}?", err=True)


def _words(study: Overview) -> str:
    size = measured_text(study.size_bytes, "bytes")
    if study.damage:
        return f"{study.folder} (damaged, {size})"
    return f"{study.folder} ({study.rows} rows, {study.finished} finished cells, {size})"
