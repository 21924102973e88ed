"""One command a file: what can be typed, its help and examples. Loads no torch."""

from attnbench.cli.commands import (
    ablate,
    baseline,
    check,
    compare,
    history,
    inspect,
    listing,
    new,
    plan_seeds,
    regress,
    report,
    reproduce,
    solve,
)

COMMANDS = (
    compare.COMMAND,
    ablate.COMMAND,
    inspect.COMMAND,
    report.COMMAND,
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

GROUPS = {
    "baseline": "Save a study's results, for attnbench regress to compare with.",
    "list": "List the modules, backbones, sites, counters, data sets and recipes.",
}
"""The first words of commands that have two."""
