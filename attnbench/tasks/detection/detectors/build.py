"""Detectors by name, around any backbone that gives a pyramid of maps."""

from collections.abc import Mapping

from torch import nn

from attnbench.errors import UnknownName
from attnbench.meta import ImageSize
from attnbench.tasks.detection.detectors.dense import DenseDetector
from attnbench.tasks.detection.detectors.fcos import FCOSDetector
from attnbench.tasks.detection.detectors.retinanet import RetinaNetDetector

DETECTORS: Mapping[str, type[DenseDetector]] = {
    "fcos": FCOSDetector,
    "retinanet": RetinaNetDetector,
}
"""Detectors by the name that a plan has."""


def build_detector(
    name: str, backbone: nn.Module, *, num_classes: int, size: ImageSize
) -> DenseDetector:
    """A detector around a backbone, which becomes its part.

    Args:
        name: A key of `DETECTORS`.
        backbone: A network of timm, with or without weights.
        num_classes: Of objects.
        size: Channels, height and width of an image.

    Raises:
        UnknownName: if there is no such detector.
        WrongUse: if the backbone gives no pyramid of maps.
    """
    if name not in DETECTORS:
        raise UnknownName("detector", name, DETECTORS, "attnbench compare --help")
    return DETECTORS[name](backbone, num_classes, size)
