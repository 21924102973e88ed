"""ACmix: attention over a window and a convolution, on the same three projections.

Source: Pan, Ge, Lu, Song, Chen, Huang, Huang, CVPR 2022, arXiv:2111.14556.
Code: LeapLabTHU/ACmix, ResNet/test_bottleneck.py, at 81dddb6d.
Differs: the code's kernel of 3, its dilation of 1 and a stride are no options: others fail, or
    change the size. As in the code the last convolution has no bias, though one is asked for, and
    the bias of the coordinates has no effect. The window is mirrored at the border, and with it the
    coordinates: displacements there have the wrong sign. The code makes coordinates in float32 on
    one device, and fails in half precision and in channels_last; here it works. Maps that are too
    small to be mirrored are refused; the code fails there. What is left without the convolution is
    our definition.
"""

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from attnzoo.layout import in_layout_of
from attnzoo.options import takes
from attnzoo.pairwise.acmix_options import ACmixOptions
from attnzoo.window import padded_window_sum, window_products

KERNEL = 3


class ACmix(nn.Module):
    """Adds up attention over the window of each position and a convolution of what it compares.

    q, k, v = three 1x1 convolutions, p = conv1x1 of a position's two coordinates from -1 to 1;
    a_i = sum_j softmax_j(q_i . (k_j + p_i - p_j) / sqrt(d)) v_j over the window, for each of the
    heads; f = conv1x1 of the heads of q, k and v, 3 h to 9, for each of their d channels;
    c = conv3x3(f) in d groups, whose kernels start as the nine shifts; y = r1 a + r2 c, both r
    starting at 1/2. Without the convolution y = r1 a.

    Raises:
        DoesNotFit: if `heads` does not divide `channels`, or the window is even; from `forward` on
            a map of half a window or less.
    """

    @takes(ACmixOptions)
    def __init__(self, channels: int, options: ACmixOptions) -> None:
        super().__init__()
        self.options = options
        head = channels // options.heads
        # Named and ordered as in the authors' state dict.
        self.rate1 = nn.Parameter(torch.full((1,), 0.5))
        if options.convolution:
            self.rate2 = nn.Parameter(torch.full((1,), 0.5))
        self.conv1 = nn.Conv2d(channels, channels, 1)
        self.conv2 = nn.Conv2d(channels, channels, 1)
        self.conv3 = nn.Conv2d(channels, channels, 1)
        self.conv_p = nn.Conv2d(2, head, 1)
        if options.convolution:
            taps = KERNEL**2
            self.fc = nn.Conv2d(3 * options.heads, taps, 1, bias=False)
            self.dep_conv = nn.Conv2d(
                taps * head, channels, KERNEL, padding=1, groups=head, bias=False
            )
            shifts = torch.eye(taps).reshape(taps, KERNEL, KERNEL)
            with torch.no_grad():
                self.dep_conv.weight.copy_(shifts.expand_as(self.dep_conv.weight))

    def forward(self, x: Tensor) -> Tensor:
        """(B, C, H, W) -> (B, C, H, W)."""
        self.options.require(*x.shape[1:])
        query, key, value = self.conv1(x), self.conv2(x), self.conv3(x)
        attended = self._attended(query, key, value)
        y = self.rate1.to(attended.dtype) * attended
        if self.options.convolution:
            mixed = self._convolved(query, key, value)
            y = y + self.rate2.to(mixed.dtype) * mixed
        return in_layout_of(x, y)

    def _attended(self, query: Tensor, key: Tensor, value: Tensor) -> Tensor:
        """Three (B, C, H, W) -> (B, C, H, W)."""
        window, heads = self.options.window, self.options.heads
        places = self.conv_p(_coordinates(query))
        query, key, value = (
            part.reshape(-1, part.shape[1] // heads, *part.shape[2:])
            for part in (query, key, value)
        )
        # q_i . p_i is the same for the whole window, and a softmax does not see it.
        around = _mirrored(key - places, window)
        scores = window_products(query * query.shape[1] ** -0.5, around, window)
        weights = scores.softmax(1).unsqueeze(1)
        attended = padded_window_sum(_mirrored(value, window), weights, window)
        return attended.reshape(-1, heads * attended.shape[1], *attended.shape[2:])

    def _convolved(self, query: Tensor, key: Tensor, value: Tensor) -> Tensor:
        """Three (B, C, H, W) -> (B, C, H, W)."""
        size = query.shape[2:]
        heads = [
            part.flatten(2).unflatten(1, (self.options.heads, -1)) for part in (query, key, value)
        ]
        mixed = self.fc(torch.cat(heads, dim=1)).transpose(1, 2).flatten(1, 2)
        convolved: Tensor = self.dep_conv(mixed.unflatten(2, size))
        return convolved


def _coordinates(like: Tensor) -> Tensor:
    """Both coordinates of every position, (1, 2, H, W), x first."""
    rows, columns = (
        torch.linspace(-1, 1, length, dtype=like.dtype, device=like.device)
        for length in like.shape[2:]
    )
    return torch.stack(torch.meshgrid(columns, rows, indexing="xy")).unsqueeze(0)


def _mirrored(x: Tensor, window: int) -> Tensor:
    return F.pad(x.contiguous(), (window // 2,) * 4, mode="reflect")
