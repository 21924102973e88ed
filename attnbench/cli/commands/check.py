"""`attnbench check`: what is wrong with a module."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from attnbench.cli import names
from attnbench.cli.command import Command
from attnbench.cli.option import MACHINE, OUTPUT, WHAT, Argument, Option
from attnbench.cli.options.output import format_option
from attnbench.cli.readers import MAP, NAMES, NUMBERS, OBJECT
from attnbench.plan.session import Build
from attnreport.checkup.formats import FORMATS


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """Examine an attention module: what is wrong, what that means, and how to fix it.

    The checks of shapes, gradients, batches, copies, numerics, export and cost take about 20
    seconds on two idle cores. The exit code is 1 if a check fails; warnings do not count.
    """

    module: Annotated[
        str | Build,
        Argument(
            "Your module as file.py:Class (the file is run), or a name that attnbench list modules "
            "prints; with options, 'file.py:Class(reduction=4)'.",
            read=OBJECT,
            names=names.modules,
        ),
    ]
    channels: Annotated[
        tuple[int, ...],
        Option(
            "Number of channels (64), or a list (64,256) that must all work. Default: 64, or "
            "the first of 128, 256 and 512 that the module takes.",
            panel=WHAT,
            read=NUMBERS,
        ),
    ] = ()
    input: Annotated[
        tuple[int, int], Option("Height and width of the map (7x7).", panel=WHAT, read=MAP)
    ] = (16, 16)
    only: Annotated[
        tuple[str, ...],
        Option(
            "Run only these checks, separated by commas, such as odd,batch. Without --only, the "
            "report names every check.",
            panel=WHAT,
            read=NAMES,
        ),
    ] = ()
    skip: Annotated[
        tuple[str, ...], Option("Leave out these checks, such as ddp,onnx.", panel=WHAT, read=NAMES)
    ] = ()
    thorough: Annotated[
        bool,
        Option(
            "Also run torch.compile with its default backend, which takes a minute.", panel=WHAT
        ),
    ] = False
    device: Annotated[
        str,
        Option(
            "cpu, cuda, cuda:1 or auto.",
            panel=MACHINE,
            metavar="DEVICE",
            names=lambda: names.DEVICES,
        ),
    ] = "cpu"
    format: Annotated[
        tuple[str, ...] | None,
        format_option(lambda: FORMATS, " Default: console; with --output all of them."),
    ] = None
    output: Annotated[
        Path | None,
        Option(
            "Write the report into this folder, as check.md and check.json. Without --output, the "
            "report is printed.",
            panel=OUTPUT,
            metavar="DIR",
        ),
    ] = None


COMMAND = Command(
    words="check",
    request=Check,
    what="What to check",
    examples=(
        "attnbench check mine.py:MyAttention",
        "attnbench check 'mine.py:MyAttention(reduction=4)' --channels 64,256 --input 7x7",
        "attnbench check ema --only gradients,batch,ddp",
        "attnbench check mine.py:MyAttention --thorough --output reports",
    ),
)
