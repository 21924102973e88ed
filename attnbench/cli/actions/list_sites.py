"""Print the named sites, and what each gives in a backbone."""

from typing import TYPE_CHECKING

import typer

from attnbench.cli.commands.listing import ListSites
from attnbench.cli.tables import print_grid
from attnbench.errors import WrongUse
from attnbench.injection.sites import text
from attnbench.lazy import lazy
from attnbench.network.backbone_names import check_backbone
from attnbench.planning.task_choice import choose_task

if TYPE_CHECKING:
    import torch

    from attnbench.injection import coverage
    from attnbench.network import build
else:
    torch = lazy("torch")
    coverage = lazy("attnbench.injection.coverage")
    build = lazy("attnbench.network.build")


def run(request: ListSites) -> None:
    """Print a line for each site.

    Raises:
        WrongUse: if a head is named without a backbone.
    """
    if request.backbone is not None:
        rows = _places_by_site(request.backbone, request.head)
        print_grid(("Site", "Places", "Layout", "Refused because"), rows)
        return
    if request.head is not None:
        raise WrongUse("needs a backbone to be built on; pass --backbone too", parameter="head")
    if request.table:
        typer.echo(text.markdown(), nl=False)
    else:
        print_grid(("Site", "Where modules go"), text.rows())


def _places_by_site(backbone: str, head: str | None) -> list[tuple[str, ...]]:
    """What each site gives in a backbone, or in a network that a head makes of it."""
    check_backbone(backbone)
    task = choose_task(None, head, backbone, None)
    architecture = build.Architecture(
        task=task.kind, backbone=backbone, head=task.head, num_classes=10
    )
    with torch.device("meta"):
        network = build.build_network(architecture).eval()
    return [
        (row.site, str(row.places or "–"), row.layouts, row.refusal.partition("; ")[0])
        for row in coverage.coverage(network)
    ]
