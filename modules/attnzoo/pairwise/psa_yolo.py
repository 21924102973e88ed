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

from dataclasses import dataclass

from torch import Tensor, nn

from attnzoo.fit import indivisible
from attnzoo.layout import in_layout_of
from attnzoo.option import option, part
from attnzoo.options import Options, takes
from attnzoo.pairwise.projection import normed

AROUND = 3
"""Side of the kernel that adds the values around each position."""


@dataclass(frozen=True, kw_only=True)
class PSAYOLOOptions(Options):
    """The options of YOLOv10's self-attention.

    Attributes:
        head_channels: Channels of a head.
        key_ratio: Channels of a head's queries and keys, as a share of these.
        position: The depthwise convolution of the values, which tells positions apart.
    """

    head_channels: int = option(64, minimum=1)
    key_ratio: float = option(0.5, minimum=0.0, maximum=1.0)
    position: bool = part()

    def params(self, channels: int) -> int:
        """Two 1x1 kernels and a depthwise one with their norms: 3 C^2 + 6 C, and 11 C."""
        projected = channels + 2 * self.compared(channels)
        around = (AROUND**2 + 2) * channels if self.position else 0
        return (channels + 2) * (projected + channels) + around

    def macs(self, channels: int, height: int, width: int) -> int:
        """The convolutions, and two products over all pairs of positions."""
        compared, positions = self.compared(channels), height * width
        around = AROUND**2 * channels if self.position else 0
        convolutions = (2 * channels + 2 * compared) * channels + around
        return convolutions * positions + (compared + channels) * positions**2

    def wrong_channels(self, channels: int) -> str | None:
        """Divisible by those of a head, which leave some to its keys."""
        reason = indivisible(channels, "head_channels", self.head_channels)
        if reason is None and self.keys() < 1:
            origin = f"head_channels={self.head_channels} at key_ratio={self.key_ratio:g}"
            return f"{origin} leaves no channel for keys"
        return reason

    def keys(self) -> int:
        """Channels of a head's queries, and of its keys."""
        return int(self.head_channels * self.key_ratio)

    def compared(self, channels: int) -> int:
        """Channels of all queries, and of all keys."""
        return channels // self.head_channels * self.keys()


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
