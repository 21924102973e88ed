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
    """Vary a module's options, its places or what surrounds it, and show what each of them does.

    Prints the rows beside the baseline, and the effect of each factor with its interval and, where
    the design has them, interactions; a plot of the effects is written beside the tables. Rows that
    cannot be built are listed with the reason before anything runs; the others run.
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
            "An option of the module and its levels: reduction=8,16. Also backbone, stem, site, "
            "data or recipe.lr. May be repeated.",
            panel=WHAT,
            metavar="OPTION=LEVELS",
        ),
    ] = field(default_factory=list)
    groups: Annotated[
        str | None,
        Option("Short for --vary groups=16,32.", panel=WHAT, metavar="LEVELS"),
    ] = None
    cross_spatial: Annotated[
        str | None,
        Option("Short for --vary cross_spatial=on,off.", panel=WHAT, metavar="LEVELS"),
    ] = None
    sites: Annotated[
        str | None,
        Option("Short for --vary site=residual,block.", panel=WHAT, metavar="LEVELS"),
    ] = None
    stage_mask: Annotated[
        str | None,
        Option(
            "The stages that hold the module, such as 1111,0011; or each: every stage is a factor.",
            panel=WHAT,
            metavar="MASKS",
            names=lambda: ("each",),
        ),
    ] = None
    design: Annotated[
        str | None,
        Option(
            "grid, one-at-a-time, or leave-one-out (switches off one part at a time). Default: a "
            "grid of the options that vary, and every other part switched off alone.",
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
