"""FCOS on any backbone of timm, with torchvision's head, losses and matching."""

from collections.abc import Mapping

from torch import Tensor
from torchvision.models.detection import FCOS
from torchvision.models.detection.anchor_utils import AnchorGenerator
from torchvision.models.detection.fcos import FCOSHead

from attnbench.tasks.detection.detectors.dense import (
    LEAST_SCORE,
    DenseDetector,
    NoBackbone,
    Outputs,
)


class FCOSDetector(DenseDetector):
    """Every position of a map finds its object (Tian et al., ICCV 2019)."""

    def _torchvision_model(self) -> FCOS:
        width = self.neck.width
        return FCOS(
            NoBackbone(width),
            self.num_classes,
            anchor_generator=AnchorGenerator(
                tuple((stride,) for stride in self.neck.strides),
                ((1.0,),) * len(self.neck.strides),
            ),
            head=FCOSHead(width, num_anchors=1, num_classes=self.num_classes),
            score_thresh=LEAST_SCORE,
        )

    def _losses(
        self,
        targets: list[dict[str, Tensor]],
        outputs: Outputs,
        anchors: list[Tensor],
        level_sizes: list[int],
    ) -> Mapping[str, Tensor]:
        return self.model.compute_loss(targets, outputs, anchors, level_sizes)
