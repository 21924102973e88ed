"""Involution: a convolution whose kernel is made at each position, and shared by channels.

Source: Li, Hu, Wang, Li, She, Zhu, Zhang, Chen, CVPR 2021, arXiv:2103.06255 (RedNet).
Code: d-li14/involution, cls/mmcls/models/utils/involution_naive.py, at 21c3158f.
Differs: the code fixes `group_channels` and `reduction`, which the paper varies, and has a stride;
    here the map keeps its size. The code fails where its 16 channels do not divide those of the
    map, which is refused here. The copy in External-Attention-pytorch has one kernel for all
    channels by default, 1,905 parameters at 64 channels where this one has 4,388, and a bias in the
    first convolution.
"""

from torch import Tensor, nn

from attnzoo.kernel.involution_options import InvolutionOptions
from attnzoo.layout import in_layout_of
from attnzoo.options import takes
from attnzoo.parts import named
from attnzoo.window import window_sum


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
