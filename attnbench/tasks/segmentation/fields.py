"""The fields of a recipe that only segmentation reads."""

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from attnbench.errors import WrongUse
from attnbench.plan.fields import Count, Share
from attnbench.plan.recipe import PREFIX, RecipeFields

Factor = Annotated[float, Field(gt=0)]


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentationFields(RecipeFields):
    """How images with masks are scaled and augmented."""

    whole_side: Count = 0
    """Shorter side to which whole images are brought, to be cropped or tested; 0: image_size."""
    least_scale: Factor = 1.0
    """Least factor by which a training image is scaled before it is cropped."""
    most_scale: Factor = 1.0
    """Largest factor by which a training image is scaled before it is cropped."""
    most_of_a_class: Share = 0.0
    """Share of a crop's pixels above which one class lets it be drawn again; 0 for never."""
    photometric: bool = False
    """Whether brightness, contrast, saturation and hue are changed, as in MMSegmentation."""

    def __post_init__(self) -> None:
        """Check the fields, and that they go together.

        Raises:
            WrongUse: if one does not take its value, or the scales are no range.
        """
        RecipeFields.__post_init__(self)
        if self.least_scale > self.most_scale:
            raise WrongUse(
                f"must be at most most_scale={self.most_scale}, got {self.least_scale}; lower it, "
                "or raise most_scale",
                parameter=f"{PREFIX}least_scale",
            )
