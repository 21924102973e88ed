"""Polarized self-attention: a channel mask and a position mask, each pooled over the other axis.

Source: Liu, Liu, Fan, Huang, 2021, arXiv:2107.00782.
Code: DeLightCMU/PSA, semantic-segmentation/network/PSA.py, at 20e307ad.
Differs: fewer channels than a mask can be made from are refused. The code's two layouts take the
    softmax of the position mask over positions, at two different places, and only one of them
    normalizes the channel mask; `reading="paper"` takes it over the pooled channels and has a layer
    norm over the channels after the 1x1 convolution of the channel mask, in both layouts alike. The
    paper compares each mask alone with both; the code has no switch for it.
"""

from collections.abc import Callable, Sequence
from functools import reduce
from operator import add

from torch import Tensor, nn

from attnzoo.gate import ChainedGate, Gate
from attnzoo.layout import in_layout_of
from attnzoo.mixed.psa_options import ParallelOptions, SequentialOptions
from attnzoo.options import takes
from attnzoo.pooling import mean


class _Polarized(Gate):
    """The two masks; a layout says how they are joined and where the code has its softmax.

    `up` are the last layers of the channel mask, if it is on.
    """

    def __init__(self, channels: int, options: ParallelOptions, up: nn.Module | None) -> None:
        super().__init__()
        self.options = options
        half = channels // 2
        # Named as in the authors' state dict: right is the channel mask, left the position mask.
        if up is not None:
            self.conv_q_right = _projection(channels, 1)
            self.conv_v_right = _projection(channels, half)
            self.conv_up = up
        if options.spatial:
            self.conv_q_left = _projection(channels, half)
            self.conv_v_left = _projection(channels, half)

    def gates(self) -> Sequence[Callable[[Tensor], Tensor]]:
        """First (B, C, 1, 1), then (B, 1, H, W)."""
        options = self.options
        switched = ((options.channel, self.channel_mask), (options.spatial, self.position_mask))
        return [mask for on, mask in switched if on]

    def channel_mask(self, x: Tensor) -> Tensor:
        """(B, C, H, W) -> (B, C, 1, 1)."""
        query = self.conv_q_right(x).flatten(2).softmax(2)
        pooled = self.conv_v_right(x).flatten(2) @ query.transpose(1, 2)
        mask: Tensor = self.conv_up(pooled.unsqueeze(3)).sigmoid()
        return mask

    def position_mask(self, x: Tensor) -> Tensor:
        """(B, C, H, W) -> (B, 1, H, W)."""
        query = mean(self.conv_q_left(x), (2, 3)).unsqueeze(1)
        value = self.conv_v_left(x).flatten(2)
        paper = self.options.reading == "paper"
        scores = query.softmax(2) @ value if paper else self.code_scores(query, value)
        return scores.sigmoid().unflatten(2, x.shape[2:])

    def code_scores(self, query: Tensor, value: Tensor) -> Tensor:
        """(B, 1, m) and (B, m, N) -> (B, 1, N), with the softmax where the code has it."""
        raise NotImplementedError


class ParallelPolarizedAttention(_Polarized):
    """Adds the map weighed by channels and the map weighed by positions.

    y = x * c + x * p, equation 5, with c = sigmoid(Wz (Wv x softmax_n(Wq x))) and
    p = sigmoid(softmax_n(mean_n(Wq' x)^T Wv' x)).

    Raises:
        DoesNotFit: if the channels cannot be halved, or neither mask would be left.
    """

    @takes(ParallelOptions)
    def __init__(self, channels: int, options: ParallelOptions) -> None:
        up = _normed if options.reading == "paper" else _single
        super().__init__(channels, options, up(channels) if options.channel else None)

    def code_scores(self, query: Tensor, value: Tensor) -> Tensor:
        """(B, 1, m) and (B, m, N) -> (B, 1, N)."""
        return (query @ value).softmax(2)

    def gate(self, x: Tensor) -> Tensor:
        """(B, C, H, W) -> (B, C, H, W)."""
        return in_layout_of(x, reduce(add, [mask(x) for mask in self.gates()]))

    def forward(self, x: Tensor) -> Tensor:
        """(B, C, H, W) -> (B, C, H, W)."""
        return reduce(add, [x * mask(x) for mask in self.gates()])


class SequentialPolarizedAttention(_Polarized, ChainedGate):
    """Weighs the map by channels, then by positions.

    u = x * sigmoid(W2 relu(LN(W1 (Wv x softmax_n(Wq x)))));
    y = u * sigmoid(mean_n(Wq' u)^T softmax_n(Wv' u)), equation 6.

    Raises:
        DoesNotFit: if fewer than two hidden channels, or neither mask, would be left.
    """

    @takes(SequentialOptions)
    def __init__(self, channels: int, options: SequentialOptions) -> None:
        up = _normed if options.reading == "paper" else _squeezed
        super().__init__(channels, options, up(channels) if options.channel else None)

    def code_scores(self, query: Tensor, value: Tensor) -> Tensor:
        """(B, 1, m) and (B, m, N) -> (B, 1, N)."""
        return query @ value.softmax(2)


def _projection(channels: int, out: int) -> nn.Conv2d:
    conv = nn.Conv2d(channels, out, 1, bias=False)
    nn.init.kaiming_normal_(conv.weight, nonlinearity="relu")
    return conv


def _single(channels: int) -> nn.Module:
    return nn.Conv2d(channels // 2, channels, 1, bias=False)


def _normed(channels: int) -> nn.Module:
    return nn.Sequential(_single(channels), nn.LayerNorm([channels, 1, 1]))


def _squeezed(channels: int) -> nn.Module:
    half, hidden = channels // 2, channels // 2 // 4
    return nn.Sequential(
        nn.Conv2d(half, hidden, 1),
        nn.LayerNorm([hidden, 1, 1]),
        nn.ReLU(),
        nn.Conv2d(hidden, channels, 1),
    )
