"""`attnbench list`: the modules, backbones, sites, counters, data sets and recipes."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from attnbench.cli import names
from attnbench.cli.command import Command
from attnbench.cli.option import UNTYPED, Argument, Invocation, Option
from attnbench.cli.options.network import AddedHead
from attnbench.cli.options.training import DataRoot
from attnbench.cli.readers import SHAPE, YEARS, some_of


@dataclass(frozen=True, slots=True, kw_only=True)
class ListModules:
    """List the modules, grouped by family: title, paper, options, constraints, parameters."""

    family: Annotated[
        tuple[str, ...],
        Option(
            lambda: (
                "Only modules of these families, separated by commas: "
                f"{', '.join(names.families())}."
            ),
            read=some_of(names.families, "FAMILIES"),
            names=names.families,
        ),
    ] = ()
    year: Annotated[
        tuple[int, int] | None,
        Option("Only modules of these years: 2021, 2021..2024, 2021.. or ..2019.", read=YEARS),
    ] = None
    fits: Annotated[
        tuple[int, int, int] | None,
        Option(
            "Only modules that take a feature map of C channels, height H and width W (96,14,14) "
            "with their default options. The other modules are listed below, each with the reason.",
            read=SHAPE,
        ),
    ] = None
    card: Annotated[
        str | None,
        Option(
            "Show all about one module: equation, cost, where its authors put it, and how "
            "it differs from its paper.",
            metavar="MODULE",
            names=names.modules,
        ),
    ] = None
    table: Annotated[bool, Option("Print the Markdown tables of docs/modules.md.")] = False
    invocation: Invocation = UNTYPED


@dataclass(frozen=True, slots=True, kw_only=True)
class ListBackbones:
    """List the backbones: our own, and all of timm's."""

    filter: Annotated[
        str, Option("Only names that match a pattern, such as 'resnet*'.", metavar="PATTERN")
    ] = "*"


@dataclass(frozen=True, slots=True, kw_only=True)
class ListSites:
    """List the sites that have names; any other site is a pattern of layer names."""

    backbone: Annotated[
        str | None,
        Option(
            "Show in how many places each site puts a module in this backbone.",
            metavar="NAME",
            names=names.backbones,
        ),
    ] = None
    head: AddedHead = None
    table: Annotated[bool, Option("Print the Markdown table of the docs.")] = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ListCounters:
    """List the counters (tools that count FLOPs): what each counts, and what it misses."""

    table: Annotated[bool, Option("Print the Markdown table of the docs.")] = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ListData:
    """List the data sets and whether they are present, or save a picture of one."""

    sheet: Annotated[
        Path | None,
        Option(
            "Save a picture of sample images, with their boxes if they have any, as this PNG file.",
            metavar="FILE",
        ),
    ] = None
    name: Annotated[
        str, Option("The data set that --sheet shows.", metavar="NAME", names=names.data_sets)
    ] = "digits"
    data_root: DataRoot = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListRecipes:
    """List the recipes and where their hyperparameters come from, or print one in full."""

    name: Annotated[
        str | None,
        Argument("Print this recipe as TOML that --recipe reads.", names=names.recipes),
    ] = None


COMMANDS = (
    Command(
        words="list modules",
        request=ListModules,
        examples=(
            "attnbench list modules",
            "attnbench list modules --family channel,mixed --year 2021..2024 --fits 96,14,14",
            "attnbench list modules --card ema",
        ),
    ),
    Command(
        words="list backbones",
        request=ListBackbones,
        examples=("attnbench list backbones --filter 'resnet*'",),
    ),
    Command(
        words="list sites",
        request=ListSites,
        what="Options",
        examples=(
            "attnbench list sites",
            "attnbench list sites --backbone mobilenetv3_small_100",
            "attnbench list sites --backbone resnet50 --head fcos",
        ),
    ),
    Command(words="list counters", request=ListCounters, examples=("attnbench list counters",)),
    Command(
        words="list data",
        request=ListData,
        examples=(
            "attnbench list data --data-root ~/datasets",
            "attnbench list data --sheet flowers.png --name folder:flowers",
        ),
    ),
    Command(
        words="list recipes",
        request=ListRecipes,
        examples=("attnbench list recipes", "attnbench list recipes nam200 > mine.toml"),
    ),
)
