"""Options that say what is trained on, and how."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Annotated

from attnbench.cli import names, task_help
from attnbench.cli.option import TRAINING, Option
from attnbench.cli.readers import OBJECT, SEEDS, whole
from attnbench.errors import WrongUse
from attnbench.plan.recipe import Recipe

DataRoot = Annotated[
    str,
    Option(
        "Folder that holds the data sets that are not built in. The DIR of KIND:DIR is looked "
        "for in the current folder, then in this one. Default: data.",
        panel=TRAINING,
        metavar="DIR",
    ),
]
Download = Annotated[
    bool,
    Option("Let torchvision download the data set if it is missing.", panel=TRAINING),
]
Limit = Annotated[
    int | None,
    Option("Use at most N training and N test images.", panel=TRAINING, read=whole(at_least=1)),
]
Epochs = Annotated[
    int | None,
    Option(
        "Number of epochs, instead of the recipe's; 0 measures size and speed only.",
        panel=TRAINING,
        read=whole(at_least=0),
    ),
]
Seeds = Annotated[
    tuple[int, ...],
    Option(
        "Number of seeds (3) or a list of them (0,1,2), those of the study included. Intervals "
        "and rankings take 3 or more.",
        panel=TRAINING,
        read=SEEDS,
    ),
]
SetFields = Annotated[
    list[str],
    Option(
        "Change a field of the recipe, such as --set lr=0.002. Tables show the change beside "
        "the name of the recipe. May be repeated. To see the fields: attnbench list recipes "
        "quick.",
        panel=TRAINING,
        metavar="FIELD=VALUE",
        names=names.recipe_fields,
    ),
]


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingOptions:
    """Data set and recipe of a plan."""

    data: Annotated[
        str | None,
        Option(
            task_help.data,
            panel=TRAINING,
            metavar="NAME",
            names=names.data_sets,
        ),
    ] = None
    data_root: DataRoot = ""
    download: Download = False
    limit: Limit = None
    recipe: Annotated[
        str | Recipe | None,
        Option(
            task_help.recipe,
            panel=TRAINING,
            metavar="NAME|FILE",
            read=OBJECT,
            names=names.recipes,
        ),
    ] = None
    epochs: Epochs = None
    image_size: Annotated[
        int | None,
        Option(
            "Side of the images, for data that are image files. Short for --set image_size=N.",
            panel=TRAINING,
            read=whole(at_least=1),
        ),
    ] = None
    set: SetFields = field(default_factory=list)
    seeds: Seeds = (0, 1)
    weights: Annotated[
        str,
        Option(
            "Start every row from the pretrained weights in this file (.safetensors or .pth);"
            " none are downloaded.",
            panel=TRAINING,
            metavar="FILE",
        ),
    ] = ""
    identity_at_start: Annotated[
        bool,
        Option(
            "Let every module start as the identity, so that pretrained weights stay useful.",
            panel=TRAINING,
        ),
    ] = False


def read_fields(pairs: Iterable[str]) -> Mapping[str, object]:
    """Fields of a recipe and the texts of their values, from `lr=0.002` for each.

    Args:
        pairs: As they are typed.

    Raises:
        WrongUse: if one is not of that form, or a field is named twice.
    """
    values: dict[str, object] = {}
    for pair in pairs:
        name, _, value = (part.strip() for part in pair.partition("="))
        if not name or not value:
            raise WrongUse(f"must be FIELD=VALUE, such as lr=0.002 (got {pair!r})", parameter="set")
        if name in values:
            raise WrongUse(f"names {name} twice; give one value", parameter="set")
        values[name] = value
    return values
