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
from operator import add, mul

from torch import Tensor, nn

from attnzoo.fit import all_off, require, require_batch, too_few_to_reduce, unlisted
from attnzoo.gate import Gate
from attnzoo.pooling import mean

FUSIONS = {"multiply": mul, "add": add}


def bam_params(
    channels: int,
    *,
    reduction: int = 16,
    dilation: int = 4,
    fusion: str = "multiply",
    channel: bool = True,
    spatial: bool = True,
) -> int:
    """Two layers and a norm, four convolutions and three norms: 3 C m + 18 m^2 + 13 m + C + 1."""
    del dilation, fusion
    hidden = channels // reduction
    by_channel = 2 * channels * hidden + 3 * hidden + channels if channel else 0
    by_position = channels * hidden + 18 * hidden**2 + 10 * hidden + 1 if spatial else 0
    return by_channel + by_position


def bam_macs(
    channels: int,
    height: int,
    width: int,
    *,
    reduction: int = 16,
    dilation: int = 4,
    fusion: str = "multiply",
    channel: bool = True,
    spatial: bool = True,
) -> int:
    """Two layers on one vector; two 1x1 and two dilated 3x3 convolutions at every position."""
    del dilation, fusion
    hidden = channels // reduction
    by_channel = 2 * channels * hidden if channel else 0
    by_position = channels * hidden + 18 * hidden**2 + hidden if spatial else 0
    return by_channel + by_position * height * width


def bam_fits(
    channels: int,
    height: int | None = None,
    width: int | None = None,
    *,
    reduction: int = 16,
    dilation: int = 4,
    fusion: str = "multiply",
    channel: bool = True,
    spatial: bool = True,
) -> str | None:
    """Any map; at least `reduction` channels."""
    del height, width
    if dilation < 1:
        return f"dilation={dilation} is below 1"
    wrong = unlisted("fusion", fusion, FUSIONS) or all_off(channel=channel, spatial=spatial)
    return wrong or too_few_to_reduce(channels, reduction)


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

    Args:
        channels: Channels of the map.
        reduction: How many times fewer hidden channels both branches have.
        dilation: Dilation of the 3x3 convolutions.
        fusion: `multiply` the branches, or `add` them.
        channel: Whether the channel branch is there; the other alone is y = x * (1 + sigmoid(s)).
        spatial: Whether the spatial branch is there; the other alone is y = x * (1 + sigmoid(c)).

    Raises:
        DoesNotFit: if no hidden channel, or neither branch, would be left; from `forward` in
            training on one image.
    """

    def __init__(
        self,
        channels: int,
        *,
        reduction: int = 16,
        dilation: int = 4,
        fusion: str = "multiply",
        channel: bool = True,
        spatial: bool = True,
    ) -> None:
        super().__init__()
        require(
            bam_fits,
            channels,
            reduction=reduction,
            dilation=dilation,
            fusion=fusion,
            channel=channel,
            spatial=spatial,
        )
        self.fusion = fusion
        hidden = channels // reduction
        # Named as in the authors' state dict.
        self.channel_att = _ChannelBranch(channels, hidden) if channel else None
        self.spatial_att = _SpatialBranch(channels, hidden, dilation) if spatial else None

    def gate(self, x: Tensor) -> Tensor:
        """(B, C, H, W) -> (B, C, H, W), or of the branch alone (B, C, 1, 1) or (B, 1, H, W)."""
        branches = [part(x) for part in (self.channel_att, self.spatial_att) if part is not None]
        return 1 + reduce(FUSIONS[self.fusion], branches).sigmoid()


def _dilated(hidden: int, dilation: int) -> nn.Conv2d:
    return nn.Conv2d(hidden, hidden, 3, padding=dilation, dilation=dilation)
