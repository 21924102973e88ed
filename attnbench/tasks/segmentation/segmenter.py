"""A backbone with a head that gives a class to every pixel, and its loss."""

from collections.abc import Sequence
from typing import Protocol

from torch import Tensor, nn
from torch.nn import functional as F

from attnbench.feature_maps import FeatureMap, measure_maps, prune_after, stages_up_to, take_maps
from attnbench.meta import ImageSize
from attnbench.tasks.segmentation.data.pictures import IGNORED

AUXILIARY_WEIGHT = 0.4
"""Of an auxiliary head's loss beside the head's own (PSPNet, CVPR 2017)."""


class Head(Protocol):
    """What stands on a backbone; it is an `nn.Module` too, with the module `tap`."""

    width: int
    """Channels of the map behind which a module may go."""

    def __init__(self, maps: Sequence[FeatureMap], num_classes: int) -> None: ...

    @staticmethod
    def choose(maps: Sequence[FeatureMap]) -> Sequence[FeatureMap]:
        """Those of a backbone's maps that it reads."""
        ...

    def __call__(self, maps: Sequence[Tensor]) -> tuple[Tensor, ...]:
        """Maps (B, C, H, W) -> scores (B, classes, h, w), in training the auxiliary ones too."""
        ...


class Segmenter(nn.Module):
    """A backbone and a head.

    Args:
        backbone: A network of timm. It becomes part of this one, and loses what lies behind the
            last map that the head reads.
        head: Makes the head.
        num_classes: Of pixels.
        size: Channels, height and width of an image.

    Attributes:
        feature_info: The backbone's stages, in timm's form.
        neck_info: The reduced map of the head, in the same form.
    """

    def __init__(
        self, backbone: nn.Module, head: type[Head], num_classes: int, size: ImageSize
    ) -> None:
        super().__init__()
        maps = head.choose(measure_maps(backbone, size, "a segmentation network"))
        self.num_classes = num_classes
        self.pretrained_cfg = {"input_size": size}
        self.feature_info = stages_up_to(backbone, maps[-1].index)
        self.indices = prune_after(backbone, [map_.index for map_ in maps])
        self.backbone = backbone
        self.head = head(maps, num_classes)
        self.neck_info = (
            {"module": "head.tap", "num_chs": self.head.width, "reduction": maps[-1].stride},
        )

    def forward(self, images: Tensor) -> Tensor | tuple[Tensor, ...]:
        """(B, 3, H, W) -> scores (B, classes, h, w) of the finest map that the head makes.

        In training a tuple: these, and those of the auxiliary heads.
        """
        scores = self.head(take_maps(self.backbone, images, self.indices))
        return scores if self.training else scores[0]

    def loss(self, scores: Sequence[Tensor], masks: Tensor) -> Tensor:
        """Mean cross-entropy of the labelled pixels, of all heads together.

        Args:
            scores: What `forward` gave in training.
            masks: (B, H, W) of int64; 255 where nothing is learned.
        """
        own, *auxiliary = (_cross_entropy(level, masks) for level in scores)
        return own + AUXILIARY_WEIGHT * sum(auxiliary)


def at_size(scores: Tensor, height: int, width: int) -> Tensor:
    """Scores of a map, (B, classes, h, w) -> (B, classes, H, W), as MMSegmentation has them."""
    return F.interpolate(scores, (height, width), mode="bilinear", align_corners=False)


def _cross_entropy(scores: Tensor, masks: Tensor) -> Tensor:
    """Zero where no pixel is labelled; torch's own mean would be no number."""
    total = F.cross_entropy(
        at_size(scores, *masks.shape[-2:]), masks, ignore_index=IGNORED, reduction="sum"
    )
    return total / (masks != IGNORED).sum().clamp(min=1)
