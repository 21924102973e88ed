"""`attnbench report`: the table of an existing study."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from attnbench.cli.options import (
    MaxLatency,
    MaxMacs,
    MaxMemory,
    MaxParams,
    Output,
    ShowOptimism,
    read_formats,
    read_limits,
    refuse_beside,
    typed_options,
)
from attnreport.tables.formats import FORMATS

EXAMPLES = """
[bold]Examples[/bold]

  attnbench report attnbench-studies/1a2b3c4d5e

  attnbench report my-study --format md

  attnbench report my-study --explain ema:top1

  attnbench report my-study --pictures pictures

  attnbench report my-study --max-latency 1.5x --max-params +2%
"""


def report(
    context: typer.Context,
    study: Annotated[Path, typer.Argument(help="A study's folder.")],
    formats: Annotated[
        str | None,
        typer.Option(
            "--format",
            help=f"Some of {','.join(FORMATS)}; by default console, with --output md, csv and json "
            "too.",
            show_default=False,
        ),
    ] = None,
    explain: Annotated[
        str | None,
        typer.Option(help="Say how one cell was made: ema:top1, ema:latency.", show_default=False),
    ] = None,
    pictures: Annotated[
        Path | None,
        typer.Option(
            help="Draw what each row found in test images into this folder; reads the data.",
            show_default=False,
        ),
    ] = None,
    show_optimism: ShowOptimism = False,
    max_latency: MaxLatency = None,
    max_params: MaxParams = None,
    max_macs: MaxMacs = None,
    max_memory: MaxMemory = None,
    output: Output = None,
) -> None:
    """Print the tables of a study from its records; measures nothing and loads no torch.

    Rows are all modules that the study has. With --output the formats other than console are
    written there instead of printed. With --pictures the boxes that each row found are drawn, which
    does load torch.
    """
    given = [name for name in typed_options(context) if name not in ("study", "pictures")]
    if pictures is not None:
        refuse_beside(context, "--pictures", given)
        _draw(study, pictures)
        return
    by_default = "console" if output is None else "console,md,csv,json"
    chosen = read_formats(by_default if formats is None else formats, FORMATS)
    budget = read_limits(latency=max_latency, params=max_params, macs=max_macs, memory=max_memory)
    from attnbench.cli import tables  # noqa: PLC0415 - loads pandas
    from attnbench.cli.actions import report as reporting  # noqa: PLC0415 - loads pandas

    if explain is not None:
        typer.echo("\n".join(_explanation(study, explain)))
        return
    made = reporting.tables_of(study, budget, show_optimism=show_optimism)
    tables.give(made, chosen, output)
    if output is not None:
        reporting.write_pictures(study, output)


def _draw(folder: Path, pictures: Path) -> None:
    from attnbench.cli.actions.report import study_of  # noqa: PLC0415 - loads pandas
    from attnbench.cli.tables import write_bytes  # noqa: PLC0415
    from attnbench.tasks.pictures import draw_pictures  # noqa: PLC0415 - loads torch

    for name, picture in draw_pictures(study_of(folder)):
        write_bytes(pictures / name, picture)


def _explanation(folder: Path, cell: str) -> Iterator[str]:
    from attnbench.cli.actions.report import named_by_variant, study_of  # noqa: PLC0415
    from attnreport.comparison.explain import explain  # noqa: PLC0415 - loads pandas
    from attnreport.record import newest  # noqa: PLC0415

    found = study_of(folder)
    variants = [str(each) for each in found.plan.variants]
    return explain(newest(found.records()), variants, named_by_variant(folder, cell))
