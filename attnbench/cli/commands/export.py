"""`attnbench export`: a trained network in a form that runs elsewhere."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from attnbench.cli import names
from attnbench.cli.command import Command
from attnbench.cli.option import OUTPUT, WHAT, Argument, Option
from attnbench.cli.readers import whole
from attnbench.export.table import FORMS


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """Write the trained network of one row as ONNX, as a torch.export program, or as weights.

    The exported and the original network run on the same test images. The file is kept only if
    their outputs agree, apart from rounding. Both are then timed on the CPU, in turns, each in its
    own runtime.
    """

    study: Annotated[
        str,
        Argument(
            "The study's name, a beginning of it that no other has, or the path of its folder.",
            names=names.studies,
        ),
    ]
    row: Annotated[
        str,
        Argument(
            "The row by its name in the tables (EMA), by the module and options that you typed "
            "('ema(groups=16)'), or baseline."
        ),
    ]
    format: Annotated[
        str,
        Option(
            lambda: f"{'. '.join(f'{form.name}: {form.meaning}' for form in FORMS.values())}.",
            panel=OUTPUT,
            metavar="FORMAT",
            names=lambda: FORMS,
        ),
    ] = "onnx"
    seed: Annotated[
        int,
        Option("Seed of the training run.", panel=WHAT, read=whole(at_least=0)),
    ] = 0
    output: Annotated[
        Path | None,
        Option(
            lambda: (
                "The file to write. Default: ROW-seed-N with the format's ending "
                f"({', '.join(form.ending for form in FORMS.values())}), in the current folder."
            ),
            panel=OUTPUT,
            metavar="FILE",
        ),
    ] = None
    force: Annotated[bool, Option("Replace an existing file.", panel=OUTPUT)] = False


COMMAND = Command(
    words="export",
    request=Export,
    what="What to export",
    examples=(
        "attnbench export my-study EMA",
        "attnbench export my-study 'ema(groups=16)' --seed 1 --format pt2",
        "attnbench export my-study baseline --format safetensors --output baseline.safetensors",
    ),
)
