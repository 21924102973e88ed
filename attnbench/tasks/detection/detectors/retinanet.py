"""RetinaNet on any backbone of timm, with torchvision's head, losses and matching."""

from collections.abc import Mapping
from functools import partial

from torch import Tensor, nn
from torchvision.models.detection import RetinaNet
from torchvision.models.detection.anchor_utils import AnchorGenerator
from torchvision.models.detection.retinanet import RetinaNetHead

from attnbench.tasks.detection.detectors.dense import (
    LEAST_SCORE,
    DenseDetector,
    NoBackbone,
    Outputs,
)

ANCHOR_STRIDES = 4
"""Side of an anchor in strides (Lin et al., ICCV 2017),"""

ANCHOR_OCTAVES = (1.0, 2 ** (1 / 3), 2 ** (2 / 3))
"""times these,"""

ANCHOR_RATIOS = (0.5, 1.0, 2.0)
"""in these proportions of height to width."""


class RetinaNetDetector(DenseDetector):
    """Nine anchors a position, and the focal loss (Lin et al., ICCV 2017).

    The head has group norms, as in torchvision's second version of it.
    """

    def _torchvision_model(self) -> RetinaNet:
        width = self.neck.width
        sizes = tuple(
            tuple(ANCHOR_STRIDES * stride * octave for octave in ANCHOR_OCTAVES)
            for stride in self.neck.strides
        )
        generator = AnchorGenerator(sizes, (ANCHOR_RATIOS,) * len(sizes))
        head = RetinaNetHead(
            width,
            generator.num_anchors_per_location()[0],
            self.num_classes,
            norm_layer=partial(nn.GroupNorm, 32),
        )
        return RetinaNet(
            NoBackbone(width),
            self.num_classes,
            anchor_generator=generator,
            head=head,
            score_thresh=LEAST_SCORE,
            detections_per_img=100,
        )

    def _losses(
        self,
        targets: list[dict[str, Tensor]],
        outputs: Outputs,
        anchors: list[Tensor],
        level_sizes: list[int],
    ) -> Mapping[str, Tensor]:
        del level_sizes
        return self.model.compute_loss(targets, outputs, anchors)
