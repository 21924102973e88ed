"""Search for the network that a published size belongs to."""

from rich.console import Console

from attnbench.cli import tables
from attnbench.cli.actions.solve_table import result_table
from attnbench.cli.commands.solve import Solve
from attnbench.cli.options.output import formats_of
from attnbench.cost.conventions import Quantity
from attnbench.errors import UnknownName, WrongUse
from attnbench.network.backbone_names import STEMS
from attnbench.plan.variant import parse_variant
from attnbench.published.network import CountedBackbone
from attnbench.published.solve import Search, solve
from attnbench.published.target import read_target
from attnbench.tasks.tasks import default_task, task_of_network


def run(request: Solve) -> None:
    """Search, and print or write what was found.

    Raises:
        ValueError: of the kind that names what cannot be read, tried or written.
    """
    search = search_of(request)
    with Console(stderr=True).status("searching"):
        made = {"solve": result_table(solve(search))}
    tables.give(made, formats_of(request.format, request.output), request.output)


def search_of(request: Solve) -> Search:
    """What is looked for.

    Raises:
        WrongUse: if something cannot be read.
    """
    if request.params is None and request.flops is None:
        raise WrongUse("nothing to look for; pass --params 23.85M, --flops 1.32G, or both")
    if request.stem is not None and request.stem not in STEMS:
        raise UnknownName("stem", request.stem, STEMS, "attnbench solve --help")
    texts: tuple[tuple[Quantity, str, str | None], ...] = (
        ("params", "params", request.params),
        ("macs", "flops", request.flops),
    )
    return Search(
        module=parse_variant(request.module),
        targets=tuple(
            read_target(quantity, parameter, text)
            for quantity, parameter, text in texts
            if text is not None
        ),
        backbones=_backbones(request),
        vary=tuple(request.vary),
    )


def _backbones(request: Solve) -> tuple[CountedBackbone, ...]:
    """A backbone as it is usually built, with what was typed in place of what is usual."""
    task = task_of_network(request.backbone) or default_task()
    backbones = tuple(
        CountedBackbone(
            name=request.backbone,
            stem=usual.stem,
            input_size=request.input_size or usual.size,
            num_classes=request.classes or usual.num_classes,
            counted_at=request.counted_at or usual.counted_at,
        )
        for usual in task.usual
        if request.stem in (None, usual.stem)
    )
    if not backbones:
        raise WrongUse(f"{request.backbone} has no stem {request.stem}; leave out --stem")
    return backbones
