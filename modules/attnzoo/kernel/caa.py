"""Context anchor attention: a gate of a pooled view and two long depthwise strips.

Source: Cai, Lai, Wang, Wang, Sun, Liu, CVPR 2024, arXiv:2403.06258 (PKINet).
Code: PKINet/PKINet, mmrotate/models/backbones/pkinet.py, at 709f68a0.
Differs: the code's class gives the gate alone, which PKINet computes from the input of a bottleneck
    and lays on another branch, y = b + b * gate; as users of the module do, the map itself is
    weighed here. The class has BatchNorm and SiLU by default; PKINet builds it without, which is
    the default here, and `norm` puts both back. A popular copy, in objectdetection_script, always
    has them, with another eps, and other names of the strips' weights.
"""

from torch import Tensor, nn

from attnzoo.gate import Gate
from attnzoo.kernel.caa_options import CAAOptions
from attnzoo.options import takes
from attnzoo.parts import depthwise, named
from attnzoo.pooling import window_mean

POOLED = 7
"""Side of the window that is averaged first."""


class ContextAnchorAttention(Gate):
    """Weighs the map by a view of it over long strips around each position.

    y = x * sigmoid(p2(dw_kx1(dw_1xk(p1(mean7x7(x)))))), with 1x1 convolutions p1 and p2; the mean
    counts zeros beyond the border. Without `norm` the gate is the sigmoid of an affine map of x;
    with it each p is SiLU(BN(conv1x1)), so that the gate is above 0.43.

    Raises:
        DoesNotFit: if the kernel is even.
    """

    @takes(CAAOptions)
    def __init__(self, channels: int, options: CAAOptions) -> None:
        super().__init__()
        kernel = options.kernel_size
        # Named as in the authors' state dict.
        self.conv1 = _pointwise(channels, options.norm)
        self.h_conv = named(conv=depthwise(channels, (1, kernel)))
        self.v_conv = named(conv=depthwise(channels, (kernel, 1)))
        self.conv2 = _pointwise(channels, options.norm)

    def gate(self, x: Tensor) -> Tensor:
        """(B, C, H, W) -> (B, C, H, W)."""
        mixed = self.conv1(window_mean(x, POOLED))
        gate: Tensor = self.conv2(self.v_conv(self.h_conv(mixed)))
        return gate.sigmoid()


def _pointwise(channels: int, norm: bool) -> nn.Sequential:
    conv = nn.Conv2d(channels, channels, 1, bias=not norm)
    if not norm:
        return named(conv=conv)
    return named(conv=conv, bn=nn.BatchNorm2d(channels, eps=1e-3, momentum=0.03), act=nn.SiLU())
