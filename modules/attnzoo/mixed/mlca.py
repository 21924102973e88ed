"""Mixed local channel attention: ECA's convolution over patches of the map, and over their mean.

Source: Wan, Lu, Shen, Xu, Lang, Ren, Engineering Applications of Artificial Intelligence 2023,
    doi:10.1016/j.engappai.2023.106442.
Code: wandahangFY/MLCA, MLCA.py, at afbeb47a.
Differs: nothing. As in the code, the global branch averages the patches, which is the mean of the
    map only where patches do not overlap, and the local kernel runs on from the last channel of a
    patch to the first of the next.
"""

import torch.nn.functional as F
from torch import Tensor, nn

from attnzoo.channel.eca import adaptive_kernel
from attnzoo.fit import require
from attnzoo.gate import Gate
from attnzoo.pooling import mean


def mlca_params(channels: int, *, local_size: int = 5, local_weight: float = 0.5) -> int:
    """Two kernels of ECA's size: 2 k."""
    del local_size, local_weight
    return 2 * adaptive_kernel(channels)


def mlca_macs(
    channels: int, height: int, width: int, *, local_size: int = 5, local_weight: float = 0.5
) -> int:
    """One kernel once a channel and patch, the other once a channel: k C (L^2 + 1)."""
    del height, width, local_weight
    return adaptive_kernel(channels) * channels * (local_size**2 + 1)


def mlca_fits(
    channels: int,
    height: int | None = None,
    width: int | None = None,
    *,
    local_size: int = 5,
    local_weight: float = 0.5,
) -> str | None:
    """Any map; a positive number of patches, and a share between 0 and 1."""
    del channels, height, width
    if local_size < 1:
        return f"local_size={local_size} is below 1"
    if not 0 <= local_weight <= 1:
        return f"local_weight={local_weight:g} is not between 0 and 1"
    return None


class MixedLocalChannelAttention(Gate):
    """Weighs each value by two gates of its channel: one of its patch and one of all patches.

    p = avgpool(x) to L x L patches; y = x * upsample(w sigmoid(conv1d_k(p)) +
    (1 - w) sigmoid(conv1d_k(mean p))), both convolutions running along the channels, the first
    through all patches in one sequence.

    Args:
        channels: Channels of the map.
        local_size: Patches a side, L.
        local_weight: Share w of the patch's own gate.

    Raises:
        DoesNotFit: if there is no patch, or the share is not between 0 and 1.
    """

    def __init__(self, channels: int, *, local_size: int = 5, local_weight: float = 0.5) -> None:
        super().__init__()
        require(mlca_fits, channels, local_size=local_size, local_weight=local_weight)
        self.local_size = local_size
        self.local_weight = local_weight
        kernel = adaptive_kernel(channels)
        self.conv = nn.Conv1d(1, 1, kernel, padding=kernel // 2, bias=False)
        self.conv_local = nn.Conv1d(1, 1, kernel, padding=kernel // 2, bias=False)

    def gate(self, x: Tensor) -> Tensor:
        """(B, C, H, W) -> (B, C, H, W)."""
        batch, channels, height, width = x.shape
        patches = F.adaptive_avg_pool2d(x, self.local_size).flatten(2)
        sequence = patches.transpose(1, 2).reshape(batch, 1, -1)
        local = self.conv_local(sequence).sigmoid().view(batch, -1, channels).transpose(1, 2)
        overall = self.conv(mean(patches, 2).unsqueeze(1)).sigmoid().transpose(1, 2)
        mixed = self.local_weight * local + (1 - self.local_weight) * overall
        mixed = mixed.unflatten(2, (self.local_size, self.local_size))
        return F.adaptive_avg_pool2d(mixed, (height, width))
