"""Bottleneck attention: a channel branch and a dilated spatial branch, side by side.

Source: Park, Woo, Lee, Kweon, BMVC 2018, arXiv:1807.06514.
Code: Jongchan/attention-module, MODELS/bam.py, as Christian-lyc/NAM, MODELS/bam.py, at 6e8d3e32
    has it: the original cannot be constructed for an undefined name, which the copy leaves out.
Differs: the mean is over the whole map, where the code pools height x height and so fails on some
    non-square maps and drops columns of others; fewer than `reduction` channels and training on one
    image are refused. The code multiplies the branches; the paper adds them, with `fusion="add"`.
    The paper compares each branch alone with both; the code has no switch for it.
"""

from collections import OrderedDict
from functools import reduce

from torch import Tensor, nn

from attnzoo.fit import require_batch
from attnzoo.gate import Gate
from attnzoo.mixed.bam_options import FUSIONS, BAMOptions
from attnzoo.options import takes
from attnzoo.pooling import mean


class _ChannelBranch(nn.Module):
    def __init__(self, channels: int, hidden: int) -> None:
        super().__init__()
        self.gate_c = nn.Sequential(
            OrderedDict(
                gate_c_fc_0=nn.Linear(channels, hidden),
                gate_c_bn_1=nn.BatchNorm1d(hidden),
                gate_c_relu_1=nn.ReLU(),
                gate_c_fc_final=nn.Linear(hidden, channels),
            )
        )

    def forward(self, x: Tensor) -> Tensor:
        """(B, C, H, W) -> (B, C, 1, 1)."""
        require_batch(x.shape[0], training=self.training)
        branch: Tensor = self.gate_c(mean(x, (2, 3)))
        return branch[:, :, None, None]


class _SpatialBranch(nn.Module):
    def __init__(self, channels: int, hidden: int, dilation: int) -> None:
        super().__init__()
        self.gate_s = nn.Sequential(
            OrderedDict(
                gate_s_conv_reduce0=nn.Conv2d(channels, hidden, 1),
                gate_s_bn_reduce0=nn.BatchNorm2d(hidden),
                gate_s_relu_reduce0=nn.ReLU(),
                gate_s_conv_di_0=_dilated(hidden, dilation),
                gate_s_bn_di_0=nn.BatchNorm2d(hidden),
                gate_s_relu_di_0=nn.ReLU(),
                gate_s_conv_di_1=_dilated(hidden, dilation),
                gate_s_bn_di_1=nn.BatchNorm2d(hidden),
                gate_s_relu_di_1=nn.ReLU(),
                gate_s_conv_final=nn.Conv2d(hidden, 1, 1),
            )
        )

    def forward(self, x: Tensor) -> Tensor:
        """(B, C, H, W) -> (B, 1, H, W)."""
        branch: Tensor = self.gate_s(x)
        return branch


class BAM(Gate):
    """Weighs each value by a gate that a channel branch and a spatial branch make together.

    y = x * (1 + sigmoid(c(x) s(x))), or with the sum as in equation 2, where
    c = W2 relu(BN(W1 mean_hw x)) and s = conv1x1(relu(BN(conv3x3(relu(BN(conv3x3(relu(BN(
    conv1x1 x))))))))), the 3x3 convolutions dilated.

    Raises:
        DoesNotFit: if no hidden channel, or neither branch, would be left; from `forward` in
            training on one image.
    """

    @takes(BAMOptions)
    def __init__(self, channels: int, options: BAMOptions) -> None:
        super().__init__()
        self.fusion = options.fusion
        hidden, dilation = channels // options.reduction, options.dilation
        # Named as in the authors' state dict.
        self.channel_att = _ChannelBranch(channels, hidden) if options.channel else None
        self.spatial_att = _SpatialBranch(channels, hidden, dilation) if options.spatial else None

    def gate(self, x: Tensor) -> Tensor:
        """(B, C, H, W) -> (B, C, H, W), or of the branch alone (B, C, 1, 1) or (B, 1, H, W)."""
        branches = [part(x) for part in (self.channel_att, self.spatial_att) if part is not None]
        return 1 + reduce(FUSIONS[self.fusion], branches).sigmoid()


def _dilated(hidden: int, dilation: int) -> nn.Conv2d:
    return nn.Conv2d(hidden, hidden, 3, padding=dilation, dilation=dilation)
