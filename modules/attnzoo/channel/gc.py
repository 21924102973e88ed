"""Global context: one attention-pooled vector, transformed and given to every position.

Source: Cao, Xu, Lin, Wei, Hu, ICCV 2019 workshop, arXiv:1904.11492.
Code: xvjiarui/GCNet, mmdet/ops/gcb/context_block.py, at 029db540.
Differs: fewer than two hidden channels are refused; the norm of a single one is constant, so that
    the code then gives every image the same context. The code asks for a ratio; 1/16 is the paper's
    and one of the two in its configurations (the other is 1/4).
"""

from torch import Tensor, nn

from attnzoo.channel.gc_options import GCOptions
from attnzoo.options import takes
from attnzoo.parts import zero
from attnzoo.pooling import mean


class GlobalContext(nn.Module):
    """Gives every position the same context, a weighted sum of the map.

    c = sum_j softmax_j(w x_j) x_j, the query-independent form of equation 5;
    y = x + W2 relu(LN(W1 c)) with `add`, x * sigmoid(W2 relu(LN(W1 c))) with `mul`.

    Raises:
        DoesNotFit: if fewer than two hidden channels would be left.
    """

    @takes(GCOptions)
    def __init__(self, channels: int, options: GCOptions) -> None:
        super().__init__()
        hidden, fusion = options.hidden(channels), options.fusion
        # Named and ordered as in the authors' state dict.
        self.conv_mask = _mask(channels) if options.pooling == "att" else None
        self.channel_add_conv = None if fusion == "mul" else _transform(channels, hidden)
        self.channel_mul_conv = None if fusion == "add" else _transform(channels, hidden)

    def forward(self, x: Tensor) -> Tensor:
        """(B, C, H, W) -> (B, C, H, W)."""
        context = self._pool(x)
        if self.channel_mul_conv is not None:
            x = x * self.channel_mul_conv(context).sigmoid()
        return x if self.channel_add_conv is None else x + self.channel_add_conv(context)

    def _pool(self, x: Tensor) -> Tensor:
        """(B, C, H, W) -> the context (B, C, 1, 1)."""
        if self.conv_mask is None:
            return mean(x, (2, 3), keepdim=True)
        weights = self.conv_mask(x).flatten(2).softmax(2)
        return (x.flatten(2) @ weights.transpose(1, 2)).unsqueeze(3)


def _mask(channels: int) -> nn.Conv2d:
    conv = nn.Conv2d(channels, 1, 1)
    zero(conv)
    nn.init.kaiming_normal_(conv.weight, nonlinearity="relu")
    return conv


def _transform(channels: int, hidden: int) -> nn.Sequential:
    first, last = nn.Conv2d(channels, hidden, 1), nn.Conv2d(hidden, channels, 1)
    # The authors start from a context of zero: `add` then is the identity, `mul` halves the map.
    zero(last)
    return nn.Sequential(first, nn.LayerNorm([hidden, 1, 1]), nn.ReLU(), last)
