"""Published plain baselines that ours is held against; none of them was measured here."""

from collections.abc import Mapping
from dataclasses import dataclass
from statistics import mean, stdev

Value = str | int | float | tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """The published top-1 of a network without an attention module, trained from scratch."""

    backbone: str
    """timm's name of the same network."""
    runs_percent: tuple[float, ...]
    """Top-1 of each run that is published."""
    repository: str
    commit: str
    """Whose README has the score."""
    data: str
    stem: str
    input_size: tuple[int, int, int]
    train_images: int
    epochs: int
    recipe: Mapping[str, Value]
    """What else of the recipe is published, by the names of a recipe's fields."""

    @property
    def top1_percent(self) -> float:
        """Mean over the published runs."""
        return mean(self.runs_percent)

    @property
    def deviation(self) -> float | None:
        """Standard deviation over the published runs; None of a single one."""
        return stdev(self.runs_percent) if len(self.runs_percent) > 1 else None


STEPS: Mapping[str, Value] = {
    "batch_size": 128,
    "lr": 0.1,
    "schedule": "step",
    "milestones": (60, 120, 160),
    "decay_rate": 0.2,
    "weight_decay": 5e-4,
}
"""After DeVries and Taylor, arXiv:1708.04552, with random crops and flips.

The code of pytorch-cifar100, which ZAM trains with, rotates images by up to 15 degrees besides.
"""


def _cifar100(backbone: str, place: tuple[str, str], *runs_percent: float) -> Reference:
    return Reference(
        backbone=backbone,
        runs_percent=runs_percent,
        repository=place[0],
        commit=place[1],
        data="cifar100",
        stem="cifar",
        input_size=(3, 32, 32),
        train_images=50_000,
        epochs=200,
        recipe=STEPS,
    )


PYTORCH_CIFAR100 = ("weiaicunzai/pytorch-cifar100", "01781f9f40f152312ae209016c1c4d75f395d7ca")
ZAM = ("developer0hye/ZAM", "1ee649353815feb4b263b5f103378cde7e03e7e7")
EMA = ("YOLOonMe/EMA-attention-module", "073e7ab37599c75308acc2f37f687b2515ec2b53")
MMPRETRAIN = ("open-mmlab/mmpretrain", "13db819aed8b7f44a62618126554e5b77e309116")

REFERENCES = (
    _cifar100("resnet18", PYTORCH_CIFAR100, 75.61),
    _cifar100("resnet18", ZAM, 76.36, 75.94, 76.38, 76.03, 76.37),
    _cifar100("resnet34", PYTORCH_CIFAR100, 76.76),
    _cifar100("resnet50", PYTORCH_CIFAR100, 77.39),
    _cifar100("resnet50", EMA, 77.26),
    _cifar100("resnet50", MMPRETRAIN, 79.90),
    _cifar100("resnet101", PYTORCH_CIFAR100, 77.78),
    _cifar100("resnet101", EMA, 77.78),
    _cifar100("resnet152", PYTORCH_CIFAR100, 77.69),
)
