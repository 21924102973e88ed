"""The fields of a recipe that only classification reads."""

from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field

from attnbench.errors import WrongUse
from attnbench.plan.fields import Count, NotNegative, Share
from attnbench.plan.recipe import PREFIX, RecipeFields

Padding = Literal["zero", "edge"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassificationFields(RecipeFields):
    """How labels and images of classes are augmented."""

    label_smoothing: Share = 0.0
    """Share of the label that is spread over all classes (Szegedy et al., 2016)."""
    crop: Literal["none", "padded", "resized"] = "none"
    """padded: a random crop of the padded image; resized: a random part, for image files only."""
    crop_padding: Count = 0
    """Pixels that the crop `padded` adds to each side."""
    padding: Padding = "zero"
    """What the crop `padded` adds: black, or the edge repeated."""
    cutout: Count = 0
    """Side in pixels of a square that is blanked in each training image."""
    rand_augment_ops: Count = 0
    """Operations of RandAugment (Cubuk et al., 2020) on each training image."""
    rand_augment_magnitude: Annotated[int, Field(ge=0, le=30)] = 9
    """Magnitude of the operations of RandAugment."""
    mixup: NotNegative = 0.0
    """Alpha of mixup (Zhang et al., 2018)."""
    cutmix: NotNegative = 0.0
    """Alpha of CutMix (Yun et al., 2019)."""

    def __post_init__(self) -> None:
        """Check the fields, and that they go together.

        Raises:
            WrongUse: if one is out of range, or two do not go together.
        """
        RecipeFields.__post_init__(self)
        if (self.crop == "padded") != bool(self.crop_padding):
            raise WrongUse(
                f"and crop_padding do not go together (got {self.crop} and {self.crop_padding}); "
                "use crop=padded with a crop_padding of at least 1, or neither",
                parameter=f"{PREFIX}crop",
            )
