"""`attnbench ablate`: what each option and part of a module does."""

from dataclasses import dataclass, field
from typing import Annotated

from attnbench.cli import names
from attnbench.cli.command import Command
from attnbench.cli.option import UNTYPED, WHAT, Invocation, Option
from attnbench.cli.options.machine import ExecutionOptions
from attnbench.cli.options.output import DryRun, Output, StudyFolder, TableFormats
from attnbench.cli.options.plan import PlanOptions


@dataclass(frozen=True, slots=True, kw_only=True)
class Ablate:
    """Vary a module's options, its site, or backbone, data and recipe, and show what each one does.

    Prints the rows beside the baseline, then the effect of each varied option (a factor) with its
    95 % interval, and interactions if the design can show them. A plot of the effects is written
    beside the tables. Rows that cannot be built are listed with the reason before the others run.
    """

    module: Annotated[
        str,
        Option(
            "The module, with the options that do not vary: 'cbam(reduction=8)'.",
            panel=WHAT,
            metavar="MODULE",
            names=names.modules,
        ),
    ] = "ema"
    vary: Annotated[
        list[str],
        Option(
            "An option of the module and its values (reduction=8,16); or backbone, stem, "
            "site, data, recipe.lr. May be repeated.",
            panel=WHAT,
            metavar="OPTION=LEVELS",
        ),
    ] = field(default_factory=list)
    groups: Annotated[
        str | None,
        Option("--groups 16,32 is short for --vary groups=16,32.", panel=WHAT, metavar="LEVELS"),
    ] = None
    cross_spatial: Annotated[
        str | None,
        Option(
            "--cross-spatial on,off is short for --vary cross_spatial=on,off.",
            panel=WHAT,
            metavar="LEVELS",
        ),
    ] = None
    sites: Annotated[
        str | None,
        Option(
            "--sites residual,block is short for --vary site=residual,block.",
            panel=WHAT,
            metavar="LEVELS",
        ),
    ] = None
    stage_mask: Annotated[
        str | None,
        Option(
            "Stages that get the module, a digit per stage, the first stage first "
            "(1111,0011). each: vary every stage separately.",
            panel=WHAT,
            metavar="MASKS",
            names=lambda: ("each",),
        ),
    ] = None
    design: Annotated[
        str | None,
        Option(
            "grid (all combinations), one-at-a-time (change one option, keep the rest), or "
            "leave-one-out (switch off one part at a time). Default: a grid of the varied "
            "options, plus a row for each remaining part with that part off.",
            panel=WHAT,
            metavar="DESIGN",
            names=lambda: ("grid", "one-at-a-time", "leave-one-out"),
        ),
    ] = None
    settings: PlanOptions = field(default_factory=PlanOptions)
    execution: ExecutionOptions = field(default_factory=ExecutionOptions)
    study: StudyFolder = None
    format: TableFormats = ("console", "md", "csv", "json", "tex")
    output: Output = None
    dry_run: DryRun = False
    invocation: Invocation = UNTYPED


COMMAND = Command(
    words="ablate",
    request=Ablate,
    examples=(
        "attnbench ablate --groups 16,32",
        "attnbench ablate --groups 16,32 --cross-spatial on,off --seeds 3",
        "attnbench ablate --module scsa --vary window=4,8 --design one-at-a-time",
        "attnbench ablate --module cbam --design leave-one-out",
        "attnbench ablate --module eca --stage-mask each",
        "attnbench ablate --module ca --sites residual,block --vary recipe.lr=0.002,0.004",
    ),
)
