"""Non-local block: a weighted sum over all positions, added to the map.

Source: Wang, Girshick, Gupta, He, CVPR 2018, arXiv:1711.07971.
Code: AlexHex7/Non-local_pytorch, lib/non_local_embedded_gaussian.py and its three siblings, at
    ec15789a, the PyTorch code in common use; the authors' own is in Caffe2.
Differs: maps too small to be sub-sampled are refused by name.
"""

import torch
from torch import Tensor, nn

from attnzoo.fit import require, unlisted
from attnzoo.parts import zero

FUNCTIONS = ("embedded", "gaussian", "dot", "concatenation")


def nonlocal_params(
    channels: int, *, pairwise: str = "embedded", subsample: bool = True, norm: bool = True
) -> int:
    """The 1x1 convolutions to m = C // 2 channels and the one back, and a norm."""
    del subsample
    half = _half(channels)
    inner = _inner_convolutions(pairwise) * (channels + 1) * half
    pairs = 2 * half if pairwise == "concatenation" else 0
    return inner + pairs + (half + 1) * channels + (2 * channels if norm else 0)


def nonlocal_macs(
    channels: int,
    height: int,
    width: int,
    *,
    pairwise: str = "embedded",
    subsample: bool = True,
    norm: bool = True,
) -> int:
    """The convolutions, and two steps over all pairs of a position and a key."""
    del norm
    half, positions = _half(channels), height * width
    keys = (height // 2) * (width // 2) if subsample else positions
    compared = {"gaussian": channels, "concatenation": 2 * half}.get(pairwise, half)
    convolutions = (_inner_convolutions(pairwise) + 1) * channels * half * positions
    return convolutions + (compared + half) * positions * keys


def nonlocal_fits(
    channels: int,
    height: int | None = None,
    width: int | None = None,
    *,
    pairwise: str = "embedded",
    subsample: bool = True,
    norm: bool = True,
) -> str | None:
    """Any map; with `subsample` of at least two positions a side."""
    del channels, norm
    if subsample and height is not None and width is not None and min(height, width) < 2:
        return f"a {height}x{width} map cannot be sub-sampled by 2"
    return unlisted("pairwise", pairwise, FUNCTIONS)


def _half(channels: int) -> int:
    return max(channels // 2, 1)


def _inner_convolutions(pairwise: str) -> int:
    return 1 if pairwise == "gaussian" else 3


class NonLocal(nn.Module):
    """Adds to each position a sum over all positions, weighed by a function of the pair.

    y_i = x_i + W(sum_j f(x_i, x_j) g(x_j)), equations 1 and 6, where f is `embedded`
    softmax_j(theta(x_i) . phi(x_j)), `gaussian` softmax_j(x_i . x_j), `dot`
    theta(x_i) . phi(x_j) / N, or `concatenation` relu(w [theta(x_i); phi(x_j)]) / N, with N keys.
    W ends in zeros: a fresh block is the identity.

    Args:
        channels: Channels of the map.
        pairwise: The function of a pair of positions.
        subsample: Whether keys and values are max-pooled by 2, without an odd last row or column.
        norm: Whether BatchNorm follows the last convolution.

    Raises:
        DoesNotFit: from `forward` on a map with one row or column, if `subsample`.
    """

    def __init__(
        self,
        channels: int,
        *,
        pairwise: str = "embedded",
        subsample: bool = True,
        norm: bool = True,
    ) -> None:
        super().__init__()
        require(nonlocal_fits, channels, pairwise=pairwise, subsample=subsample, norm=norm)
        self.pairwise = pairwise
        self.subsample = subsample
        half = _half(channels)
        embedded = pairwise != "gaussian"
        # Named and ordered as in the authors' state dict.
        self.g = _pooled(nn.Conv2d(channels, half, 1), subsample)
        self.W = _last(half, channels, norm)
        self.theta = nn.Conv2d(channels, half, 1) if embedded else nn.Identity()
        phi = nn.Conv2d(channels, half, 1) if embedded else nn.Identity()
        self.phi = _pooled(phi, subsample)
        if pairwise == "concatenation":
            joined = nn.Conv2d(2 * half, 1, 1, bias=False)
            self.concat_project = nn.Sequential(joined, nn.ReLU())

    def forward(self, x: Tensor) -> Tensor:
        """(B, C, H, W) -> (B, C, H, W)."""
        require(nonlocal_fits, *x.shape[1:], subsample=self.subsample)
        query, key, value = (part(x).flatten(2) for part in (self.theta, self.phi, self.g))
        attended = value @ self._weights(query, key).transpose(1, 2)
        out: Tensor = self.W(attended.unflatten(2, x.shape[2:]))
        return x + out

    def _weights(self, query: Tensor, key: Tensor) -> Tensor:
        """(B, c, N) and (B, c, M) -> (B, N, M)."""
        if self.pairwise == "concatenation":
            size = (-1, -1, query.shape[2], key.shape[2])
            pairs = (query.unsqueeze(3).expand(size), key.unsqueeze(2).expand(size))
            likeness: Tensor = self.concat_project(torch.cat(pairs, dim=1))
            return likeness.squeeze(1) / key.shape[2]
        products = query.transpose(1, 2) @ key
        return products / key.shape[2] if self.pairwise == "dot" else products.softmax(2)


def _pooled(layer: nn.Module, subsample: bool) -> nn.Module:
    return nn.Sequential(layer, nn.MaxPool2d(2)) if subsample else layer


def _last(half: int, channels: int, norm: bool) -> nn.Module:
    conv, scale = nn.Conv2d(half, channels, 1), nn.BatchNorm2d(channels)
    zero(scale if norm else conv)
    return nn.Sequential(conv, scale) if norm else conv
