"""`attnbench new`: a starting file with its test."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from attnbench.cli.command import Command
from attnbench.cli.option import Argument, Option


@dataclass(frozen=True, slots=True, kw_only=True)
class New:
    """Write a small attention module that works, and its test; existing files are kept."""

    name: Annotated[
        str,
        Argument("Name of the file, in lower case; my_attention holds the class MyAttention."),
    ]
    output: Annotated[Path, Option("Folder for the two files.", metavar="DIR")] = Path()


COMMAND = Command(
    words="new",
    request=New,
    examples=(
        "attnbench new my_attention",
        "attnbench new strip_gate --output research/modules",
    ),
)
