"""`attnbench reproduce`: published tables, one field at a time."""

from dataclasses import dataclass, field
from typing import Annotated

from attnbench.cli import names
from attnbench.cli.command import Command
from attnbench.cli.option import OUTPUT, TRAINING, UNTYPED, Argument, Invocation, Option
from attnbench.cli.options.machine import Device, ExecutionOptions
from attnbench.cli.options.output import Output, TableFormatsByOutput
from attnbench.cli.options.training import DataRoot, Download, Limit, Seeds, SetFields
from attnbench.cli.readers import whole

TABLES = (
    *("table1", "table2", "table3", "readme", "scsa", "zam", "mmpretrain", "pytorch-cifar100"),
    *("mmseg-ade20k", "mmseg-cityscapes", "mmseg-voc", "danet-ade20k", "ccnet"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RowTraining:
    """How the rows of a published table are trained, if they are."""

    train: Annotated[
        str | None,
        Option(
            "Train the rows whose network can be built exactly as in the paper, and their "
            "baseline, with this recipe or .toml file. See: attnbench list recipes.",
            panel=TRAINING,
            metavar="RECIPE",
            names=names.recipes,
        ),
    ] = None
    data_root: DataRoot = ""
    download: Download = False
    limit: Limit = None
    epochs: Annotated[
        int | None,
        Option(
            "Number of epochs, instead of the recipe's.", panel=TRAINING, read=whole(at_least=0)
        ),
    ] = None
    set: SetFields = field(default_factory=list)
    seeds: Seeds = (0, 1)
    device: Device = "auto"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reproduce:
    """Build each row of a published table and check the parameters and FLOPs that it prints.

    Papers count parameters and FLOPs by different conventions, such as with or without norms. Each
    printed size is compared with what each known convention gives, and the one that matches is
    named. With --train, the accuracies are measured too. The exit code is 1 if a row cannot be
    built, but not if a size does not match.
    """

    what: Annotated[
        str,
        Argument(
            "table1, table2, table3: the tables of the EMA paper (ema: all three). readme: what "
            "the README of EMA's repository adds. scsa: the networks of SCSA's repository. zam "
            "(developer0hye/ZAM), mmpretrain, pytorch-cifar100: ResNets published in these "
            "repositories, to check our baselines against. mmseg-ade20k, mmseg-cityscapes, "
            "mmseg-voc: networks that MMSegmentation has trained; danet-ade20k: DANet and its "
            "parts; ccnet: repeated runs. all: all of these. Or a .toml file with the tables of a "
            "paper.",
            metavar="TABLE",
            names=lambda: (*TABLES, "all"),
        ),
    ]
    training: RowTraining = field(default_factory=RowTraining)
    execution: ExecutionOptions = field(default_factory=ExecutionOptions)
    study: Annotated[
        list[str],
        Option(
            "Show the accuracies of this study, or of all studies in this folder, beside those of "
            "the paper. May be repeated. With --train, new studies are written to this folder "
            "(default: attnbench-studies).",
            panel=OUTPUT,
            metavar="NAME",
            names=names.studies,
        ),
    ] = field(default_factory=list)
    format: TableFormatsByOutput = None
    output: Output = None
    invocation: Invocation = UNTYPED


COMMAND = Command(
    words="reproduce",
    request=Reproduce,
    examples=(
        "attnbench reproduce table1",
        "attnbench reproduce all --format md,tex --output tables",
        "attnbench reproduce table3 --study my-study",
        "attnbench reproduce table1 --train cifar30 --data-root data --seeds 3",
        "attnbench reproduce table1 --train cifar30 --set lr=0.05 --study slower",
        "attnbench reproduce my_paper.toml",
    ),
)
