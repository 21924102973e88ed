"""Double attention: gather a few vectors from the whole map, distribute them to every position.

Source: Chen, Kalantidis, Li, Yan, Feng, NeurIPS 2018, arXiv:1810.11579.
Code: none of the authors is known in PyTorch; gjylt/DoubleAttentionNet, DoubleAttentionLayer.py, at
    0408c3dc, is `GatherDistribute` here.
Differs: that code gives as many channels as it gathers and leaves the rest to its user; so that the
    map keeps its shape, all C channels are gathered, by C // reduction maps. `expand` gathers
    C // reduction channels, and expands and adds them to the map, as the paper's block does.
    Softmaxes are over positions and over the maps. (A widely used implementation leaves the axis to
    torch, which takes the batch: images then depend on one another.)
"""

from torch import Tensor, nn

from attnzoo.fit import require
from attnzoo.layout import in_layout_of


def a2_params(channels: int, *, reduction: int = 4, expand: bool = False) -> int:
    """Three 1x1 convolutions, to the gathered channels and twice to the maps; one back, if any."""
    maps = channels // reduction
    gathered = maps if expand else channels
    back = (gathered + 1) * channels if expand else 0
    return (channels + 1) * (gathered + 2 * maps) + back


def a2_macs(
    channels: int, height: int, width: int, *, reduction: int = 4, expand: bool = False
) -> int:
    """The convolutions, and two products between the gathered channels and the maps."""
    maps = channels // reduction
    gathered = maps if expand else channels
    back = gathered * channels if expand else 0
    return (channels * (gathered + 2 * maps) + 2 * gathered * maps + back) * height * width


def a2_fits(
    channels: int,
    height: int | None = None,
    width: int | None = None,
    *,
    reduction: int = 4,
    expand: bool = False,
) -> str | None:
    """Any map; two attention maps or more, since a softmax over one is constant."""
    del height, width, expand
    if reduction < 1:
        return f"reduction={reduction} is below 1"
    maps = channels // reduction
    if maps < 2:
        given = f"channels={channels} at reduction={reduction}"
        return f"{given} leaves {maps} of the two attention maps that a softmax needs"
    return None


class GatherDistribute(nn.Module):
    """The two steps alone, to a number of channels of its own.

    Args:
        channels: Channels of the map.
        gathered: Channels of each gathered vector, and of what is given.
        maps: Number of attention maps, and so of gathered vectors.
    """

    def __init__(self, channels: int, *, gathered: int, maps: int) -> None:
        super().__init__()
        self.convA = nn.Conv2d(channels, gathered, 1)
        self.convB = nn.Conv2d(channels, maps, 1)
        self.convV = nn.Conv2d(channels, maps, 1)

    def forward(self, x: Tensor) -> Tensor:
        """(B, C, H, W) -> (B, gathered, H, W)."""
        features = self.convA(x).flatten(2)
        places = self.convB(x).flatten(2).softmax(2)
        shares = self.convV(x).flatten(2).softmax(1)
        vectors = features @ places.transpose(1, 2)
        return in_layout_of(x, (vectors @ shares).unflatten(2, x.shape[2:]))


class DoubleAttention(GatherDistribute):
    """Gathers vectors by attention over the whole map, gives each position a mixture of them.

    G = A(x) softmax_n(B(x))^T; z = G softmax_maps(V(x)), equations 4 and 5, with 1x1 convolutions
    A, B, V; y = z, or with `expand` y = x + E(z).

    Args:
        channels: Channels of the map.
        reduction: How many times fewer attention maps than channels there are.
        expand: Whether to gather as few channels as maps, and to expand and add them to the map.

    Raises:
        DoesNotFit: if fewer than two attention maps would be left.
    """

    def __init__(self, channels: int, *, reduction: int = 4, expand: bool = False) -> None:
        require(a2_fits, channels, reduction=reduction)
        maps = channels // reduction
        super().__init__(channels, gathered=maps if expand else channels, maps=maps)
        self.conv_reconstruct = nn.Conv2d(maps, channels, 1) if expand else None

    def forward(self, x: Tensor) -> Tensor:
        """(B, C, H, W) -> (B, C, H, W)."""
        given = super().forward(x)
        return given if self.conv_reconstruct is None else x + self.conv_reconstruct(given)
