"""How to train: frozen, checked, readable as TOML. Knows no torch."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from math import inf
from typing import Literal, get_args

from pydantic import ConfigDict

from attnbench.errors import WrongUse, refuse_below

Schedule = Literal["cosine", "step", "one-cycle"]
Crop = Literal["none", "padded", "resized"]
Padding = Literal["zero", "edge"]
RecipePrecision = Literal["auto", "fp32", "bf16", "fp16"]

CHOICES = {"schedule": Schedule, "crop": Crop, "padding": Padding, "precision": RecipePrecision}

LEAST = {
    "epochs": 0,
    "batch_size": 2,
    "warmup_epochs": 0,
    "crop_padding": 0,
    "cutout": 0,
    "rand_augment_ops": 0,
    "rand_augment_magnitude": 0,
    "image_size": 0,
    "momentum": 0,
    "weight_decay": 0,
    "warmup_lr": 0,
    "warmup_bias_lr": 0,
    "warmup_momentum": 0,
    "min_lr": 0,
    "decay_rate": 0,
    "mixup": 0,
    "cutmix": 0,
    "nam_sparsity": 0,
    "zoom": 0,
    "shift": 0,
    "hue": 0,
    "saturation": 0,
    "brightness": 0,
}
"""The smallest value of each number that may be zero."""

MOST_MAGNITUDE = 30
"""Of RandAugment."""

SHARES = ("label_smoothing", "flip", "averaging", "validation_share", "zoom", "shift")
"""What lies in 0..1, without the 1."""

FOR_DETECTION = ("mosaic", "zoom", "shift", "hue", "saturation", "brightness")
"""Fields that only images with boxes have a use for."""

LATER = (*FOR_DETECTION, "warmup_bias_lr", "warmup_momentum")
"""Fields that recipes did not have at first; all are 0 where they are not used."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """How a network is trained, the same for every row of a study."""

    __pydantic_config__ = ConfigDict(extra="forbid", use_attribute_docstrings=True)

    name: str
    """What tables call it."""
    source: str = ""
    """Where its numbers come from."""
    epochs: int
    """Passes over the training images; 0 measures sizes and speed alone."""
    batch_size: int
    """Images of one step, over all devices."""

    optimizer: str
    """A name of timm's optimizer factory; there `sgd` is Nesterov's and `momentum` is not."""
    lr: float
    """Peak learning rate."""
    momentum: float = 0.9
    """Of optimizers that have one."""
    weight_decay: float
    """Per step, times the learning rate."""
    decay_norms_and_biases: bool = False
    """Whether weight decay also pulls at norms and biases."""

    schedule: Schedule
    """cosine, or step at the milestones, or one-cycle: up over the warm-up, then a cosine down."""
    milestones: tuple[int, ...] = ()
    """Epochs after which `step` multiplies the learning rate by `decay_rate`."""
    decay_rate: float = 0.1
    """Of the schedule `step`."""
    warmup_epochs: int = 0
    """Epochs over which the learning rate rises from `warmup_lr` in a straight line."""
    warmup_lr: float = 1e-5
    """Where the warm-up starts."""
    warmup_bias_lr: float = 0.0
    """Where the warm-up of biases starts; 0 for where that of the others does."""
    warmup_momentum: float = 0.0
    """Momentum at the start of the warm-up; 0 for the same momentum throughout."""
    min_lr: float = 0.0
    """Where cosine and one-cycle end."""

    label_smoothing: float = 0.0
    """Share of the label that goes to all classes alike (Szegedy et al., 2016)."""
    crop: Crop = "none"
    """padded: a random piece of the padded image; resized: a random part, for image files alone."""
    crop_padding: int = 0
    """Pixels that `padded` adds to each side."""
    padding: Padding = "zero"
    """What it adds: black, or the edge repeated."""
    flip: float = 0.0
    """Chance of a mirrored training image."""
    cutout: int = 0
    """Side of a square that is blanked in each training image, in pixels."""
    rand_augment_ops: int = 0
    """Operations of RandAugment (Cubuk et al., 2020) on each training image."""
    rand_augment_magnitude: int = 9
    """Of them, 0 to 30."""
    mixup: float = 0.0
    """Alpha of mixup (Zhang et al., 2018)."""
    cutmix: float = 0.0
    """Alpha of CutMix (Yun et al., 2019)."""

    mosaic: float = 0.0
    """Chance that four training images with boxes are put together to one (YOLOv4, 2020)."""
    zoom: float = 0.0
    """Share by which a training image with boxes is at most made larger or smaller."""
    shift: float = 0.0
    """Share of its side by which it is at most moved."""
    hue: float = 0.0
    """Share by which its hue is at most turned,"""
    saturation: float = 0.0
    """its saturation is at most changed,"""
    brightness: float = 0.0
    """and its brightness."""

    averaging: float = 0.0
    """Decay of the averaged weights that are scored instead of the last ones; 0 for none."""
    nam_sparsity: float = 0.0
    """Pull of the scales of NAM's norms to zero (NAM, eq. 4); rows without NAM do not have it."""
    zero_init_last: bool = False
    """Whether the last norm of each residual branch starts at zero, as timm's ResNets do."""
    validation_share: float = 0.0
    """Share of the training images held out, the same of every class and in every row."""
    image_size: int = 0
    """Side to which image files are brought; 0 for the data set's own: 224, with boxes 640."""

    precision: RecipePrecision = "auto"
    """auto: bf16 where the processor has it natively, else fp32; the plan says which it was."""
    channels_last: bool = True
    """Whether maps lie in memory with their channels last."""
    compile: bool = False
    """Whether torch.compile makes the training network; its first steps take minutes."""

    def __post_init__(self) -> None:
        """Check the numbers.

        Raises:
            WrongUse: if one is out of range, or two do not go together.
        """
        for field, choices in CHOICES.items():
            if getattr(self, field) not in get_args(choices):
                allowed = ", ".join(get_args(choices))
                raise WrongUse(f"{field}={getattr(self, field)!r} is none of {allowed}")
        if self.rand_augment_magnitude > MOST_MAGNITUDE:
            raise WrongUse(
                f"rand_augment_magnitude={self.rand_augment_magnitude} is above {MOST_MAGNITUDE}; "
                "pass less"
            )
        for field, value in asdict(self).items():
            if value == inf:
                raise WrongUse(f"{field}={value} is not finite; pass a number")
        refuse_below(self, LEAST)
        if not self.lr > 0:
            raise WrongUse(f"lr={self.lr} is not positive; pass a number above 0")
        for field in SHARES:
            value = getattr(self, field)
            if not 0 <= value < 1:
                raise WrongUse(f"{field}={value} is not in 0..1; pass 0 for none")
        if not 0 <= self.mosaic <= 1:
            raise WrongUse(f"mosaic={self.mosaic} is no chance; pass 0 for never, 1 for always")
        self._check_together()

    def _check_together(self) -> None:
        if (self.crop == "padded") != bool(self.crop_padding):
            raise WrongUse(
                f"crop={self.crop} and crop_padding={self.crop_padding} do not go together; pass "
                "crop=padded with a crop_padding of 1 or more, or neither"
            )
        if (self.schedule == "step") != bool(self.milestones):
            raise WrongUse(
                f"schedule={self.schedule} and milestones={list(self.milestones)} do not go "
                "together; pass schedule=step with milestones, or neither"
            )
        if list(self.milestones) != sorted({*self.milestones}):
            raise WrongUse(
                f"milestones={list(self.milestones)} do not rise; pass each epoch once, the first "
                "one first"
            )
        if self.epochs and self.warmup_epochs >= self.epochs:
            raise WrongUse(
                f"warmup_epochs={self.warmup_epochs} leaves nothing of epochs={self.epochs}; "
                "pass more epochs, or a recipe with fewer warmup_epochs"
            )
        for field in ("warmup_bias_lr", "warmup_momentum"):
            if getattr(self, field) and not self.warmup_epochs:
                raise WrongUse(
                    f"{field}={getattr(self, field)} needs a warm-up; pass warmup_epochs too, or "
                    f"{field}=0"
                )
        if (self.mixup or self.cutmix) and self.batch_size % 2:
            raise WrongUse(
                f"batch_size={self.batch_size} is odd, and mixup and cutmix pair images; "
                "pass an even one"
            )


def without_later_zeros(values: Mapping[str, object]) -> Mapping[str, object]:
    """A recipe's values as they were named at first, where it uses nothing that came later.

    What is measured is found again by a digest of them.
    """
    return {name: each for name, each in values.items() if each or name not in LATER}
