"""`attnbench studies`: the studies that there are, looked at, removed and merged."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from attnbench.cli import names
from attnbench.cli.command import Command
from attnbench.cli.option import Argument, Option
from attnbench.study_names import DEFAULT_ROOT


@dataclass(frozen=True, slots=True, kw_only=True)
class Studies:
    """List the studies in attnbench-studies, the newest first, or look at, remove or merge them.

    A study is finished when all its cells are: the sizes of each row, the speed of all rows, and
    every training run.
    """

    folder: Annotated[Path, Option("List the studies in this folder instead.", metavar="DIR")] = (
        DEFAULT_ROOT
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class StudiesShow:
    """Show what a study measures, and which of its cells are finished, failed or missing."""

    study: Annotated[str, Argument("The study's name or folder.", names=names.studies)]


@dataclass(frozen=True, slots=True, kw_only=True)
class StudiesRemove:
    """Delete a study: its plan, records, trained networks and tables.

    Other files in its folder are kept. A study in which a process measures is not deleted.
    """

    study: Annotated[str, Argument("The study's name or folder.", names=names.studies)]
    yes: Annotated[bool, Option("Do not ask.")] = False


@dataclass(frozen=True, slots=True, kw_only=True)
class StudiesMerge:
    """Copy the results of one study into another, which gains its modules and seeds.

    Both must agree in all else: backbone, data, recipe, precision and so on. Where both have
    measured the same cell, the newer result is kept. The first study stays as it is.
    """

    source: Annotated[str, Argument("The study to copy from.", metavar="FROM", names=names.studies)]
    target: Annotated[
        str,
        Argument(
            "The study to copy into; made if it does not exist.",
            metavar="INTO",
            names=names.studies,
        ),
    ]


COMMANDS = (
    Command(
        words="studies",
        request=Studies,
        what="Options",
        examples=(
            "attnbench studies show 1a2b",
            "attnbench studies merge from-the-cluster my-study",
            "attnbench studies remove my-study",
            "attnbench studies",
        ),
    ),
    Command(
        words="studies show", request=StudiesShow, examples=("attnbench studies show my-study",)
    ),
    Command(
        words="studies remove",
        request=StudiesRemove,
        examples=("attnbench studies remove 1a2b", "attnbench studies remove my-study --yes"),
    ),
    Command(
        words="studies merge",
        request=StudiesMerge,
        examples=("attnbench studies merge from-the-cluster my-study",),
    ),
)
