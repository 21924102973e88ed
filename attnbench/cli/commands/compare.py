"""`attnbench compare`: modules in one backbone, side by side."""

from dataclasses import dataclass, field
from typing import Annotated

from attnbench.cli import names
from attnbench.cli.command import Command
from attnbench.cli.option import OUTPUT, UNTYPED, WHAT, Invocation, Option
from attnbench.cli.options.machine import ExecutionOptions
from attnbench.cli.options.output import (
    ALL_FORMATS,
    BudgetOptions,
    ColumnsAhead,
    DryRun,
    OutputBesides,
    ShowOptimism,
    TableFormats,
    Track,
    Worth,
)
from attnbench.cli.options.plan import PlanOptions
from attnbench.cli.readers import OBJECT
from attnbench.plan.plan import Plan
from attnbench.plan.session import Modules
from attnreport.answer.worth import WORTH


@dataclass(frozen=True, slots=True, kw_only=True)
class Compare:
    """Compare attention modules in one backbone: size, speed and accuracy beside the baseline.

    The baseline is the network without modules; it is always measured too. Each result is stored as
    soon as it is measured. The same command again measures only what is missing. Prints the answer,
    and writes the full tables.
    """

    modules: Annotated[
        Modules | None,
        Option(
            "The modules: 'ema(groups=16),ca'. Options that are not given keep the authors' "
            "values. Your own module: file.py:Class or package.module:Class (attnbench runs the "
            "file), with options such as 'mine.py:Gate(oup=C,layout=tokens)'; a path with spaces "
            "goes in quotes. all: every built-in module that this backbone can hold.",
            panel=WHAT,
            metavar="MODULES",
            read=OBJECT,
            names=names.modules,
        ),
    ] = None
    plan: Annotated[
        str | Plan | None,
        Option(
            "Run a stored plan, such as the plan.toml in a study's folder. It takes the place of "
            "--modules and of all options of network, data, training and machine, except "
            "--executor and --parallel.",
            panel=WHAT,
            metavar="FILE",
            read=OBJECT,
        ),
    ] = None
    settings: PlanOptions = field(default_factory=PlanOptions)
    execution: ExecutionOptions = field(default_factory=ExecutionOptions)
    study: Annotated[
        str | None,
        Option(
            "Name of the study, whose folder is attnbench-studies/NAME, or the path of its folder. "
            "If it exists, its plan is the default of all options, and --modules and --seeds are "
            "added to its own. Default: an ID that does not depend on --modules and --seeds; its "
            "first four digits are enough.",
            panel=OUTPUT,
            metavar="NAME",
            names=names.studies,
        ),
    ] = None
    format: TableFormats = ALL_FORMATS
    output: OutputBesides = None
    columns: ColumnsAhead = None
    show_optimism: ShowOptimism = False
    worth: Worth = WORTH
    track: Track = ()
    budget: BudgetOptions = field(default_factory=BudgetOptions)
    dry_run: DryRun = False
    invocation: Invocation = UNTYPED


COMMAND = Command(
    words="compare",
    request=Compare,
    examples=(
        "attnbench compare --modules ema,ca,eca",
        "attnbench compare --modules 'ema(groups=16),ema,cbam(spatial=off)' --seeds 3",
        "attnbench compare --modules 'mine.py:MyAttention(reduction=8),se,shuffled_gate(of=se)'",
        "attnbench compare --modules ema,ca,eca,se --max-latency 1.5x --max-params +2%",
        "attnbench compare --modules ema,ca --data cifar100 --data-root data --recipe cifar30",
        "attnbench compare --modules ema,ca --set lr=0.002 --set flip=0.5",
        "attnbench compare --modules cbam,ca --backbone resnet50 --stem cifar --epochs 0 --dry-run",
        "attnbench compare --modules all --epochs 0",
        "attnbench compare --study my-study --seeds 5",
        "attnbench compare --modules ema,ca --track tensorboard",
    ),
)
