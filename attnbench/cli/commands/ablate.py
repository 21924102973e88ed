"""`attnbench ablate`: what each option and part of a module does."""

from dataclasses import dataclass, field
from typing import Annotated

from attnbench.cli import names
from attnbench.cli.command import Command
from attnbench.cli.option import OUTPUT, UNTYPED, WHAT, Invocation, Option
from attnbench.cli.options.machine import ExecutionOptions
from attnbench.cli.options.output import (
    ALL_FORMATS,
    ColumnsAhead,
    DryRun,
    OutputBesides,
    TableFormats,
    Track,
    Worth,
)
from attnbench.cli.options.plan import PlanOptions
from attnbench.cli.readers import OBJECT
from attnbench.plan.session import Modules
from attnreport.answer.worth import WORTH


@dataclass(frozen=True, slots=True, kw_only=True)
class Ablate:
    """Vary a module's options, site, backbone, data or recipe, and show the effect of each.

    A factor is one thing that varies. Prints the rows beside the baseline, then the effect of each
    factor with its 95 % interval, and interactions if the design can show them. A plot of the
    effects is written beside the tables. Rows that cannot be built are listed with the reason
    before the others run.
    """

    module: Annotated[
        Modules,
        Option(
            "The module, with the options that do not vary: 'cbam(reduction=8)'.",
            panel=WHAT,
            metavar="MODULE",
            read=OBJECT,
            names=names.modules,
        ),
    ] = "ema"
    vary: Annotated[
        list[str],
        Option(
            "What varies, with its values: an option of the module (reduction=8,16), site, "
            "identity_at_start, backbone, stem, data, or recipe.FIELD for a field of the recipe "
            "(recipe.lr=0.01,0.1). May be repeated.",
            panel=WHAT,
            metavar="NAME=VALUES",
        ),
    ] = field(default_factory=list)
    groups: Annotated[
        str | None,
        Option("--groups 16,32 is short for --vary groups=16,32.", panel=WHAT, metavar="VALUES"),
    ] = None
    cross_spatial: Annotated[
        str | None,
        Option(
            "--cross-spatial on,off is short for --vary cross_spatial=on,off.",
            panel=WHAT,
            metavar="VALUES",
        ),
    ] = None
    sites: Annotated[
        str | None,
        Option(
            "--sites residual,block is short for --vary site=residual,block.",
            panel=WHAT,
            metavar="VALUES",
        ),
    ] = None
    stage_mask: Annotated[
        str | None,
        Option(
            "Stages that get the module, one digit for each stage from the first: 1 with it, 0 "
            "without (1111,0011). 'each': leave out one stage at a time, unless you pass --design "
            "grid, which tries every combination.",
            panel=WHAT,
            metavar="MASKS",
            names=lambda: ("each",),
        ),
    ] = None
    design: Annotated[
        str | None,
        Option(
            "grid: every combination of the values. one-at-a-time: change one thing, and keep "
            "the defaults of the others. leave-one-out: switch off one part of the module at a "
            "time; a part is an option that is on or off, such as spatial of cbam. Default: grid; "
            "with --stage-mask each, one-at-a-time; without anything that varies, leave-one-out. "
            "If only options of the module vary, the default grid also has one row without each "
            "of its other parts.",
            panel=WHAT,
            metavar="DESIGN",
            names=lambda: ("grid", "one-at-a-time", "leave-one-out"),
        ),
    ] = None
    settings: PlanOptions = field(default_factory=PlanOptions)
    execution: ExecutionOptions = field(default_factory=ExecutionOptions)
    study: Annotated[
        str | None,
        Option(
            "Name of the study, whose folder is attnbench-studies/NAME, or the path of its folder. "
            "If it exists, its plan is the default of all options of network, data, training and "
            "machine; where neither the module nor what varies is typed, its last ablation "
            "continues. Default: MODULE-ID; the same options give the same ID.",
            panel=OUTPUT,
            metavar="NAME",
            names=names.studies,
        ),
    ] = None
    format: TableFormats = ALL_FORMATS
    output: OutputBesides = None
    columns: ColumnsAhead = None
    worth: Worth = WORTH
    track: Track = ()
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
        "attnbench ablate --study cbam-1a2b3c4d5e --seeds 5",
        "attnbench ablate --module ca --sites residual,block --vary recipe.lr=0.002,0.004",
    ),
)
