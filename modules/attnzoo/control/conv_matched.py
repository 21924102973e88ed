"""A plain convolution that costs as many MACs as a module.

Source: a definition of attnbench.
Code: none.
Differs: nothing.
"""

import torch
from torch import Tensor, nn

from attnzoo.control.conv_matched_options import MatchedConvolutionOptions
from attnzoo.options import takes


class MatchedConvolution(nn.Module):
    """Puts a plain convolution where a module would be, at the same cost.

    y = [conv_kxk(x_1..m); x_m+1..C]: one convolution without bias among the first m channels, the
    others pass. m is the number with which k^2 m^2 H W comes nearest to the module's MACs, and k is
    3 unless all channels are too few for it. A module that does not beat this one gains from
    computing more, not from attention.

    Raises:
        DoesNotFit: if no convolution costs as much within a tenth, or the size is missing.
    """

    @takes(MatchedConvolutionOptions)
    def __init__(self, channels: int, options: MatchedConvolutionOptions) -> None:
        super().__init__()
        height, width = options.map_size()
        options.require(channels, height, width)
        kernel, self.mixed = options.kernel_and_width(channels, height, width)
        self.conv = nn.Conv2d(self.mixed, self.mixed, kernel, padding=kernel // 2, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        """(B, C, H, W) -> (B, C, H, W)."""
        mixed, others = x.split([self.mixed, x.shape[1] - self.mixed], dim=1)
        return torch.cat((self.conv(mixed), others), dim=1)
