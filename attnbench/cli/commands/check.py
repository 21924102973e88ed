"""`attnbench check`: the doctor."""

from pathlib import Path
from typing import Annotated

import typer

from attnbench.cli.options import read_formats, read_map, read_numbers
from attnbench.errors import WrongUse
from attnreport.checkup.formats import FORMATS

EXAMPLES = """
[bold]Examples[/bold]

  attnbench check mine.py:MyAttention

  attnbench check 'mine.py:MyAttention(reduction=4)' --channels 64,256 --input 7x7

  attnbench check ema --only gradients,batch,ddp

  attnbench check mine.py:MyAttention --thorough --format md,json --output checkup
"""


def check(
    module: Annotated[
        str,
        typer.Argument(
            help="file.py:Class, or a module of: attnbench list modules; with options, "
            "'file.py:Class(reduction=4)'. The file is run."
        ),
    ],
    channels: Annotated[
        str | None,
        typer.Option(
            help="Channels of the map; of a list, 64,256, each must work. By default 64, or the "
            "first of 128, 256 and 512 that the module takes.",
            show_default=False,
        ),
    ] = None,
    input_size: Annotated[
        str, typer.Option("--input", help="Height and width of the map: 7x7.")
    ] = "16x16",
    only: Annotated[
        str | None, typer.Option(help="Run these checks alone: odd,batch.", show_default=False)
    ] = None,
    skip: Annotated[
        str | None, typer.Option(help="Leave these checks out: ddp,onnx.", show_default=False)
    ] = None,
    thorough: Annotated[
        bool, typer.Option("--thorough", help="Compile it for real too, which takes a minute.")
    ] = False,
    device: Annotated[str, typer.Option(help="cpu, cuda, cuda:1 or auto.")] = "cpu",
    formats: Annotated[
        str, typer.Option("--format", help=f"Some of {','.join(FORMATS)}.")
    ] = "console",
    output: Annotated[
        Path | None,
        typer.Option(help="Write md and json into this folder.", show_default=False),
    ] = None,
) -> None:
    """Examine an attention module: what is wrong, what it means, how to mend it.

    29 checks on shapes, gradients, batch, copies, numbers, export and cost take about 20 seconds
    on two free cores. Exit code 1 if one fails; a warning fails nothing.
    """
    chosen = read_formats(formats, FORMATS)
    counts, size = read_numbers("--channels", channels), read_map(input_size)
    from attnbench.cli.actions.check import run_and_tell  # noqa: PLC0415 - loads torch

    failed = run_and_tell(
        module,
        channels=counts,
        size=size,
        only=_names("--only", only),
        skip=_names("--skip", skip),
        thorough=thorough,
        device=device,
        formats=chosen,
        output=output,
    )
    if failed:
        raise typer.Exit(1)


def _names(option: str, text: str | None) -> tuple[str, ...]:
    if text is None:
        return ()
    names = tuple(part.strip() for part in text.split(",") if part.strip())
    if not names:
        raise WrongUse(f"{option} {text!r} names no check; name some, such as odd,batch")
    return names
