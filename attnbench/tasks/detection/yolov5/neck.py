"""YOLOv5's neck: coarse maps joined into fine ones, and those into coarse ones again.

A feature pyramid (Lin et al., CVPR 2017) with a bottom-up path (Liu et al., PANet, CVPR 2018).
A level is called by the binary logarithm of its stride: p3 has stride 8.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from attnbench.tasks.detection.yolov5.scale import Scale
from attnbench.tasks.detection.yolov5.units import ConvUnit, CrossStageBlock

OUT_CHANNELS: Mapping[int, int] = {2: 256, 3: 256, 4: 512, 5: 1024}
"""By level, the channels of the base network's merged maps."""

COARSEST = max(OUT_CHANNELS)

REPEATS = 3
"""Bottlenecks of each merge in the base network."""


class Merged(NamedTuple):
    """What one merge gives; a module in its tap changes only the last."""

    entered: Tensor
    """The map that came from the level before, at that level's size if it was coarser."""
    joined: Tensor
    """Both maps joined, before the tap."""
    tapped: Tensor
    """The map behind the tap."""


class Merge(nn.Module):
    """A map from the level before, resized to this level and joined with another one."""

    def __init__(self, enter: ConvUnit, block: CrossStageBlock, *, upsamples: bool) -> None:
        super().__init__()
        self.enter = enter
        self.block = block
        self.tap = nn.Identity()
        self.upsamples = upsamples

    def forward(self, x: Tensor, other: Tensor) -> Merged:
        """What the head and the other merges may take of it."""
        entered = self.enter(x)
        resized = F.interpolate(entered, scale_factor=2.0) if self.upsamples else entered
        joined = self.block(torch.cat((resized, other), dim=1))
        return Merged(entered, joined, self.tap(joined))


class Neck(nn.Module):
    """The backbone's maps, fine to coarse, to as many maps for the head."""

    def __init__(self, inputs: Sequence[int], scale: Scale) -> None:
        """Build it.

        Args:
            inputs: Channels of the backbone's maps, fine to coarse, the last at stride 32.
            scale: Of the network.
        """
        super().__init__()
        self.levels = tuple(range(COARSEST + 1 - len(inputs), COARSEST + 1))
        self.out = {level: scale.channels(base) for level, base in OUT_CHANNELS.items()}
        repeats = scale.repeats(REPEATS)
        maps = dict(zip(self.levels, inputs, strict=True))
        self.top_down = _by_level(
            (level, self._finer(level, maps, repeats)) for level in reversed(self.levels[:-1])
        )
        self.bottom_up = _by_level(
            (level, self._coarser(level, repeats)) for level in self.levels[1:]
        )

    @property
    def channels(self) -> tuple[int, ...]:
        """Channels of the maps for the head, fine to coarse."""
        return tuple(self.out[level] for level in self.levels)

    @property
    def ends(self) -> tuple[str, ...]:
        """The names of the taps whose maps the head is given, fine to coarse."""
        finest, *others = self.levels
        return (f"top_down.p{finest}.tap", *(f"bottom_up.p{level}.tap" for level in others))

    def forward(self, maps: Sequence[Tensor]) -> tuple[Tensor, ...]:
        """The maps for the head, fine to coarse."""
        merged = self._descend(maps)
        ends = [merged[-1]]
        for merge, partner in zip(self.bottom_up.values(), self.partners(merged), strict=True):
            ends.append(merge(ends[-1].tapped, partner))
        return self.for_head(ends)

    def partners(self, merged: Sequence[Merged]) -> Sequence[Tensor]:
        """What the bottom-up path joins, fine to coarse, of what the top-down path gave."""
        return [part.entered for part in reversed(merged)]

    def partner_channels(self, level: int) -> int:
        """Channels of what the bottom-up path joins at a level."""
        return self.out[level - 1]

    def for_head(self, ends: Sequence[Merged]) -> tuple[Tensor, ...]:
        """The maps for the head, fine to coarse."""
        return tuple(end.tapped for end in ends)

    def _descend(self, maps: Sequence[Tensor]) -> list[Merged]:
        *finer, x = maps
        merged = []
        for merge, fine in zip(self.top_down.values(), reversed(finer), strict=True):
            merged.append(merge(x, fine))
            x = merged[-1].tapped
        return merged

    def _finer(self, level: int, maps: Mapping[int, int], repeats: int) -> Merge:
        above = maps[COARSEST] if level + 1 == COARSEST else self.out[level + 1]
        out = self.out[level]
        block = CrossStageBlock(out + maps[level], out, repeats=repeats, shortcut=False)
        return Merge(ConvUnit(above, out), block, upsamples=True)

    def _coarser(self, level: int, repeats: int) -> Merge:
        below = self.out[level - 1]
        joined = below + self.partner_channels(level)
        block = CrossStageBlock(joined, self.out[level], repeats=repeats, shortcut=False)
        return Merge(ConvUnit(below, below, kernel_size=3, stride=2), block, upsamples=False)


def _by_level(merges: Iterable[tuple[int, Merge]]) -> nn.ModuleDict:
    return nn.ModuleDict({f"p{level}": merge for level, merge in merges})


class RewiredNeck(Neck):
    """The neck of four levels as the published VisDrone configuration connects it.

    Its attention layers were put into a list of layers that others refer to by number, and two of
    those numbers were left as they were. So the bottom-up path joins, at p3, what the top-down path
    gave at p3 before its module and, at p4, what it gave at p4 behind its module: twice the
    channels. The head reads every map but the coarsest before its module.
    """

    @property
    def ends(self) -> tuple[str, ...]:
        """None: a module in a tap is not on the way to the head."""
        return ()

    def partners(self, merged: Sequence[Merged]) -> Sequence[Tensor]:
        """What the bottom-up path joins, fine to coarse, of what the top-down path gave."""
        p4, p3, _ = merged
        return [p3.joined, p4.tapped, p4.entered]

    def partner_channels(self, level: int) -> int:
        """Channels of what the bottom-up path joins at a level."""
        return self.out[min(level, COARSEST - 1)]

    def for_head(self, ends: Sequence[Merged]) -> tuple[Tensor, ...]:
        """The maps for the head, fine to coarse."""
        *finer, coarsest = ends
        return (*(end.joined for end in finer), coarsest.tapped)
