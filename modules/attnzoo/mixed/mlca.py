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

from attnzoo.channel.eca_options import adaptive_kernel
from attnzoo.gate import Gate
from attnzoo.mixed.mlca_options import MLCAOptions
from attnzoo.options import takes
from attnzoo.pooling import mean


class MixedLocalChannelAttention(Gate):
    """Weighs each value by two gates of its channel: one of its patch and one of all patches.

    p = avgpool(x) to L x L patches; y = x * upsample(w sigmoid(conv1d_k(p)) +
    (1 - w) sigmoid(conv1d_k(mean p))), both convolutions running along the channels, the first
    through all patches in one sequence.
    """

    @takes(MLCAOptions)
    def __init__(self, channels: int, options: MLCAOptions) -> None:
        super().__init__()
        self.local_size = options.local_size
        self.local_weight = options.local_weight
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
