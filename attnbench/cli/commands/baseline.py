"""`attnbench baseline`: what later versions are compared with."""

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from attnbench.errors import WrongUse
from attnreport.regression.metrics.table import METRICS, metrics_of

EXAMPLES = """
[bold]Examples[/bold]

  attnbench baseline save baseline.json --study attnbench-studies/1a2b3c4d5e

  attnbench baseline save baseline.json --study my-study --metrics params,macs,output --force
"""

app = typer.Typer(
    no_args_is_help=True,
    help="Keep what later versions of the code are compared with, by attnbench regress.",
    rich_markup_mode="rich",
)


@app.command(epilog=EXAMPLES)
def save(
    file: Annotated[Path, typer.Argument(help="The file to write.", show_default=False)],
    study: Annotated[
        Path,
        typer.Option(
            help="The folder of a finished study, or current.json of a comparison's --output.",
            show_default=False,
        ),
    ],
    metrics: Annotated[
        str | None,
        typer.Option(
            help=f"What will be compared: some of {','.join(METRICS)}; by default all that the "
            "study has.",
            show_default=False,
        ),
    ] = None,
    commit: Annotated[
        str | None,
        typer.Option(
            help="What reports call the measured code, such as your repository's commit; by "
            "default the commit of attnbench's own checkout, if it runs from one.",
            show_default=False,
        ),
    ] = None,
    allow_failed: Annotated[
        bool,
        typer.Option("--allow-failed", help="Save though cells failed or were not measured."),
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="Replace a file that is there.")] = False,
) -> None:
    """Save a study's records as one file for attnbench regress; loads no torch.

    A file of counts and outputs alone is the same on every machine and can be committed: --metrics
    params,macs,output. Times and memory are compared only on the machine that they are of.
    """
    if file.is_dir():
        raise WrongUse(f"{file} is a folder; name a file, such as {file / 'baseline.json'}")
    if file.exists() and not force:
        raise WrongUse(f"{file} is there already; pass --force to replace it")
    from attnbench.cli.tables import write_bytes  # noqa: PLC0415 - loads pandas
    from attnbench.regression.result_sets import result_set_of  # noqa: PLC0415
    from attnbench.regression.saving import baseline_of  # noqa: PLC0415
    from attnreport.regression.result_set import dump  # noqa: PLC0415

    results = baseline_of(
        result_set_of(study),
        None if metrics is None else metrics_of(metrics),
        commit=commit,
        allow_failed=allow_failed,
    )
    write_bytes(file, dump(replace(results, name=file.name)))
    side, kinds = results.side, [record.kind for record in results.records]
    counted = ", ".join(f"{kinds.count(kind)} {kind}" for kind in dict.fromkeys(kinds))
    typer.echo(f"records: {counted}")
    typer.echo(f"commit: {side.commit or 'unknown; name it with --commit'}")
    typer.echo(f"machine: {side.machine}")
