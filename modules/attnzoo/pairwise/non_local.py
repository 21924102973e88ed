"""Non-local block: a weighted sum over all positions, added to the map.

Source: Wang, Girshick, Gupta, He, CVPR 2018, arXiv:1711.07971.
Code: AlexHex7/Non-local_pytorch, lib/non_local_embedded_gaussian.py and its three siblings, at
    ec15789a, the PyTorch code in common use; the authors' own is in Caffe2.
Differs: maps too small to be sub-sampled are refused by name.
"""

import torch
from torch import Tensor, nn

from attnzoo.options import takes
from attnzoo.pairwise.non_local_options import NonLocalOptions, _half
from attnzoo.parts import zero


class NonLocal(nn.Module):
    """Adds to each position a sum over all positions, weighed by a function of the pair.

    y_i = x_i + W(sum_j f(x_i, x_j) g(x_j)), equations 1 and 6, where f is `embedded`
    softmax_j(theta(x_i) . phi(x_j)), `gaussian` softmax_j(x_i . x_j), `dot`
    theta(x_i) . phi(x_j) / N, or `concatenation` relu(w [theta(x_i); phi(x_j)]) / N, with N keys.
    W ends in zeros: a fresh block is the identity.

    Raises:
        DoesNotFit: from `forward` on a map with one row or column, if `subsample`.
    """

    @takes(NonLocalOptions)
    def __init__(self, channels: int, options: NonLocalOptions) -> None:
        super().__init__()
        self.options = options
        half, subsample = _half(channels), options.subsample
        embedded = options.pairwise != "gaussian"
        # Named and ordered as in the authors' state dict.
        self.g = _pooled(nn.Conv2d(channels, half, 1), subsample)
        self.W = _last(half, channels, options.norm)
        self.theta = nn.Conv2d(channels, half, 1) if embedded else nn.Identity()
        phi = nn.Conv2d(channels, half, 1) if embedded else nn.Identity()
        self.phi = _pooled(phi, subsample)
        if options.pairwise == "concatenation":
            joined = nn.Conv2d(2 * half, 1, 1, bias=False)
            self.concat_project = nn.Sequential(joined, nn.ReLU())

    def forward(self, x: Tensor) -> Tensor:
        """(B, C, H, W) -> (B, C, H, W)."""
        self.options.require(*x.shape[1:])
        query, key, value = (part(x).flatten(2) for part in (self.theta, self.phi, self.g))
        attended = value @ self._weights(query, key).transpose(1, 2)
        out: Tensor = self.W(attended.unflatten(2, x.shape[2:]))
        return x + out

    def _weights(self, query: Tensor, key: Tensor) -> Tensor:
        """(B, c, N) and (B, c, M) -> (B, N, M)."""
        if self.options.pairwise == "concatenation":
            size = (-1, -1, query.shape[2], key.shape[2])
            pairs = (query.unsqueeze(3).expand(size), key.unsqueeze(2).expand(size))
            likeness: Tensor = self.concat_project(torch.cat(pairs, dim=1))
            return likeness.squeeze(1) / key.shape[2]
        products = query.transpose(1, 2) @ key
        return products / key.shape[2] if self.options.pairwise == "dot" else products.softmax(2)


def _pooled(layer: nn.Module, subsample: bool) -> nn.Module:
    return nn.Sequential(layer, nn.MaxPool2d(2)) if subsample else layer


def _last(half: int, channels: int, norm: bool) -> nn.Module:
    conv, scale = nn.Conv2d(half, channels, 1), nn.BatchNorm2d(channels)
    zero(scale if norm else conv)
    return nn.Sequential(conv, scale) if norm else conv
