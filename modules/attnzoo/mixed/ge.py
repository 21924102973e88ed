"""Gather-excite: each channel gathered over an extent, and the map gated by what was gathered.

Source: Hu, Shen, Albanie, Sun, Vedaldi, NeurIPS 2018, arXiv:1810.12348.
Code: hujie-frank/GENet, models/RN50-*.prototxt, at ae791f84 (Caffe: global extents alone, no
    weights to load); huggingface/pytorch-image-models, timm/layers/gather_excite.py, at 1.0.20.
Differs: names, outputs and gradients are compared with timm's, since the prototxts cannot be run
    here. timm pads the learned global gathering, which then gathers less than the map everywhere
    but in the middle, and has no ReLU between the learned gathering and the MLP: both are
    reading="timm". By default they are as in the prototxts, whose starting weights the learned
    parts take too. timm has the MLP by default; the paper and the prototxts do not.
"""

from collections import OrderedDict

import torch.nn.functional as F
from torch import Tensor, nn

from attnzoo.fit import DoesNotFit
from attnzoo.gate import Gate
from attnzoo.mixed.ge_options import GEOptions
from attnzoo.options import takes
from attnzoo.pooling import mean


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

    Raises:
        DoesNotFit: if the size is needed and missing; from `forward` on a map of another size where
            it is needed. BatchNorm on a map gathered to one position refuses to train on a batch
            of one.
    """

    @takes(GEOptions)
    def __init__(self, channels: int, options: GEOptions) -> None:
        super().__init__()
        self.options = options
        whole_map = options.learned and not options.extent
        self.size = options.map_size(channels) if whole_map else None
        self.gather = self._gathering(channels) if options.learned else None
        self.mlp = _Excite(channels, options.hidden(channels)) if options.mlp else None
        if options.reading == "authors":
            self._start_as_prototxts()

    def _gathering(self, channels: int) -> nn.Sequential:
        # Named as in timm's state dict.
        parts: OrderedDict[str, nn.Module] = OrderedDict()
        steps = 1 if self.size else self.options.halvings
        for step in range(1, steps + 1):
            parts[f"conv{step}"] = self._depthwise(channels)
            parts[f"norm{step}"] = nn.BatchNorm2d(channels)
            if step < steps or (self.options.mlp and self.options.reading == "authors"):
                parts[f"act{step}"] = nn.ReLU()
        return nn.Sequential(parts)

    def _depthwise(self, channels: int) -> nn.Conv2d:
        if self.size is None:
            return nn.Conv2d(channels, channels, 3, 2, 1, groups=channels, bias=False)
        padding = (self.options.padding(self.size[0]), self.options.padding(self.size[1]))
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
        extent = self.options.extent
        if not extent:
            return mean(x, (2, 3), keepdim=True)
        side = 2 * extent - 1
        return F.avg_pool2d(x, side, extent, side // 2, count_include_pad=False)
