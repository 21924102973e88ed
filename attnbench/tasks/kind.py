"""Everything about a task in one place: `TaskKind`. Reading one loads no torch."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from attnbench.data.source import DataSource, SourceKind
from attnbench.plan.recipe import Recipe, RecipeFields
from attnreport.record import ScoreKind

if TYPE_CHECKING:
    from torch import nn

    from attnbench.data.feed import Order
    from attnbench.meta import ImageSize
    from attnbench.study import Study
    from attnbench.training.task import Task

    MakeBackbone = Callable[[int], nn.Module]
    """Makes the backbone for a number of classes, pretrained weights included."""
    BuildNetwork = Callable[[MakeBackbone, str, int, ImageSize | None], nn.Module]
    """Makes a task's network from what makes its backbone, its head, the number of classes and the
    size of an image; None takes the size that the network is usually shown."""
    DrawPictures = Callable[[Study, DataSource], Iterator[tuple[str, bytes]]]
    """Draws what the trained rows of a study do: file names and their contents."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UsualSetting:
    """What a network is built for where nothing else is said, as in published sizes."""

    stem: str = "timm"
    size: "ImageSize | None" = None
    """Size of an image; None takes the network's own."""
    num_classes: int = 1000
    counted_at: "ImageSize | None" = None
    """The small image of a size report; None where sizes are counted at the network's own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskKind:
    """What there is to know about a task; cells, tables and the command line ask nothing else."""

    name: str
    """As `--task` takes it."""
    meaning: str
    """What is learned, in words."""
    sources: tuple[SourceKind, ...]
    """The data sets that it can be learned from."""
    scores: tuple[ScoreKind, ...]
    """What it is scored by, the headline first."""
    data: str
    """The data set that is taken where none is named."""
    recipes: tuple[Recipe, ...]
    """Ways to train it."""
    recipe: str
    """The recipe that is taken where none is named."""
    recipe_fields: type[RecipeFields] = RecipeFields
    """The fields of a recipe that only it reads; the default of each means "off"."""
    make: "Callable[[DataSource, Order], Task]"
    """Makes what brings batches, loss and scores.

    Raises:
        WrongUse: if the data do not fit the recipe, or a package is missing.
    """
    build: "BuildNetwork"
    heads: tuple[str, ...] = ()
    """What can make its network of a backbone, the default first; empty where nothing has to."""
    networks: "Mapping[str, Callable[[int], nn.Module]]" = field(default_factory=dict)
    """By name, backbones that are whole networks of this task, made from a number of classes."""
    usual: tuple[UsualSetting, ...] = (UsualSetting(),)
    """What its networks are usually built for, the usual one last."""
    sites: tuple[str, ...] = ()
    """Sites that only its networks have."""
    shares: tuple[str, ...] = ()
    """Scores that are a share of the test samples, whose standard error is known for that."""
    pictures: "DrawPictures | None" = None
    """Draws what its trained networks do; None where there is nothing to draw."""
    notes: tuple[str, ...] = ()
    """What every table of the task says below."""
