"""Everything about a task in one place: `TaskKind`. Reading one loads no torch."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from attnbench.data.source import DataSource, SourceKind
from attnbench.plan.recipe import Recipe, RecipeFields
from attnreport.record import ScoreKind

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from torch import nn

    from attnbench.data.feed import Order
    from attnbench.meta import ImageSize
    from attnbench.study import Study
    from attnbench.training.task import Task
    from attnreport.comparison.class_scores import ClassScores

    MakeBackbone = Callable[[int], nn.Module]
    """Makes the backbone for a number of classes, pretrained weights included."""
    BuildNetwork = Callable[[MakeBackbone, str, int, ImageSize | None], nn.Module]
    """Makes a task's network from a function that makes its backbone, the name of its head, the
    number of classes, and the size of an image or None for the usual one."""
    DrawPictures = Callable[[Study, DataSource], Iterator[tuple[str, bytes]]]
    """Draws what the trained rows of a study do: file names and their contents."""
    ReadClasses = Callable[[Mapping[str, NDArray[np.generic]]], ClassScores | None]
    """Gives the scores of a run from its outcomes; None where these do not have them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UsualSetting:
    """What a network is built for by default."""

    stem: str = "timm"
    size: "ImageSize | None" = None
    """Size of an image; None takes the network's own."""
    num_classes: int = 1000
    counted_at: "ImageSize | None" = None
    """The small image of a size report; None where sizes are counted at the network's own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PerClass:
    """A score of each class, for those who ask for it."""

    kind: ScoreKind
    """What it is called, its unit, and which way it is better."""
    samples: str
    """What has a class, such as `pixels`."""
    rule: str
    """A sentence on what the score is, and on classes that have none."""
    read: "ReadClasses"


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskKind:
    """Everything that cells, tables and the command line need to know about a task."""

    name: str
    """The word for `--task`."""
    meaning: str
    """What is learned, in words."""
    sources: tuple[SourceKind, ...]
    """Its data sets."""
    scores: tuple[ScoreKind, ...]
    """Its scores, the headline first."""
    chance: Mapping[str, Callable[[int], float]] = field(default_factory=dict)
    """By score, what guessing gets with a number of classes; without those where nobody knows."""
    data: str
    """The default data set."""
    recipes: tuple[Recipe, ...]
    """Its recipes."""
    recipe: str
    """The default recipe."""
    recipe_fields: type[RecipeFields] = RecipeFields
    """The fields of a recipe that only this task reads; each default means "off"."""
    make: "Callable[[DataSource, Order], Task]"
    """Makes what brings batches, loss and scores.

    Raises:
        WrongUse: if the data do not fit the recipe, or a package is missing.
    """
    build: "BuildNetwork"
    heads: tuple[str, ...] = ()
    """What turns a backbone into its network, the default first; empty if a backbone is enough."""
    networks: "Mapping[str, Callable[[int], nn.Module]]" = field(default_factory=dict)
    """By name, backbones that are whole networks of this task, made from a number of classes."""
    usual: tuple[UsualSetting, ...] = (UsualSetting(),)
    """What its networks are built for by default and in published tables; the default is last."""
    sites: tuple[str, ...] = ()
    """Sites that only its networks have."""
    shares: tuple[str, ...] = ()
    """Scores that are a share of the test samples, so that their standard error is known."""
    pictures: "DrawPictures | None" = None
    """Draws what its trained networks do; None if there is nothing to draw."""
    per_class: PerClass | None = None
    """The score of each class; None if it has none."""
    notes: tuple[str, ...] = ()
    """Notes below every table of the task."""

    def score_kinds(self, num_classes: int) -> tuple[ScoreKind, ...]:
        """Its scores as a record has them: with what guessing gets.

        Args:
            num_classes: Of the data.
        """
        levels = {name: level(num_classes) for name, level in self.chance.items()}
        return tuple(
            replace(kind, chance=levels.get(kind.name, kind.chance)) for kind in self.scores
        )
