"""Involution: a convolution whose kernel is made at each position, and shared by channels.

Source: Li, Hu, Wang, Li, She, Zhu, Zhang, Chen, CVPR 2021, arXiv:2103.06255 (RedNet).
Code: d-li14/involution, cls/mmcls/models/utils/involution_naive.py, at 21c3158f.
Differs: the code fixes `group_channels` and `reduction`, which the paper varies, and has a stride;
    here the map keeps its size. The code fails where its 16 channels do not divide those of the
    map, which is refused here. The copy in External-Attention-pytorch has one kernel for all
    channels by default, 1,905 parameters at 64 channels where this one has 4,388, and a bias in the
    first convolution.
"""

from dataclasses import dataclass

from torch import Tensor, nn

from attnzoo.fit import even_kernel, indivisible, too_few_to_reduce
from attnzoo.layout import in_layout_of
from attnzoo.option import option
from attnzoo.options import Options, takes
from attnzoo.parts import named
from attnzoo.window import window_sum


@dataclass(frozen=True, kw_only=True)
class InvolutionOptions(Options):
    """The options of involution.

    Attributes:
        kernel_size: Side k of the window; odd.
        group_channels: Consecutive channels that share a kernel: there are G = C / group_channels.
        reduction: Divisor r of the channels: the kernels are made of C // r.
    """

    kernel_size: int = option(7, minimum=1)
    group_channels: int = option(16, minimum=1)
    reduction: int = option(4, minimum=1)

    def params(self, channels: int) -> int:
        """A 1x1 to m = C // r channels with its norm, and one with bias to k^2 G."""
        hidden = channels // self.reduction
        return channels * hidden + 2 * hidden + (hidden + 1) * self.taps(channels)

    def macs(self, channels: int, height: int, width: int) -> int:
        """The two 1x1 convolutions at every position; the sums are elementwise work."""
        hidden = channels // self.reduction
        return (channels + self.taps(channels)) * hidden * height * width

    def wrong_channels(self, channels: int) -> str | None:
        """Divisible by those that share a kernel, and at least `reduction`."""
        return (
            even_kernel(self.kernel_size)
            or indivisible(channels, "group_channels", self.group_channels)
            or too_few_to_reduce(channels, self.reduction)
        )

    def taps(self, channels: int) -> int:
        """Weights of all kernels of a position."""
        return self.kernel_size**2 * (channels // self.group_channels)


class Involution(nn.Module):
    """Sums each window by a kernel that its centre makes, the same for consecutive channels.

    w = conv1x1(relu(BN(conv1x1(x)))), k^2 weights for each of G groups of channels at each
    position; y_c = sum over the k x k window, with zeros beyond the border, of w_(group of c) x_c.
    The kernels are not normalized: y may be many times as large as x.

    Raises:
        DoesNotFit: if the kernel is even, if `group_channels` does not divide `channels`, or if no
            hidden channel would be left.
    """

    @takes(InvolutionOptions)
    def __init__(self, channels: int, options: InvolutionOptions) -> None:
        super().__init__()
        self.options = options
        hidden = channels // options.reduction
        # Named as in the authors' state dict.
        reduce = nn.Conv2d(channels, hidden, 1, bias=False)
        self.conv1 = named(conv=reduce, bn=nn.BatchNorm2d(hidden), act=nn.ReLU())
        self.conv2 = named(conv=nn.Conv2d(hidden, options.taps(channels), 1))

    def forward(self, x: Tensor) -> Tensor:
        """(B, C, H, W) -> (B, C, H, W)."""
        size = self.options.kernel_size
        kernels: Tensor = self.conv2(self.conv1(x))
        grouped = x.unflatten(1, (-1, self.options.group_channels))
        total = window_sum(grouped, kernels.unflatten(1, (-1, 1, size**2)), size)
        return in_layout_of(x, total.flatten(1, 2))
