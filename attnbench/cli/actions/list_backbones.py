"""Print the names of backbones."""

from fnmatch import fnmatchcase

import typer

from attnbench.cli.commands.listing import ListBackbones
from attnbench.errors import WrongUse
from attnbench.network.backbone import backbone_names


def run(request: ListBackbones) -> None:
    """Print the names that match, a line each.

    Raises:
        WrongUse: if none does.
    """
    names = [name for name in backbone_names() if fnmatchcase(name, request.filter)]
    if not names:
        raise WrongUse(
            f"must match at least one backbone, such as 'resnet*' (got {request.filter!r})",
            parameter="filter",
        )
    typer.echo("\n".join(names))
