"""`attnbench reproduce`: published tables, one field at a time."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

from attnbench.cli import names
from attnbench.cli.command import Command
from attnbench.cli.option import OUTPUT, TRAINING, UNTYPED, Argument, Invocation, Option
from attnbench.cli.options.machine import Device, ExecutionOptions
from attnbench.cli.options.output import Output, TableFormats
from attnbench.cli.options.training import DataRoot, Download, Epochs, Limit, Seeds

TABLES = ("table1", "table2", "table3", "readme", "scsa", "zam", "mmpretrain", "pytorch-cifar100")


@dataclass(frozen=True, slots=True, kw_only=True)
class RowTraining:
    """How the rows of a published table are trained, if they are."""

    train: Annotated[
        str | None,
        Option(
            "Train the rows whose exact network is known, and their baseline, with this "
            "recipe or .toml file. See: attnbench list recipes.",
            panel=TRAINING,
            metavar="RECIPE",
            names=names.recipes,
        ),
    ] = None
    data_root: DataRoot = ""
    download: Download = False
    limit: Limit = None
    epochs: Epochs = None
    seeds: Seeds = (0, 1)
    device: Device = "auto"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reproduce:
    """Build each row of a published table and check the sizes that it prints.

    Each printed size is compared with our count by every known counting rule, and the rule that
    matches is named. With --train, the accuracies are measured too. With --output, formats other
    than console are written to files instead of printed. Exit code 1 if a row cannot be built; a
    size that does not match is a result, and no failure.
    """

    what: Annotated[
        str,
        Argument(
            "table1, table2 or table3 of the EMA paper; readme (of the EMA authors' "
            "repository); scsa, zam, mmpretrain or pytorch-cifar100 (plain networks of these "
            "repositories); all; or a paper's .toml file.",
            metavar="TABLE",
            names=lambda: (*TABLES, "all"),
        ),
    ]
    training: RowTraining = field(default_factory=RowTraining)
    execution: ExecutionOptions = field(default_factory=ExecutionOptions)
    study: Annotated[
        list[Path],
        Option(
            "A study with accuracies, or a folder of studies; may be repeated. With --train: the "
            "folder to put the new studies in. Default: attnbench-studies.",
            panel=OUTPUT,
            metavar="DIR",
        ),
    ] = field(default_factory=list)
    format: TableFormats = ("console",)
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
        "attnbench reproduce my_paper.toml",
    ),
)
