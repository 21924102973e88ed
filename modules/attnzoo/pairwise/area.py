"""Area attention: positions attend within runs of rows, one after the other.

Source: Tian, Ye, Doermann, NeurIPS 2025, arXiv:2502.12524 (YOLOv12).
Code: sunsmarterjie/yolov12, ultralytics/nn/modules/block.py, class AAttn, at d3cbe103: only its
    outputs and the names and shapes of its weights are used here.
Differs: the class has one area by default; its networks have four at stride 16 and one at stride
    32, and heads of 32 channels. The package of ultralytics has another module under the name: one
    convolution for queries, keys and values, and a larger one for positions, so weights cannot be
    exchanged. Where flash-attn is installed, the code computes in float16. Networks are built with
    eps 1e-3 and momentum 0.03 in each norm, the class with torch's own, as here.
"""

from torch import Tensor, nn

from attnzoo.layout import in_layout_of
from attnzoo.options import takes
from attnzoo.pairwise.area_options import AROUND, AreaOptions
from attnzoo.pairwise.projection import normed


class AreaAttention(nn.Module):
    """Lets each position attend to the positions of its run of rows.

    [q; k] = BN(conv1x1(x)) and v = BN(conv1x1(x)), in heads of d channels. The H W positions, row
    by row, are cut into `area` runs of equal length, bands of rows where `area` divides H;
    t_i = sum_j softmax_j(q_i . k_j / sqrt(d)) v_j over the run of i;
    y = BN(conv1x1(t + BN(dw5x5(v)))). Without `position` y = BN(conv1x1(t)).

    Raises:
        DoesNotFit: if `head_channels` does not divide `channels`; from `forward` if `area` does not
            divide the number of positions.
    """

    @takes(AreaOptions)
    def __init__(self, channels: int, options: AreaOptions) -> None:
        super().__init__()
        self.options = options
        # Named and ordered as in the authors' state dict.
        self.qk = normed("conv", channels, 2 * channels)
        self.v = normed("conv", channels, channels)
        self.proj = normed("conv", channels, channels)
        if options.position:
            self.pe = normed("conv", channels, channels, kernel_size=AROUND, groups=channels)

    def forward(self, x: Tensor) -> Tensor:
        """(B, C, H, W) -> (B, C, H, W)."""
        self.options.require(*x.shape[1:])
        value: Tensor = self.v(x)
        attended = in_layout_of(x, self._attended(self.qk(x), value))
        y: Tensor = self.proj(attended + self.pe(value) if self.options.position else attended)
        return y

    def _attended(self, compared: Tensor, value: Tensor) -> Tensor:
        """Queries and keys (B, 2 C, H, W), and values (B, C, H, W) -> (B, C, H, W)."""
        query, key = self._runs(compared).chunk(2, dim=1)
        weights = (query.transpose(3, 4) * query.shape[3] ** -0.5 @ key).softmax(4)
        by_run = self._runs(value) @ weights.transpose(3, 4)
        return by_run.transpose(2, 3).reshape(value.shape)

    def _runs(self, x: Tensor) -> Tensor:
        """(B, heads d, H, W) -> (B, heads, area, d, H W / area)."""
        heads = (-1, self.options.head_channels)
        cut = (self.options.area, -1)
        return x.flatten(2).unflatten(1, heads).unflatten(3, cut).transpose(2, 3)
