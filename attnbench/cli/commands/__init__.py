"""One command a file: what can be typed, its help and examples. Loads no torch."""

from attnbench.cli.command import CommandGroup
from attnbench.cli.commands import (
    ablate,
    baseline,
    check,
    compare,
    export,
    history,
    inspect,
    listing,
    new,
    plan_seeds,
    regress,
    report,
    reproduce,
    solve,
    studies,
)

COMMANDS = (
    compare.COMMAND,
    ablate.COMMAND,
    inspect.COMMAND,
    report.COMMAND,
    *studies.COMMANDS,
    export.COMMAND,
    reproduce.COMMAND,
    solve.COMMAND,
    regress.COMMAND,
    plan_seeds.COMMAND,
    history.COMMAND,
    check.COMMAND,
    new.COMMAND,
    baseline.COMMAND,
    *listing.COMMANDS,
)
"""In the order in which the help lists them."""

PROGRAM = CommandGroup(
    help=(
        "Does this attention module earn its cost in this network?\n\n"
        "attnbench puts attention modules into any timm backbone, measures their size and speed, "
        "trains and evaluates them, and prints tables in which every number can be traced to its "
        "raw data."
    ),
    examples=(
        "attnbench compare --modules ema,ca,eca",
        "attnbench compare --help",
        "attnbench list modules",
    ),
)

GROUPS = {
    "studies": CommandGroup(help=studies.COMMANDS[0].help, examples=studies.COMMANDS[0].examples),
    "baseline": CommandGroup(
        help="Save a study's results, for attnbench regress to compare new ones with.",
        examples=("attnbench baseline save baseline.json --study my-study",),
    ),
    "list": CommandGroup(
        help="List the modules, backbones, sites, counters, data sets or recipes.",
        examples=(
            "attnbench list modules",
            "attnbench list backbones --filter 'resnet*'",
            "attnbench list sites --backbone resnet50",
        ),
    ),
}
"""By the first word of commands that have two; that word alone may be a command itself."""
