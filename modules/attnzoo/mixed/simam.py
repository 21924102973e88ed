"""SimAM: each value weighed by how far it lies from its channel's mean, without parameters.

Source: Yang, Zhang, Li, Xie, ICML 2021, PMLR 139.
Code: ZjjConan/SimAM, networks/attentions/simam_module.py, at ae98f43a.
Differs: maps of a single position are refused; the code gives NaN there.
"""

from torch import Tensor

from attnzoo.fit import require
from attnzoo.gate import Gate
from attnzoo.pooling import mean


def simam_params(channels: int, *, e_lambda: float = 1e-4) -> int:
    """None."""
    del channels, e_lambda
    return 0


def simam_macs(channels: int, height: int, width: int, *, e_lambda: float = 1e-4) -> int:
    """Elementwise work alone, which torch's counter charges nothing for."""
    del channels, height, width, e_lambda
    return 0


def simam_fits(
    channels: int,
    height: int | None = None,
    width: int | None = None,
    *,
    e_lambda: float = 1e-4,
) -> str | None:
    """Maps of at least two positions."""
    del channels
    if e_lambda <= 0:
        return f"e_lambda={e_lambda:g} is not above 0: a constant channel would give 0 / 0"
    if height is not None and width is not None and height * width < 2:
        return f"a {height}x{width} map has a single position, whose variance is not defined"
    return None


class SimAM(Gate):
    """Weighs each value by the inverse of its energy: what stands out of its channel weighs more.

    With d = (x - mean_hw x)^2 and v = sum_hw d / (H W - 1):
    y = x * sigmoid(d / (4 (v + lambda)) + 1/2).

    Args:
        channels: Channels of the map.
        e_lambda: The regularizer lambda.

    Raises:
        DoesNotFit: if `e_lambda` is not above 0; from `forward` on a 1x1 map.
    """

    def __init__(self, channels: int, *, e_lambda: float = 1e-4) -> None:
        super().__init__()
        require(simam_fits, channels, e_lambda=e_lambda)
        self.e_lambda = e_lambda

    def gate(self, x: Tensor) -> Tensor:
        """(B, C, H, W) -> (B, C, H, W)."""
        channels, height, width = x.shape[1:]
        require(simam_fits, channels, height, width, e_lambda=self.e_lambda)
        # `pow` and not `square`: float16 autocast lifts it to float32, lest the sum overflow.
        squared = (x - mean(x, (2, 3), keepdim=True)).pow(2)
        variance = squared.sum((2, 3), keepdim=True) / (height * width - 1)
        # A division of the whole map would cost more in the backward than one of the variance.
        return (squared * (0.25 / (variance + self.e_lambda)) + 0.5).sigmoid()
