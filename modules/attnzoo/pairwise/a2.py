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

from attnzoo.layout import in_layout_of
from attnzoo.options import takes
from attnzoo.pairwise.a2_options import A2Options


class GatherDistribute(nn.Module):
    """The two steps alone: `gathered` channels of each vector, and `maps` attention maps."""

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

    Raises:
        DoesNotFit: if fewer than two attention maps would be left.
    """

    @takes(A2Options)
    def __init__(self, channels: int, options: A2Options) -> None:
        maps, gathered = options.maps(channels), options.gathered(channels)
        super().__init__(channels, gathered=gathered, maps=maps)
        self.conv_reconstruct = nn.Conv2d(maps, channels, 1) if options.expand else None

    def forward(self, x: Tensor) -> Tensor:
        """(B, C, H, W) -> (B, C, H, W)."""
        mixed = super().forward(x)
        return mixed if self.conv_reconstruct is None else x + self.conv_reconstruct(mixed)
