"""Contextual transformer: a convolution's view of the window decides how the window is summed.

Source: Li, Yao, Pan, Mei, TPAMI 2022, arXiv:2107.12292.
Code: JDAI-CV/CoTNet, models/cotnet.py, at 895e0246.
Differs: the code sums windows by a CUDA kernel that has no CPU form; here they are sums of shifted
    products. It takes the place of a bottleneck's middle convolution, norm and activation, while
    here it takes the map at any site. Training on one image is refused. Two widely copied zoos have
    another module under this name: its weights are averaged over the window and put through a
    softmax over the whole map, the map follows its context in the concatenation, nothing is
    normalized by group, and the two contexts are added. It has 36,736 parameters at 64 channels
    where this one has 26,744.
"""

import torch
from torch import Tensor, nn

from attnzoo.fit import require_batch
from attnzoo.layout import in_layout_of
from attnzoo.options import takes
from attnzoo.pairwise.cot_options import GROUPS, SHARED, CoTOptions
from attnzoo.pooling import mean
from attnzoo.window import window_sum


class ContextualTransformer(nn.Module):
    """Sums each window with weights that depend on its centre and on a convolution around it.

    k = relu(BN(conv_kxk(x))), the static context; w = GN(conv1x1(relu(BN(conv1x1([x; k]))))), k^2
    weights for each of C // 8 kernels; v = BN(conv1x1(x));
    d_c = silu(BN(sum_window w_(c mod C/8) v_c)), the dynamic context;
    y = s k + (1 - s) d with s for each channel by a softmax between two outputs of
    conv1x1(relu(BN(conv1x1(mean_hw(k + d))))). The weights have no softmax over the window.

    Raises:
        DoesNotFit: if 8 does not divide `channels`; from `forward` in training on one image.
    """

    @takes(CoTOptions)
    def __init__(self, channels: int, options: CoTOptions) -> None:
        super().__init__()
        self.kernel_size = size = options.kernel_size
        hidden, taps = options.hidden(channels), options.taps(channels)
        # Named and ordered as in the authors' state dict.
        self.key_embed = nn.Sequential(
            nn.Conv2d(channels, channels, size, padding=size // 2, groups=GROUPS, bias=False),
            nn.BatchNorm2d(channels),
            nn.ReLU(),
        )
        self.embed = nn.Sequential(
            nn.Conv2d(2 * channels, channels // 2, 1, bias=False),
            nn.BatchNorm2d(channels // 2),
            nn.ReLU(),
            nn.Conv2d(channels // 2, taps, 1),
            nn.GroupNorm(channels // SHARED, taps),
        )
        value = nn.Conv2d(channels, channels, 1, bias=False)
        self.conv1x1 = nn.Sequential(value, nn.BatchNorm2d(channels))
        self.bn = nn.BatchNorm2d(channels)
        self.se = nn.Sequential(
            nn.Conv2d(channels, hidden, 1),
            nn.BatchNorm2d(hidden),
            nn.ReLU(),
            nn.Conv2d(hidden, 2 * channels, 1),
        )

    def forward(self, x: Tensor) -> Tensor:
        """(B, C, H, W) -> (B, C, H, W)."""
        require_batch(x.shape[0], training=self.training)
        static: Tensor = self.key_embed(x)
        dynamic = self._dynamic(x, static)
        pooled = mean(static, (2, 3), keepdim=True) + mean(dynamic, (2, 3), keepdim=True)
        shares = self.se(pooled).unflatten(1, (-1, 2)).softmax(2)
        return dynamic * shares[:, :, 0] + static * shares[:, :, 1]

    def _dynamic(self, x: Tensor, static: Tensor) -> Tensor:
        """The map and its static context -> (B, C, H, W)."""
        weights: Tensor = self.embed(torch.cat((x, static), dim=1))
        kernels = weights.unflatten(1, (-1, self.kernel_size**2)).unsqueeze(1)
        value: Tensor = self.conv1x1(x).unflatten(1, (-1, kernels.shape[2]))
        total = window_sum(value, kernels, self.kernel_size).flatten(1, 2)
        return nn.functional.silu(self.bn(in_layout_of(x, total)))
