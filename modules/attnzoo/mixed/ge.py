"""Gather-excite: each channel gathered over an extent, and the map gated by what was gathered.

Source: Hu, Shen, Albanie, Sun, Vedaldi, NeurIPS 2018, arXiv:1810.12348.
Code: hujie-frank/GENet, models/RN50-*.prototxt, at ae791f84 (Caffe: global extents alone, no
    weights to load); huggingface/pytorch-image-models, timm/layers/gather_excite.py, at 1.0.20.
Differs: names, outputs and gradients are held against timm's, since the prototxts cannot be run
    here. timm pads the learned global gathering, which then gathers less than the map everywhere
    but in the middle, and has no ReLU between the learned gathering and the MLP: both are
    reading="timm". By default they are as in the prototxts, whose starting weights the learned
    parts take too. timm has the MLP by default, the paper and the prototxts have not.
"""

from collections import OrderedDict

import torch.nn.functional as F
from torch import Tensor, nn

from attnzoo.fit import DoesNotFit, Size, require, unlisted
from attnzoo.gate import Gate
from attnzoo.pooling import mean

EXTENTS = (0, 2, 4, 8)
"""Side of the gathered neighbourhood, in output positions; 0 is the whole map."""
GE_READINGS = ("authors", "timm")


def _hidden(channels: int, reduction: int) -> int:
    """As timm rounds: to the nearest, a half upwards, and at least one."""
    return max(1, (2 * channels + reduction) // (2 * reduction))


def _padding(side: int, reading: str) -> int:
    """Of the learned global gathering."""
    return (side - 1) // 2 if reading == "timm" else 0


def _size(channels: int, size: Size | None) -> Size:
    if size is None:
        raise DoesNotFit(
            f"no size of the map of channels={channels} is given, and a learned gathering over the "
            "whole map (extent=0) has one weight a position",
            "pass size=(height, width), or extent=2, 4 or 8",
        )
    return size


def ge_params(
    channels: int,
    *,
    extent: int = 0,
    learned: bool = False,
    mlp: bool = False,
    reduction: int = 16,
    reading: str = "authors",
    size: Size | None = None,
) -> int:
    """Depthwise kernels and their norms where learned; the two-layer MLP with biases."""
    del reading
    hidden = _hidden(channels, reduction)
    excite = 2 * channels * hidden + hidden + channels if mlp else 0
    if not learned:
        return excite
    if extent:
        return excite + 11 * channels * _halvings(extent)
    height, width = _size(channels, size)
    return excite + (height * width + 2) * channels


def ge_macs(
    channels: int,
    height: int,
    width: int,
    *,
    extent: int = 0,
    learned: bool = False,
    mlp: bool = False,
    reduction: int = 16,
    reading: str = "authors",
) -> int:
    """The depthwise convolutions where learned, and the MLP at each gathered position."""
    total, kernel = 0, 9 if extent else height * width
    steps = _halvings(extent) if extent else 1
    for _ in range(steps):
        height, width = (_gathered(side, extent, learned, reading) for side in (height, width))
        total += kernel * channels * height * width if learned else 0
    return total + (2 * channels * _hidden(channels, reduction) * height * width if mlp else 0)


def _halvings(extent: int) -> int:
    return extent.bit_length() - 1


def _gathered(side: int, extent: int, learned: bool, reading: str) -> int:
    """Side of the map after one step of gathering."""
    if extent:
        return (side + 1) // 2
    return 2 * _padding(side, reading) + 1 if learned else 1


def ge_fits(
    channels: int,
    height: int | None = None,
    width: int | None = None,
    *,
    extent: int = 0,
    learned: bool = False,
    mlp: bool = False,
    reduction: int = 16,
    reading: str = "authors",
) -> str | None:
    """Any map."""
    del channels, height, width, learned, mlp
    wrong = unlisted("extent", extent, EXTENTS) or unlisted("reading", reading, GE_READINGS)
    return wrong or (f"reduction={reduction} is below 1" if reduction < 1 else None)


class _Excite(nn.Module):
    def __init__(self, channels: int, hidden: int) -> None:
        super().__init__()
        self.fc1 = nn.Conv2d(channels, hidden, 1)
        self.fc2 = nn.Conv2d(hidden, channels, 1)

    def forward(self, gathered: Tensor) -> Tensor:
        """(B, C, h, w) -> (B, C, h, w)."""
        excited: Tensor = self.fc2(self.fc1(gathered).relu())
        return excited


class GatherExcite(Gate):
    """Weighs each value by a gate of its channel over a neighbourhood, gathered and given back.

    y = x * sigmoid(nearest(mlp(gather(x)))). The gathering is a mean over
    2 e - 1 positions a side at each e-th position, e being the extent, or over the whole map; where
    it is learned, a depthwise 3x3 convolution of stride 2 and BatchNorm for each halving, with ReLU
    between, or a depthwise convolution as large as the map and BatchNorm. Of the paper's names,
    GE-theta-minus is the default, GE-theta is learned, GE-theta-plus learned with the MLP.

    Args:
        channels: Channels of the map.
        extent: 2, 4 or 8 positions; 0 for the whole map.
        learned: Whether the gathering has weights.
        mlp: Whether a two-layer network mixes the gathered channels.
        reduction: How many times fewer hidden channels the MLP has.
        reading: "authors" takes the learned whole map to one position and has a ReLU between a
            learned gathering and the MLP; "timm" pads the former and leaves out the latter.
        size: Height and width of the map; needed where the whole map is gathered by learned
            weights, otherwise without effect.

    Raises:
        DoesNotFit: if an option has another value, or the size is needed and missing; from
            `forward` on a map of another size where it is needed. BatchNorm on a map gathered to
            one position refuses to train on a batch of one.
    """

    def __init__(
        self,
        channels: int,
        *,
        extent: int = 0,
        learned: bool = False,
        mlp: bool = False,
        reduction: int = 16,
        reading: str = "authors",
        size: Size | None = None,
    ) -> None:
        super().__init__()
        require(ge_fits, channels, extent=extent, reduction=reduction, reading=reading)
        self.extent = extent
        self.size = _size(channels, size) if learned and not extent else None
        self.gather = self._gathering(channels, reading, mlp) if learned else None
        self.mlp = _Excite(channels, _hidden(channels, reduction)) if mlp else None
        if reading == "authors":
            self._start_as_prototxts()

    def _gathering(self, channels: int, reading: str, mlp: bool) -> nn.Sequential:
        # Named as in timm's state dict.
        parts: OrderedDict[str, nn.Module] = OrderedDict()
        steps = 1 if self.size else _halvings(self.extent)
        for step in range(1, steps + 1):
            parts[f"conv{step}"] = self._depthwise(channels, reading)
            parts[f"norm{step}"] = nn.BatchNorm2d(channels)
            if step < steps or (mlp and reading == "authors"):
                parts[f"act{step}"] = nn.ReLU()
        return nn.Sequential(parts)

    def _depthwise(self, channels: int, reading: str) -> nn.Conv2d:
        if self.size is None:
            return nn.Conv2d(channels, channels, 3, 2, 1, groups=channels, bias=False)
        padding = (_padding(self.size[0], reading), _padding(self.size[1], reading))
        return nn.Conv2d(
            channels, channels, self.size, padding=padding, groups=channels, bias=False
        )

    def _start_as_prototxts(self) -> None:
        """He normal weights for the gathering, normal of 0.01 for the MLP, biases of zero."""
        for name, parameter in self.named_parameters():
            if "conv" in name:
                nn.init.kaiming_normal_(parameter)
            elif "fc" in name and name.endswith("weight"):
                nn.init.normal_(parameter, std=0.01)
            elif "fc" in name:
                nn.init.zeros_(parameter)

    def gate(self, x: Tensor) -> Tensor:
        """(B, C, H, W) -> (B, C, H, W), or (B, C, 1, 1) where one position was gathered."""
        gathered = self._gather(x)
        gate = (gathered if self.mlp is None else self.mlp(gathered)).sigmoid()
        if gate.shape[2] == gate.shape[3] == 1:
            return gate
        return F.interpolate(gate, size=x.shape[2:])

    def _gather(self, x: Tensor) -> Tensor:
        """(B, C, H, W) -> (B, C, h, w)."""
        if self.size is not None and self.size != (x.shape[2], x.shape[3]):
            raise DoesNotFit(
                f"a {x.shape[2]}x{x.shape[3]} map is not of size={self.size[0]}x{self.size[1]}",
                "build the module for the size of the map",
            )
        if self.gather is not None:
            gathered: Tensor = self.gather(x)
            return gathered
        if not self.extent:
            return mean(x, (2, 3), keepdim=True)
        side = 2 * self.extent - 1
        return F.avg_pool2d(x, side, self.extent, side // 2, count_include_pad=False)
