"""Options that several commands share, and how their texts are read."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from attnbench.engine.executors.table import EXECUTORS
from attnbench.errors import WrongUse
from attnbench.injection.sites import text as sites

if TYPE_CHECKING:
    from attnreport.comparison.budget import Budget

Backbone = Annotated[
    str,
    typer.Option(
        help="A timm model, our resnet14-narrow, or a YOLOv5. See: attnbench list backbones."
    ),
]
Stem = Annotated[
    str,
    typer.Option(help="timm: the network's own. cifar: 3x3, stride 1, no max-pool, for 32x32."),
]
Site = Annotated[
    str,
    typer.Option(help=sites.help_text()),
]
Head = Annotated[
    str | None,
    typer.Option(
        help="fcos or retinanet: look at the detector that it makes of the backbone.",
        show_default=False,
    ),
]
DataRoot = Annotated[
    str,
    typer.Option(
        help="Folder of data sets that are not embedded; data if none is given.", show_default=False
    ),
]
Download = Annotated[
    bool,
    typer.Option("--download", help="Let torchvision download the data set if it is not there."),
]
Limit = Annotated[
    int,
    typer.Option(
        min=0,
        help="Most images of the training and of the test data; the tables say so.",
        show_default=False,
    ),
]
Weights = Annotated[
    str,
    typer.Option(
        help="Pretrained weights, .safetensors or .pth, that every row starts from.",
        show_default=False,
    ),
]
IdentityAtStart = Annotated[
    bool,
    typer.Option(
        "--identity-at-start",
        help="Every module starts as the identity, so that pretrained weights stay good.",
    ),
]
Devices = Annotated[
    int | None,
    typer.Option(
        min=1,
        help="GPUs, or processes on the CPU, that share one training cell's batches.",
        show_default=False,
    ),
]
Workers = Annotated[
    int | None,
    typer.Option(
        min=0,
        help="Processes that read image files for one training cell; by default 0 on a CPU.",
        show_default=False,
    ),
]
CheckpointMinutes = Annotated[
    float,
    typer.Option(min=0, help="A training cell is saved when so many minutes have passed,"),
]
CheckpointEpochs = Annotated[int, typer.Option(min=1, help="or so many epochs.")]
ExecutorName = Annotated[
    str,
    typer.Option(
        "--executor",
        help=f"What runs cells. {'; '.join(f'{k.name}: {k.meaning}' for k in EXECUTORS.values())}.",
    ),
]
Parallel = Annotated[
    int | None,
    typer.Option(
        min=1,
        help="Training cells at once; by default one for each core, up to 8; 1 on a GPU.",
        show_default=False,
    ),
]
StudyFolder = Annotated[
    Path | None,
    typer.Option(
        help="Folder of the records, by default below attnbench-studies; grows in modules and "
        "seeds.",
        show_default=False,
    ),
]
DryRun = Annotated[
    bool,
    typer.Option(
        "--dry-run", help="Print what would run, and how long: runs one step of each row."
    ),
]
Output = Annotated[
    Path | None,
    typer.Option(help="Also write the tables into this folder.", show_default=False),
]
ShowOptimism = Annotated[
    bool,
    typer.Option(
        "--show-optimism",
        help="Show the best epoch on test too, and by how much it is too high.",
    ),
]
MaxLatency = Annotated[
    str | None,
    typer.Option(
        help="Mark rows within it: 1.1x or +10% of the baseline's, or 5ms.", show_default=False
    ),
]
MaxParams = Annotated[
    str | None, typer.Option(help="The same for parameters: +2%, 24M.", show_default=False)
]
MaxMacs = Annotated[
    str | None, typer.Option(help="The same for MACs, as torch counts them.", show_default=False)
]
MaxMemory = Annotated[
    str | None,
    typer.Option(
        help="The same for a training step's peak memory: 1.5x, 2GiB.", show_default=False
    ),
]


Form = TypeVar("Form", bound=str)


def read_formats(text: str, known: Iterable[Form]) -> tuple[Form, ...]:
    """Some of the known formats from a list such as `console,md`, each once.

    Raises:
        WrongUse: if one is not known.
    """
    by_name = {str(form): form for form in known}
    names = dict.fromkeys(part.strip() for part in text.split(",") if part.strip())
    unknown = [name for name in names if name not in by_name]
    if unknown or not names:
        raise WrongUse(f"unknown format {', '.join(unknown)!r}; pass some of: {', '.join(by_name)}")
    return tuple(by_name[name] for name in names)


def read_limits(**texts: str | None) -> "Budget":
    """The budget of the options `--max-...`, by the quantity that each limits.

    Raises:
        BadLimit: if one cannot be read.
    """
    from attnreport.comparison.budget import read_limit  # noqa: PLC0415 - loads pandas

    return tuple(read_limit(name, text) for name, text in texts.items() if text is not None)


def read_seeds(text: str) -> tuple[int, ...]:
    """Seeds from a number of them, `3`, or a list of them, `0,1,2`.

    Raises:
        WrongUse: if the text is neither.
    """
    parts = [part.strip() for part in text.split(",")]
    if not all(part.isdigit() for part in parts):
        raise WrongUse(f"cannot read seeds {text!r}; pass how many, 3, or which, 0,1,2")
    numbers = tuple(map(int, parts))
    if numbers == (0,):
        raise WrongUse("--seeds 0 is no seed; pass 1 or more; what trains nothing is --epochs 0")
    return tuple(range(numbers[0])) if len(numbers) == 1 else numbers


def read_size(text: str) -> tuple[int, int, int]:
    """An image of 3 channels from its side, `224`, or both, `224x160`; or `3x224x224` in full.

    Raises:
        WrongUse: if the text is neither.
    """
    parts = text.lower().split("x")
    if not all(part.isdigit() and int(part) > 0 for part in parts) or len(parts) > len("CHW"):
        raise WrongUse(f"cannot read input size {text!r}; pass a side, 32, or 3x32x32")
    numbers = [int(part) for part in parts]
    channels = numbers[0] if len(numbers) == len("CHW") else 3
    return channels, numbers[-2] if len(numbers) > 1 else numbers[0], numbers[-1]


def read_numbers(option: str, text: str | None) -> tuple[int, ...]:
    """Whole numbers of 1 or more from a list such as `64,256`; none where there is no text.

    Raises:
        WrongUse: if the text is no such list.
    """
    parts = [part.strip() for part in text.split(",")] if text is not None else []
    if not all(part.isdecimal() and int(part) > 0 for part in parts):
        raise WrongUse(f"cannot read {option} {text!r}; pass numbers of 1 or more, 64 or 64,256")
    return tuple(map(int, parts))


def read_map(text: str) -> tuple[int, int]:
    """Height and width of a map from `7x13`, or from the side of a square one, `16`.

    Raises:
        WrongUse: if the text is neither.
    """
    parts = text.lower().split("x")
    if len(parts) not in (1, 2) or not all(p.isdecimal() and int(p) > 0 for p in parts):
        raise WrongUse(f"cannot read map size {text!r}; pass height x width, such as 16x16 or 7x13")
    return int(parts[0]), int(parts[-1])


def typed_options(context: typer.Context) -> tuple[str, ...]:
    """The parameters that were given on the command line."""
    return tuple(
        name
        for name in context.params
        if getattr(context.get_parameter_source(name), "name", "") == "COMMANDLINE"
    )


def refuse_beside(context: typer.Context, option: str, superfluous: Sequence[str]) -> None:
    """Refuse parameters that another option settles, or that do nothing beside it.

    Raises:
        WrongUse: if there are any.
    """
    if superfluous:
        typed = {each.name: each.opts[0] for each in context.command.params}
        words = ", ".join(typed[name] for name in superfluous)
        raise WrongUse(f"{option} settles {words}; leave one of them out")
