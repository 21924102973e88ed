"""`attnbench list`: what there is."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from attnbench.cli.options import DataRoot, Head
from attnbench.errors import WrongUse

EXAMPLES = """
[bold]Examples[/bold]

  attnbench list modules --card ema

  attnbench list recipes nam200 > mine.toml

  attnbench list sites --backbone mobilenetv3_small_100

  attnbench list sites --backbone resnet50 --head fcos

  attnbench list backbones --filter 'resnet*'

  attnbench list data --data-root ~/datasets

  attnbench list data --sheet flowers.png --name folder:flowers
"""

app = typer.Typer(
    no_args_is_help=True,
    help="List the modules, backbones, sites, counters, data sets and recipes.",
    epilog=EXAMPLES,
    rich_markup_mode="rich",
)


@app.command()
def modules(
    card: Annotated[
        str | None,
        typer.Option(
            help="All that is known of one: equation, place, cost, differences from the paper.",
            show_default=False,
        ),
    ] = None,
    table: Annotated[
        bool, typer.Option("--table", help="Print the Markdown table of docs/modules.md.")
    ] = False,
) -> None:
    """Every module by family: title, paper, options, what it needs, parameter formula."""
    from attnbench.cli.actions.list_modules import print_card, print_modules, print_table  # noqa: PLC0415

    if card is not None:
        print_card(card)
    elif table:
        print_table()
    else:
        print_modules()


@app.command()
def backbones(
    filter: Annotated[  # noqa: A002 - the option is called --filter
        str, typer.Option(help="Only names that match, such as 'resnet*'.")
    ] = "*",
) -> None:
    """Every backbone: ours, and all of timm's."""
    from fnmatch import fnmatchcase  # noqa: PLC0415

    from attnbench.network.backbone import backbone_names  # noqa: PLC0415 - loads torch

    names = [name for name in backbone_names() if fnmatchcase(name, filter)]
    if not names:
        raise WrongUse(f"no backbone matches {filter!r}; pass a glob such as 'resnet*'")
    typer.echo("\n".join(names))


@app.command()
def sites(
    backbone: Annotated[
        str | None,
        typer.Option(help="Show the places that each site has in this one.", show_default=False),
    ] = None,
    head: Head = None,
    table: Annotated[
        bool, typer.Option("--table", help="Print them as a Markdown table, as in the docs.")
    ] = False,
) -> None:
    """Every named site; any other is a glob over module names."""
    from attnbench.injection.sites import text  # noqa: PLC0415

    if backbone is None and head is not None:
        raise WrongUse(f"--head {head} is put on a backbone; pass --backbone too")
    if backbone is not None:
        heads = ("Site", "Places", "Layout", "Refused because")
        _print(heads, _places_by_site(backbone, head))
        return
    if table:
        typer.echo(text.markdown(), nl=False)
        return
    _print(("Site", "Where modules go"), text.rows())


def _places_by_site(backbone: str, head: str | None) -> list[tuple[str, ...]]:
    """What each site gives in a backbone, or in a detector that is made of it."""
    import torch  # noqa: PLC0415

    from attnbench.cli.task_choice import choose_task  # noqa: PLC0415 - loads timm
    from attnbench.injection.coverage import coverage  # noqa: PLC0415 - loads timm
    from attnbench.network.build import Architecture, build_network  # noqa: PLC0415 - loads timm

    task = choose_task(None, head, backbone, None)
    with torch.device("meta"):
        architecture = Architecture(
            task=task.kind, backbone=backbone, head=task.head, num_classes=10
        )
        network = build_network(architecture).eval()
    return [
        (each.site, str(each.places or "–"), each.layouts, each.refusal.partition("; ")[0])
        for each in coverage(network)
    ]


@app.command()
def data(
    sheet: Annotated[
        Path | None,
        typer.Option(help="Draw samples, with their boxes, into this PNG.", show_default=False),
    ] = None,
    name: Annotated[str, typer.Option(help="The data set that --sheet draws.")] = "digits",
    data_root: DataRoot = "",
) -> None:
    """Every data set, and whether it is there; with --sheet, a picture of one."""
    if sheet is not None:
        _draw(name, data_root, sheet)
        return
    from attnbench.data.source import find_root  # noqa: PLC0415
    from attnbench.tasks.sources import SOURCES  # noqa: PLC0415

    root = find_root(data_root)
    rows = [
        (
            *(source.form, source.task, source.meaning, source.image, source.classes),
            source.presence(source.form, root),
        )
        for source in SOURCES.values()
    ]
    _print(("Data", "Task", "What", "Image", "Classes", "Present"), rows)


def _draw(name: str, root: str, file: Path) -> None:
    from attnbench.files import write_file  # noqa: PLC0415
    from attnbench.tasks.sources import open_data  # noqa: PLC0415 - loads torch

    if file.suffix.lower() != ".png":
        raise WrongUse(f"{file} does not end in .png; name a PNG, such as sheet.png")
    source = open_data(name, root)
    if source.sheet is None:
        raise WrongUse(f"there is no picture of {name}; leave --sheet out")
    picture = source.sheet()
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        write_file(file, picture)
    except OSError as error:
        raise WrongUse(
            f"cannot write {file}: {error.strerror}; name a file that can be written"
        ) from error
    typer.echo("\n".join([*source.notes, f"wrote {file}"]), err=True)


@app.command()
def counters(
    table: Annotated[
        bool, typer.Option("--table", help="Print them as a Markdown table, as in the docs.")
    ] = False,
) -> None:
    """Every counter of FLOPs: what it counts, and what it misses."""
    from attnbench.cost.counters import markdown, rows  # noqa: PLC0415

    if table:
        typer.echo(markdown(), nl=False)
        return
    _print(("Counter", "What it counts", "What it misses"), rows())


@app.command()
def recipes(
    name: Annotated[
        str | None,
        typer.Argument(help="Print this one as TOML that --recipe reads.", show_default=False),
    ] = None,
) -> None:
    """Every recipe, and where its numbers come from; of one, every number and what it means."""
    from attnbench.tasks.recipe_files import read_recipe, recipe_toml  # noqa: PLC0415
    from attnbench.tasks.recipes import RECIPES  # noqa: PLC0415

    if name is not None:
        typer.echo(recipe_toml(read_recipe(name)), nl=False)
        return
    rows = [
        (
            *(each.name, str(each.epochs), str(each.batch_size), each.optimizer, f"{each.lr:g}"),
            *(f"{each.weight_decay:g}", each.schedule, each.source),
        )
        for each in RECIPES.values()
    ]
    heads = ("Recipe", "Epochs", "Batch", "Optimizer", "LR", "Weight decay", "Schedule", "Source")
    _print(heads, rows)


def _print(heads: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> None:
    from rich.console import Console  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    grid = Table(box=None, pad_edge=False)
    for head in heads:
        grid.add_column(head)
    for row in rows:
        grid.add_row(*map(Text, row))
    out = Console(highlight=False)
    if not out.is_terminal:
        out = Console(highlight=False, width=240)
    out.print(grid)
