"""`attnbench report`: the table of an existing study."""

from pathlib import Path
from typing import Annotated

import typer

from attnbench.cli.options import Format, Output, read_formats

EXAMPLES = """
[bold]Examples[/bold]

  attnbench report attnbench-studies/1a2b3c4d5e

  attnbench report my-study --format md
"""


def report(
    study: Annotated[Path, typer.Argument(help="A study's folder.")],
    formats: Annotated[
        str, typer.Option("--format", help=f"Some of {','.join(Format)}.")
    ] = "console",
    output: Output = None,
) -> None:
    """Print the table of a study from its records; measures nothing and loads no torch.

    Rows are all modules that the study has. With --output the formats other than console are
    written there instead of printed.
    """
    chosen = read_formats(formats)
    from attnbench.cli import tables  # noqa: PLC0415
    from attnbench.study import Study  # noqa: PLC0415
    from attnreport.table import comparison  # noqa: PLC0415 - loads pandas

    found = Study.load(study)
    table = comparison(found.records(), [str(variant) for variant in found.plan.variants])
    if Format.CONSOLE in chosen:
        tables.show(table)
    if output is not None:
        tables.write(table, "compare", chosen, [output])
        return
    for text in tables.texts(table, chosen).values():
        typer.echo(text, nl=False)
