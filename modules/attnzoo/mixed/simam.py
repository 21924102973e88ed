"""SimAM: each value weighed by how far it lies from its channel's mean, without parameters.

Source: Yang, Zhang, Li, Xie, ICML 2021, PMLR 139.
Code: ZjjConan/SimAM, networks/attentions/simam_module.py, at ae98f43a.
Differs: maps of a single position are refused; the code gives NaN there.
"""

from torch import Tensor

from attnzoo.gate import Gate
from attnzoo.mixed.simam_options import SimAMOptions
from attnzoo.options import takes
from attnzoo.pooling import mean


class SimAM(Gate):
    """Weighs each value by the inverse of its energy: what stands out of its channel weighs more.

    With d = (x - mean_hw x)^2 and v = sum_hw d / (H W - 1):
    y = x * sigmoid(d / (4 (v + lambda)) + 1/2).

    Raises:
        DoesNotFit: from `forward` on a 1x1 map.
    """

    @takes(SimAMOptions)
    def __init__(self, channels: int, options: SimAMOptions) -> None:
        del channels
        super().__init__()
        self.options = options

    def gate(self, x: Tensor) -> Tensor:
        """(B, C, H, W) -> (B, C, H, W)."""
        channels, height, width = x.shape[1:]
        self.options.require(channels, height, width)
        # `pow` and not `square`: float16 autocast lifts it to float32, lest the sum overflow.
        squared = (x - mean(x, (2, 3), keepdim=True)).pow(2)
        variance = squared.sum((2, 3), keepdim=True) / (height * width - 1)
        # A division of the whole map would cost more in the backward than one of the variance.
        return (squared * (0.25 / (variance + self.options.e_lambda)) + 0.5).sigmoid()
