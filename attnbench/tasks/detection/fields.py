"""The fields of a recipe that only detection reads."""

from dataclasses import dataclass

from attnbench.plan.fields import Chance, NotNegative, Share
from attnbench.plan.recipe import RecipeFields


@dataclass(frozen=True, slots=True, kw_only=True)
class DetectionFields(RecipeFields):
    """How images with boxes are augmented."""

    mosaic: Chance = 0.0
    """Chance that four training images with boxes are combined into one (YOLOv4, 2020)."""
    zoom: Share = 0.0
    """Largest share by which a training image with boxes is enlarged or shrunk."""
    shift: Share = 0.0
    """Largest share of its side by which a training image with boxes is moved."""
    hue: NotNegative = 0.0
    """Largest share by which the hue of a training image with boxes is turned."""
    saturation: NotNegative = 0.0
    """Largest share by which the saturation of a training image with boxes is changed."""
    brightness: NotNegative = 0.0
    """Largest share by which the brightness of a training image with boxes is changed."""
