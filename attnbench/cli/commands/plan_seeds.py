"""`attnbench plan-seeds`: how many seeds a study needs."""

from dataclasses import dataclass
from typing import Annotated

from attnbench.cli import names
from attnbench.cli.command import Command
from attnbench.cli.option import Argument, Option
from attnbench.cli.readers import number


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanSeeds:
    """Estimate how many seeds you need to detect a difference, from the seeds trained so far.

    The answer is a number of seeds and its range. With few seeds the spread of the scores is itself
    uncertain, so mind the range.
    """

    study: Annotated[
        str, Argument("The name or folder of a study with at least 2 seeds.", names=names.studies)
    ]
    detect: Annotated[
        float,
        Option(
            "Difference from the baseline to detect, in the unit of the score.",
            metavar="POINTS",
            read=number(at_least=0),
        ),
    ]
    power: Annotated[float, Option("Probability of detecting it.", read=number(at_least=0))] = 0.8


COMMAND = Command(
    words="plan-seeds",
    request=PlanSeeds,
    examples=(
        "attnbench plan-seeds my-study --detect 0.3",
        "attnbench plan-seeds my-study --detect 1 --power 0.9",
    ),
)
