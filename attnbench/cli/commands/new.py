"""`attnbench new`: a starting file with its test."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from attnbench.cli.command import Command
from attnbench.cli.option import Argument, Option


@dataclass(frozen=True, slots=True, kw_only=True)
class New:
    """Write a small attention module to start from, and a test for it.

    Both work as they are. Existing files are not overwritten.
    """

    name: Annotated[
        str,
        Argument(
            "Name of the module in lower case: my_attention makes my_attention.py with the class "
            "MyAttention, and test_my_attention.py."
        ),
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
