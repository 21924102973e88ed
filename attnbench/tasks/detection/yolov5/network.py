"""YOLOv5 as a network: images to raw predictions."""

from collections.abc import Callable, Mapping
from functools import partial

from torch import Tensor, nn

from attnbench.errors import WrongUse
from attnbench.tasks.detection.detector import Detections, Predictions
from attnbench.tasks.detection.yolov5.backbone import V5, V6, Backbone, Era
from attnbench.tasks.detection.yolov5.decode import detect
from attnbench.tasks.detection.yolov5.head import ANCHORS, Head
from attnbench.tasks.detection.yolov5.level import Level
from attnbench.tasks.detection.yolov5.loss import loss
from attnbench.tasks.detection.yolov5.neck import COARSEST, Neck, RewiredNeck
from attnbench.tasks.detection.yolov5.scale import SCALES, Scale

INPUT_SIZE = (3, 640, 640)


class YoloV5(nn.Module):
    """Images (B, 3, H, W) to one map (B, 3 * (5 + K), H / stride, W / stride) a level.

    Implements `Detector`.

    Jocher, YOLOv5 by Ultralytics, doi:10.5281/zenodo.3908559.
    """

    def __init__(
        self,
        num_classes: int,
        *,
        scale: Scale,
        era: Era = V6,
        finest: int = 3,
        neck: type[Neck] = Neck,
    ) -> None:
        """Build it with PyTorch's initial weights.

        Args:
            num_classes: K.
            scale: How deep and wide.
            era: Whose backbone.
            finest: The level of the finest map, 2 or 3: the binary logarithm of its stride.
            neck: How its maps are connected.
        """
        super().__init__()
        self.num_classes = num_classes
        self.backbone = Backbone(scale, era)
        self.neck = neck(self.backbone.channels[finest - COARSEST - 1 :], scale)
        levels = self.neck.levels
        self.head = Head(self.neck.channels, levels, num_classes)
        self.strides = tuple(2**level for level in levels)
        self.levels = tuple(Level(2**level, ANCHORS[level]) for level in levels)
        self.pretrained_cfg = {"input_size": INPUT_SIZE}
        self.feature_info = [
            _map_info(f"backbone.stage{number}.tap", channels, 2 ** (number + 1))
            for number, channels in enumerate(self.backbone.channels, start=1)
        ]
        self.neck_info = tuple(
            _map_info(f"neck.{tap}", channels, stride)
            for tap, channels, stride in zip(
                self.neck.ends, self.neck.channels, self.strides, strict=False
            )
        )

    def forward(self, images: Tensor) -> tuple[Tensor, ...]:
        """Raw predictions, fine to coarse.

        Raises:
            WrongUse: if the image does not halve down to the coarsest level.
        """
        height, width = images.shape[2:]
        if height % self.strides[-1] or width % self.strides[-1]:
            raise WrongUse(
                f"images of {height}x{width} do not halve down to stride {self.strides[-1]}: "
                f"height and width must be multiples of {self.strides[-1]}"
            )
        maps = self.backbone(images)
        return self.head(self.neck(maps[-len(self.strides) :]))

    def get_classifier(self) -> Head:
        """The part that depends on the classes, by timm's name for it."""
        return self.head

    def loss(self, predictions: Predictions, boxes: Tensor, labels: Tensor) -> Tensor:
        """See `Detector`."""
        return loss(predictions, boxes, labels, self.levels)

    def detect(self, predictions: Predictions) -> list[Detections]:
        """See `Detector`."""
        return detect(predictions, self.levels)


def _map_info(module: str, channels: int, stride: int) -> dict[str, str | int]:
    """What timm's `feature_info` says of a map."""
    return {"num_chs": channels, "reduction": stride, "module": module}


NETWORKS: Mapping[str, Callable[[int], YoloV5]] = {
    **{f"yolov5{letter}": partial(YoloV5, scale=scale) for letter, scale in SCALES.items()},
    "yolov5x-p2": partial(YoloV5, scale=SCALES["x"], era=V5, finest=2),
    "yolov5x-p2-rewired": partial(YoloV5, scale=SCALES["x"], era=V5, finest=2, neck=RewiredNeck),
}
"""By name, from the number of classes: release 6.0's, and one of four levels as of release 5.0."""
