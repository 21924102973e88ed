"""Save a study's records as one file."""

from dataclasses import replace

import typer

from attnbench.cli.commands.baseline import BaselineSave
from attnbench.cli.writing import write_bytes
from attnbench.errors import WrongUse
from attnbench.regression.result_sets import result_set_of
from attnbench.regression.saving import baseline_of
from attnbench.study_names import find_study
from attnreport.regression.metrics.table import metrics_of
from attnreport.regression.result_set import dump


def run(request: BaselineSave) -> None:
    """Write the file and say what it holds.

    Raises:
        WrongUse: if it exists, or cannot be written.
    """
    file = request.file
    if file.is_dir():
        raise WrongUse(f"{file} is a folder; name a file, such as {file / 'baseline.json'}")
    if file.exists() and not request.force:
        raise WrongUse(f"{file} exists; pass --force to replace it")
    results = baseline_of(
        result_set_of(find_study(request.study)),
        None if request.metrics is None else metrics_of(request.metrics),
        commit=request.commit,
        allow_failed=request.allow_failed,
    )
    write_bytes(file, dump(replace(results, name=file.name)))
    side, kinds = results.side, [record.kind for record in results.records]
    counts = ", ".join(f"{kinds.count(kind)} {kind}" for kind in dict.fromkeys(kinds))
    typer.echo(f"records: {counts}")
    typer.echo(f"commit: {side.commit or 'unknown; name it with --commit'}")
    typer.echo(f"machine: {side.machine}")
