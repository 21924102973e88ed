"""The tree of places that `attnbench inspect` prints."""

from collections.abc import Mapping
from dataclasses import dataclass

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.tree import Tree
from torch import nn

from attnbench.cli.actions.inspect_operators import operators_table
from attnbench.cli.commands.inspect import Inspect
from attnbench.cli.screen import screen
from attnbench.cost.cautions import cautions_of
from attnbench.cost.count import Cost, count
from attnbench.cost.counters import REFERENCE
from attnbench.cost.ledger import read_ledger
from attnbench.cost.macs import count_macs
from attnbench.cost.not_counted import NotCounted
from attnbench.injection.injection import Injection, Place
from attnbench.injection.sites.table import SITES
from attnbench.injection.trace import trace_network
from attnbench.meta import ImageSize, own_input_size
from attnbench.network.build import Architecture, build_network, inject_variant
from attnbench.plan.variant import Variant
from attnbench.planning.task_choice import TaskChoice
from attnreport.record import Caution
from attnreport.text import plural
from attnreport.units import count_text, scale_for

WIDTH = 120
"""Characters where the output has no width."""


@dataclass(frozen=True, slots=True)
class _Inspection:
    tree: Tree
    totals: Table
    operators: Table
    cautions: tuple[Caution, ...]


def show_places(request: Inspect, variant: Variant, task: TaskChoice) -> None:
    """Print the places of one variant in one network, the totals, and the operators if wanted.

    Raises:
        ValueError: of the kind that names what does not fit.
    """
    out = screen(WIDTH)
    with Console(stderr=True).status("counting"):
        architecture = Architecture(
            task=task.kind,
            backbone=request.backbone,
            stem=request.stem,
            head=task.head,
            num_classes=request.classes or task.kind.usual[-1].num_classes,
            size=request.input_size,
        )
        network = build_network(architecture)
        name = f"{task.head} on {request.backbone}" if task.head else request.backbone
        inspection = _inspection(variant, network, name, request.site, request.input_size)
    out.print(inspection.tree)
    out.print(inspection.totals)
    if request.ops:
        out.print(inspection.operators)
    for caution in inspection.cautions:
        typer.echo(f"- {caution.kind}: {caution.detail}")


def _inspection(
    variant: Variant, network: nn.Module, name: str, site: str, size: ImageSize | None
) -> _Inspection:
    image = size or own_input_size(network)
    trace_network(network, image)  # Refuses a size that the network does not take.
    before, ledger_before = count(network, image), read_ledger(network, image)
    site = variant.site or site
    injection = inject_variant(network, variant, site, image)
    assert injection is not None
    after, ledger_after = count(network, image), read_ledger(network, image)
    tree = _tree(name, variant, site, image, injection)
    if site in SITES and SITES[site].replaces:
        own = before.params + _params_of(injection) - after.params
        tree.add(f"replaced: the network's own attention at these places, {own:,} params")
    all_cautions = (*injection.cautions, *cautions_of(after, before))
    operators = operators_table(ledger_before, ledger_after)
    return _Inspection(tree, _totals(before, after), operators, all_cautions)


def _params_of(injection: Injection) -> int:
    modules = (injection.model.get_submodule(place.module_path) for place in injection.places)
    return sum(p.numel() for module in modules for p in module.parameters())


def _tree(name: str, variant: Variant, site: str, size: ImageSize, injection: Injection) -> Tree:
    image = "x".join(map(str, size))
    count_of_places = len(injection.places)
    places = plural(count_of_places, "place")
    root = Tree(escape(f"{name} + {variant} at {site}: {places}, image {image}"))
    stages: dict[str, Tree] = {}
    for place in injection.places:
        stage = place.path.split(".")[0]
        if stage not in stages:
            stages[stage] = root.add(escape(stage))
        stages[stage].add(escape(_line(place, injection.model.get_submodule(place.module_path))))
    return root


def _line(place: Place, module: nn.Module) -> str:
    params = sum(parameter.numel() for parameter in module.parameters())
    shape = (place.channels, place.height, place.width)
    try:
        macs = f"{count_macs(REFERENCE, module, shape).total():,}"
    except NotCounted:
        macs = "not measured"
    layout = "" if place.layout == "NCHW" else f" ({place.layout})"
    size = f"{place.channels} channels, {place.height}x{place.width}{layout}"
    return f"{place.path}: {size}: {params:,} params, {macs} MACs"


def _of_backbone(before: Cost, after: Cost) -> Mapping[str, tuple[int | None, int | None]]:
    """The sizes of the backbone alone, where a head stands on it."""
    old, new = before.backbone, after.backbone
    if old is None or new is None:
        return {}
    return {
        "backbone params": (old.params, new.params),
        f"backbone MACs ({REFERENCE})": (old.macs, new.macs),
    }


def _totals(before: Cost, after: Cost) -> Table:
    grid = Table(title="Totals for one image", title_justify="left")
    for head in ("", "without", "with", "added", "with, exact"):
        grid.add_column(head, justify="left" if not head else "right")
    rows: Mapping[str, tuple[int | None, int | None]] = {
        "params": (before.params, after.params),
        **{f"MACs ({name})": (before.macs[name], after.macs[name]) for name in before.macs},
        **_of_backbone(before, after),
        "activations": (before.activations, after.activations),
        "elementwise": (before.elementwise, after.elementwise),
        "bytes moved": (before.bytes_moved, after.bytes_moved),
    }
    for name, (old, new) in rows.items():
        scale = scale_for([value for value in (old, new) if value is not None])
        added = new - old if old is not None and new is not None else None
        shown = f"{added:+,}" if added is not None else "–"
        exact = f"{new:,}" if new is not None else "–"
        grid.add_row(name, count_text(old, scale), count_text(new, scale), shown, exact)
    return grid
