"""What torchvision's dense detectors have in common, on any backbone of timm.

torchvision's own classes resize images and build anchors from them inside; here images come in
one size, and `forward` is only the network.
"""

from collections.abc import Mapping

import torch
from torch import Tensor, nn
from torchvision.models.detection import FCOS, RetinaNet

from attnbench.feature_maps import prune_after, stages_up_to, take_maps
from attnbench.meta import ImageSize
from attnbench.tasks.detection.detector import Detections, Predictions
from attnbench.tasks.detection.detectors.levels import find_levels
from attnbench.tasks.detection.detectors.pyramid import Pyramid

LEAST_SCORE = 0.05
"""A detection with a lower score is dropped, as in both papers."""

Outputs = dict[str, Tensor]
"""What torchvision's heads give, by torchvision's names, each (B, anchors, values)."""


class DenseDetector(nn.Module):
    """A backbone, a feature pyramid and one of torchvision's heads; implements `Detector`.

    Args:
        backbone: A network of timm. It becomes part of the detector, and loses what lies behind
            its last level.
        num_classes: Of objects.
        size: Channels, height and width of an image.

    Attributes:
        feature_info: The backbone's stages, in timm's form.
        neck_info: The maps that the neck gives the head, in the same form.
    """

    def __init__(self, backbone: nn.Module, num_classes: int, size: ImageSize) -> None:
        super().__init__()
        levels = find_levels(backbone, size)
        self.num_classes = num_classes
        self.pretrained_cfg = {"input_size": size}
        self.feature_info = stages_up_to(backbone, levels[-1].index)
        self.indices = prune_after(backbone, [level.index for level in levels])
        self.backbone = backbone
        self.neck = Pyramid(levels)
        self.neck_info = tuple(
            {"module": f"neck.taps.{place}", "num_chs": self.neck.width, "reduction": stride}
            for place, stride in enumerate(self.neck.strides)
        )
        self.model = self._torchvision_model()

    def forward(self, images: Tensor) -> Predictions:
        """(B, 3, H, W) -> by level (B, h, w, anchors of a position, values of an anchor)."""
        maps = self.neck(take_maps(self.backbone, images, self.indices))
        return tuple(self._predict(level) for level in maps)

    def loss(self, predictions: Predictions, boxes: Tensor, labels: Tensor) -> Tensor:
        """The sum of torchvision's losses; see `Detector`."""
        targets = [
            {"boxes": own[names >= 0], "labels": names[names >= 0]}
            for own, names in zip(boxes, labels, strict=True)
        ]
        by_level = self._anchors(predictions)
        outputs = self._outputs(torch.cat([level.flatten(1, 3) for level in predictions], dim=1))
        anchors = [torch.cat(by_level)] * len(targets)
        losses = self._losses(targets, outputs, anchors, [len(level) for level in by_level])
        return torch.stack(list(losses.values())).sum()

    @torch.no_grad()
    def detect(self, predictions: Predictions) -> list[Detections]:
        """See `Detector`."""
        by_level = [self._outputs(level.flatten(1, 3)) for level in predictions]
        outputs = {name: [level[name] for level in by_level] for name in by_level[0]}
        count, height, width = predictions[0].shape[:3]
        stride = self.neck.strides[0]
        detections = self.model.postprocess_detections(
            outputs,
            [self._anchors(predictions)] * count,
            [(height * stride, width * stride)] * count,
        )
        return [_best_first(image) for image in detections]

    def _torchvision_model(self) -> FCOS | RetinaNet:
        """The head with its matching, losses and suppression."""
        raise NotImplementedError

    def _losses(
        self,
        targets: list[dict[str, Tensor]],
        outputs: Outputs,
        anchors: list[Tensor],
        level_sizes: list[int],
    ) -> Mapping[str, Tensor]:
        raise NotImplementedError

    def _predict(self, level: Tensor) -> Tensor:
        values = torch.cat(list(self.model.head([level]).values()), dim=-1)
        return values.unflatten(1, (*level.shape[-2:], -1))

    def _outputs(self, values: Tensor) -> Outputs:
        """(B, anchors, values) -> what torchvision's head gave."""
        logits, regression, *rest = values.split(
            [self.num_classes, 4, *[1] * (values.shape[-1] - self.num_classes - 4)], dim=-1
        )
        centerness = {"bbox_ctrness": rest[0]} if rest else {}
        return {"cls_logits": logits, "bbox_regression": regression, **centerness}

    def _anchors(self, predictions: Predictions) -> list[Tensor]:
        """The anchors of each level, (anchors, 4), in pixels."""
        generator = self.model.anchor_generator
        generator.set_cell_anchors(torch.float32, predictions[0].device)
        grids = [list(level.shape[1:3]) for level in predictions]
        return generator.grid_anchors(grids, [[stride, stride] for stride in self.neck.strides])


class NoBackbone(nn.Identity):
    """Stands where torchvision's classes want a backbone, which the detector runs itself."""

    def __init__(self, out_channels: int) -> None:
        super().__init__()
        self.out_channels = out_channels


def _best_first(detections: Mapping[str, Tensor]) -> Detections:
    order = detections["scores"].argsort(descending=True, stable=True)
    return Detections(
        detections["boxes"][order], detections["scores"][order], detections["labels"][order]
    )
