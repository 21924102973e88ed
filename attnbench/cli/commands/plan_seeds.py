"""`attnbench plan-seeds`: how many seeds a study needs."""

from pathlib import Path
from typing import Annotated

import typer

EXAMPLES = """
[bold]Examples[/bold]

  attnbench plan-seeds my-study --detect 0.3

  attnbench plan-seeds my-study --detect 1 --power 0.9
"""


def plan_seeds(
    study: Annotated[
        Path, typer.Argument(help="The folder of a study with 2 seeds or more.", show_default=False)
    ],
    detect: Annotated[
        float,
        typer.Option(
            help="Difference from the baseline that is to be seen, in points of top-1.",
            show_default=False,
        ),
    ],
    power: Annotated[float, typer.Option(help="Chance with which it is to be seen.")] = 0.8,
) -> None:
    """Say how many seeds a difference takes, by the spread of the seeds so far; loads no torch.

    The fewer seeds there are the less their spread is known: read the range, not the number alone.
    """
    from attnbench.cli import tables  # noqa: PLC0415 - loads pandas
    from attnbench.study import Study  # noqa: PLC0415
    from attnreport.record import newest  # noqa: PLC0415
    from attnreport.seeds.seeds import Aim  # noqa: PLC0415
    from attnreport.seeds.seeds_table import seeds_table  # noqa: PLC0415

    aim = Aim(difference=detect, power=power)
    found = Study.load(study)
    variants = [str(variant) for variant in found.plan.variants]
    tables.show({"seeds": seeds_table(newest(found.records()), variants, aim)})
