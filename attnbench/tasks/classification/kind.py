"""The task `classify`: the class of an image."""

from typing import TYPE_CHECKING

from attnbench.data.source import DataSource
from attnbench.lazy import lazy
from attnbench.tasks.classification.fields import ClassificationFields
from attnbench.tasks.classification.recipes import RECIPES
from attnbench.tasks.classification.sources import SOURCES
from attnbench.tasks.kind import TaskKind, UsualSetting
from attnreport.record import ScoreKind

if TYPE_CHECKING:
    from torch import nn

    from attnbench.data.feed import Order
    from attnbench.meta import ImageSize
    from attnbench.tasks.classification import classification
    from attnbench.tasks.classification.data import mixing
    from attnbench.tasks.kind import MakeBackbone
else:
    classification = lazy("attnbench.tasks.classification.classification")
    mixing = lazy("attnbench.tasks.classification.data.mixing")


def _make(source: DataSource, order: "Order") -> "classification.Classification":
    """The source's images, mixed where the recipe mixes them."""
    recipe = order.recipe
    mixing.refuse_odd(order)
    feed = mixing.mixed(source.feed(order), recipe, source.num_classes)
    return classification.Classification(
        feed, recipe.task_fields(ClassificationFields).label_smoothing
    )


def _build(
    make_backbone: "MakeBackbone", head: str, num_classes: int, size: "ImageSize | None"
) -> "nn.Module":
    """The backbone, which has a classifier of its own."""
    del head, size
    return make_backbone(num_classes)


CLASSIFICATION = TaskKind(
    name="classify",
    meaning="the class of an image",
    sources=SOURCES,
    scores=(ScoreKind(name="top1", head="Top-1"), ScoreKind(name="top5", head="Top-5")),
    chance={
        "top1": lambda classes: 100 / classes,
        "top5": lambda classes: min(100.0, 500 / classes),
    },
    data="digits",
    recipes=RECIPES,
    recipe="quick",
    recipe_fields=ClassificationFields,
    make=_make,
    build=_build,
    usual=(
        UsualSetting(stem="cifar", size=(3, 32, 32), num_classes=100),
        UsualSetting(num_classes=1000),
    ),
    shares=("top1",),
)
