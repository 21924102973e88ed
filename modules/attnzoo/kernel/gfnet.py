"""Global filter: one weight for each frequency of each channel.

Source: Rao, Zhao, Zhu, Lu, Zhou, NeurIPS 2021, arXiv:2107.00645 (GFNet).
Code: raoyongming/GFNet, gfnet.py, class GlobalFilter, at 2de48b62.
Differs: the code takes tokens, and sides of the filter that are 14 and 8 by default, for maps of
    14x14; here the filter has the size of the map, which must be known. Half precision is computed
    in single, as there. No counter of MACs sees the transforms.
"""

import torch
from torch import Tensor, nn

from attnzoo.fit import DoesNotFit
from attnzoo.kernel.gfnet_options import GFNetOptions
from attnzoo.layout import in_layout_of
from attnzoo.options import takes

START = 0.02
"""Standard deviation of the weights of a fresh filter."""


class GlobalFilter(nn.Module):
    """Multiplies each frequency of each channel by a learned complex number.

    y = F^-1(w * F(x)) with the two-dimensional discrete Fourier transform F of each channel: a
    circular convolution of each channel with a kernel as large as the map.

    Raises:
        DoesNotFit: if the size is missing; from `forward` on a map of another size.
    """

    @takes(GFNetOptions)
    def __init__(self, channels: int, options: GFNetOptions) -> None:
        super().__init__()
        self.size = height, width = options.map_size()
        # Named and shaped as in the authors' state dict.
        weight = START * torch.randn(height, width // 2 + 1, channels, 2)
        self.complex_weight = nn.Parameter(weight)

    def forward(self, x: Tensor) -> Tensor:
        """(B, C, H, W) -> (B, C, H, W)."""
        height, width = x.shape[2:]
        if self.size != (height, width):
            raise DoesNotFit(
                f"a {height}x{width} map is not of size={self.size[0]}x{self.size[1]}",
                "build the module for the size of the map",
            )
        precision = torch.promote_types(x.dtype, torch.float32)
        weight = torch.view_as_complex(self.complex_weight.to(precision).contiguous())
        spectrum = torch.fft.rfft2(x.to(precision), norm="ortho") * weight.permute(2, 0, 1)
        y: Tensor = torch.fft.irfft2(spectrum, s=self.size, norm="ortho")
        return in_layout_of(x, y.to(x.dtype))
