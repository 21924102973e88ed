"""Inverted residual mobile block: attention among the positions of a grid, then depthwise.

Source: Zhang, Li, Li, Liu, Bai, Zhang, Jiang, Huang, Wang, Wang, Zhang, ICCV 2023, arXiv:2301.01146
    (EMO).
Code: zhangzjn/EMO, model/emo.py, at 27d9b40f.
Differs: of the code's class, a stride, another width, dilation, squeeze-and-excitation and dropout
    are left out, and so is the block without attention, of EMO's first stages. The defaults are the
    class's, which guides for YOLO copy; EMO's last two stages, the ones that attend, have
    norm=layer, activation=gelu, kernel_size=5, bias=on and attend_first=on, an expansion of 2 to 5
    and heads of 16 to 32 channels. The window is no block but a grid, as in the code: on a side of
    14 one holds positions 0, 2, 4, ... 12. The map is filled up with zeros on the right and below,
    which are attended to as the code does, without a mask. A switch of the code takes away both
    residuals; `local` takes away the depthwise convolution alone, which is our definition.
"""

import torch.nn.functional as F
from torch import Tensor, nn

from attnzoo.layout import in_layout_of
from attnzoo.options import takes
from attnzoo.pairwise.irmb_options import IRMBOptions
from attnzoo.parts import ChannelNorm, depthwise, named

EPSILON = 1e-6
"""Of every norm."""

NORMS = {"batch": nn.BatchNorm2d, "layer": ChannelNorm}

ACTIVATIONS = {"relu": nn.ReLU, "gelu": nn.GELU, "silu": nn.SiLU}


class InvertedResidualMobileBlock(nn.Module):
    """Mixes values over a grid of positions, then over neighbours, and adds the map.

    n = norm(x); q, k = conv1x1(n); v = act(conv1x1(n)); a = softmax(q . k / sqrt(d)) v among the
    window^2 positions of each strided grid; u = a + SiLU(BN(dw(a))); y = x + conv1x1(u). With
    `attend_first` a = act(conv1x1(softmax(...) n)).

    Raises:
        DoesNotFit: if `head_channels` does not divide `channels`, if the heads do not divide the
            channels of the values, or the kernel is even.
    """

    @takes(IRMBOptions)
    def __init__(self, channels: int, options: IRMBOptions) -> None:
        super().__init__()
        self.options, self.heads = options, options.heads(channels)
        hidden, bias = options.hidden(channels), options.bias
        # Named and ordered as in the authors' state dict.
        self.norm = NORMS[options.norm](channels, eps=EPSILON)
        self.qk = named(conv=nn.Conv2d(channels, 2 * channels, 1, bias=bias))
        values = nn.Conv2d(channels, hidden, 1, bias=bias)
        self.v = named(conv=values, act=ACTIVATIONS[options.activation]())
        if options.local:
            size = (options.kernel_size, options.kernel_size)
            self.conv_local = named(
                conv=depthwise(hidden, size, bias=False),
                norm=nn.BatchNorm2d(hidden, eps=EPSILON),
                act=nn.SiLU(),
            )
        self.proj = named(conv=nn.Conv2d(hidden, channels, 1, bias=False))

    def forward(self, x: Tensor) -> Tensor:
        """(B, C, H, W) -> (B, C, H, W)."""
        height, width = x.shape[2:]
        padding = (0, self.options.padded(width) - width, 0, self.options.padded(height) - height)
        padded = F.pad(self.norm(x), padding)
        mixed = in_layout_of(x, self._attended(padded)[:, :, :height, :width])
        if self.options.local:
            mixed = mixed + self.conv_local(mixed)
        projected: Tensor = self.proj(mixed)
        return x + projected

    def _attended(self, padded: Tensor) -> Tensor:
        """(B, C, H, W), filled up -> (B, hidden, H, W)."""
        query, key = (self._grids(part) for part in self.qk(padded).chunk(2, dim=1))
        scale = self.options.head_channels**-0.5
        weights = ((query * scale) @ key.transpose(4, 5)).softmax(5)
        if self.options.attend_first:
            attended: Tensor = self.v(_spread(weights @ self._grids(padded), padded))
            return attended
        return _spread(weights @ self._grids(self.v(padded)), padded)

    def _grids(self, x: Tensor) -> Tensor:
        """(B, c, H, W) -> (B, H / s, W / s, heads, s^2, c / heads), s positions a side of a grid.

        Positions of one grid lie H / s rows and W / s columns apart.
        """
        height, width = (self.options.side(length) for length in x.shape[2:])
        apart = x.unflatten(3, (width, -1)).unflatten(2, (height, -1))
        apart = apart.unflatten(1, (self.heads, -1))
        return apart.permute(0, 4, 6, 1, 3, 5, 2).flatten(4, 5)


def _spread(grids: Tensor, like: Tensor) -> Tensor:
    """What `_grids` gathered, back on the map: (B, c, H, W)."""
    rows, columns = grids.shape[1:3]
    height, width = like.shape[2:]
    apart = grids.unflatten(4, (height // rows, width // columns)).permute(0, 3, 6, 4, 1, 5, 2)
    return apart.reshape(like.shape[0], -1, height, width)
