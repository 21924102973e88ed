"""How the rows of a published table are trained, where that is wanted."""

from dataclasses import dataclass
from typing import Annotated

import typer

from attnbench.cli.options import DataRoot, Download, Limit


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingOptions:
    """What was typed about training."""

    train: Annotated[
        str | None,
        typer.Option(
            metavar="RECIPE",
            help="Train the rows that have a network, beside their baseline: a name of attnbench "
            "list recipes, or a .toml file.",
            show_default=False,
        ),
    ] = None
    data_root: DataRoot = ""
    download: Download = False
    limit: Limit = 0
    epochs: Annotated[
        int | None, typer.Option(min=1, help="Instead of the recipe's.", show_default=False)
    ] = None
    seeds: Annotated[str, typer.Option(help="How many, 3, or which, 0,1,2.")] = "2"
    device: Annotated[str, typer.Option(help="cpu, cuda, cuda:1, or auto: a GPU if any.")] = "auto"
