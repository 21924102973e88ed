"""Self-attention of YOLOv10's PSA: narrow queries and keys, and a convolution of the values.

Source: Wang, Chen, Liu, Chen, Lin, Han, Ding, NeurIPS 2024, arXiv:2405.14458 (YOLOv10).
Code: sunsmarterjie/yolov12, ultralytics/nn/modules/block.py, class Attention, at d3cbe103: only its
    outputs and the names and shapes of its weights are used here.
Differs: the class takes the number of heads. The blocks around it, PSA of YOLOv10 and C2PSA of
    YOLO11, give it half of the channels and one head for 64 of these, so fewer than 64 have none;
    here 64 channels a head are the default, and channels that they do not divide are refused.
    Networks are built with eps 1e-3 and momentum 0.03 in each norm, the class with torch's own, as
    here. Polarized self-attention, `psa_p` and `psa_s`, is another module.
"""

from torch import Tensor, nn

from attnzoo.layout import in_layout_of
from attnzoo.options import takes
from attnzoo.pairwise.projection import normed
from attnzoo.pairwise.psa_yolo_options import AROUND, PSAYOLOOptions


class PartialSelfAttention(nn.Module):
    """Lets each position attend to all others, and to its neighbours by a convolution.

    [q; k; v] = BN(conv1x1(x)), head by head, with d channels in v and key_ratio d in q and k;
    t_i = sum_j softmax_j(q_i . k_j / sqrt(key_ratio d)) v_j; y = BN(conv1x1(t + BN(dw3x3(v)))).
    Without `position` y = BN(conv1x1(t)).

    Raises:
        DoesNotFit: if `head_channels` does not divide `channels`, or leaves no channel for keys.
    """

    @takes(PSAYOLOOptions)
    def __init__(self, channels: int, options: PSAYOLOOptions) -> None:
        super().__init__()
        self.options = options
        # Named and ordered as in the authors' state dict.
        self.qkv = normed("conv", channels, channels + 2 * options.compared(channels))
        self.proj = normed("conv", channels, channels)
        if options.position:
            self.pe = normed("conv", channels, channels, kernel_size=AROUND, groups=channels)

    def forward(self, x: Tensor) -> Tensor:
        """(B, C, H, W) -> (B, C, H, W)."""
        query, key, value = self._by_head(x)
        weights = (query.transpose(2, 3) * query.shape[2] ** -0.5 @ key).softmax(3)
        attended = in_layout_of(x, (value @ weights.transpose(2, 3)).reshape(x.shape))
        if self.options.position:
            attended = attended + self.pe(in_layout_of(x, value.reshape(x.shape)))
        y: Tensor = self.proj(attended)
        return y

    def _by_head(self, x: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """(B, C, H, W) -> queries, keys and values (B, heads, channels of a head, H W)."""
        keys, values = self.options.keys(), self.options.head_channels
        projected: Tensor = self.qkv(x)
        by_head = projected.flatten(2).unflatten(1, (-1, 2 * keys + values))
        query, key, value = by_head.split([keys, keys, values], dim=2)
        return query, key, value
