"""Modules in the forms in which people write them."""

import torch
from torch import Tensor, nn


class FloatFirst(nn.Module):
    """Weighs positions; no parameter takes the channels."""

    def __init__(self, eps: float = 1e-4) -> None:
        super().__init__()
        self.eps = eps

    def forward(self, x: Tensor) -> Tensor:
        return x * torch.sigmoid((x - x.mean((2, 3), keepdim=True)).square() / (1 + self.eps))


class SwitchFirst(nn.Module):
    """Two branches, of which the first parameter leaves out one."""

    def __init__(self, no_spatial: bool = False) -> None:
        super().__init__()
        self.rows = nn.Conv2d(1, 1, 3, padding=1)
        self.columns = None if no_spatial else nn.Conv2d(1, 1, 3, padding=1)

    def forward(self, x: Tensor) -> Tensor:
        y = x * self.rows(x.mean(1, keepdim=True)).sigmoid()
        return y if self.columns is None else y * self.columns(x.amax(1, keepdim=True)).sigmoid()


class KernelFirst(nn.Module):
    """Spatial attention, whose first parameter is a kernel."""

    def __init__(self, kernel_size: int = 7) -> None:
        super().__init__()
        self.conv = nn.Conv2d(1, 1, kernel_size, padding=kernel_size // 2)

    def forward(self, x: Tensor) -> Tensor:
        return x * self.conv(x.mean(1, keepdim=True)).sigmoid()


class AxisFirst(nn.Module):
    """A softmax along an axis, which is called dim."""

    def __init__(self, dim: int = 1) -> None:
        super().__init__()
        self.dim = dim

    def forward(self, x: Tensor) -> Tensor:
        return x.softmax(self.dim)


class ChannelsSecond(nn.Module):
    """Heads stand before the channels."""

    def __init__(self, heads: int = 2, in_channels: int = 512) -> None:
        super().__init__()
        self.conv = nn.Conv2d(in_channels, in_channels, 1, groups=heads)

    def forward(self, x: Tensor) -> Tensor:
        return x * self.conv(x).sigmoid()


class KeywordOnly(nn.Module):
    """Everything by name."""

    def __init__(self, *, dim: int, heads: int = 4) -> None:
        super().__init__()
        self.conv = nn.Conv2d(dim, dim, 1, groups=heads)

    def forward(self, x: Tensor) -> Tensor:
        return x * self.conv(x).sigmoid()


class Anything(nn.Module):
    """Channels without a name."""

    def __init__(self, *sizes: int) -> None:
        super().__init__()
        self.conv = nn.Conv2d(sizes[0], sizes[-1], 1)

    def forward(self, x: Tensor) -> Tensor:
        return x * self.conv(x).sigmoid()


class Nothing(nn.Module):
    """No constructor."""

    def forward(self, x: Tensor) -> Tensor:
        return x * x.mean((2, 3), keepdim=True).sigmoid()


class InAndOut(nn.Module):
    """Channels in and out, both required; any number of gates broadcasts."""

    def __init__(self, inp: int, oup: int, reduction: int = 4) -> None:
        super().__init__()
        self.reduce = nn.Conv2d(inp, inp // reduction, 1)
        self.expand = nn.Conv2d(inp // reduction, oup, 1)

    def forward(self, x: Tensor) -> Tensor:
        return x * self.expand(self.reduce(x.mean((2, 3), keepdim=True)).relu()).sigmoid()


class OfOneSize(nn.Module):
    """A weight for every position of a map."""

    def __init__(self, dim: int, H: int = 7, W: int = 7) -> None:  # noqa: N803 - as people write it
        super().__init__()
        self.bias = nn.Parameter(torch.zeros(1, dim, H, W))

    def forward(self, x: Tensor) -> Tensor:
        return x * (x + self.bias).sigmoid()


class Tokens(nn.Module):
    """Self-attention over tokens (B, N, C)."""

    def __init__(self, dim: int, num_heads: int) -> None:
        super().__init__()
        self.heads = num_heads
        self.qkv = nn.Linear(dim, 3 * dim)

    def forward(self, x: Tensor) -> Tensor:
        batch, count, width = x.shape
        shape = (batch, count, 3, self.heads, width // self.heads)
        q, k, v = self.qkv(x).reshape(shape).permute(2, 0, 3, 1, 4)
        y = nn.functional.scaled_dot_product_attention(q, k, v)
        return y.transpose(1, 2).reshape(batch, count, width)


class SizedTokens(nn.Module):
    """A convolution over tokens, which asks for the sides of their map."""

    def __init__(self, dim: int) -> None:
        super().__init__()
        self.conv = nn.Conv2d(dim, dim, 3, padding=1, groups=dim)

    def forward(self, x: Tensor, H: int, W: int) -> Tensor:  # noqa: N803 - as people write it
        batch, count, width = x.shape
        y: Tensor = self.conv(x.transpose(1, 2).reshape(batch, width, H, W))
        return x * y.reshape(batch, width, count).transpose(1, 2).sigmoid()


class LastChannels(nn.Module):
    """Maps (B, H, W, C)."""

    def __init__(self, dim: int) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(dim)
        self.gate = nn.Linear(dim, dim)

    def forward(self, x: Tensor) -> Tensor:
        _, height, width, channels = x.shape
        assert channels == self.gate.in_features, (height, width)
        return x * self.gate(self.norm(x)).sigmoid()


class QueriesKeysValues(nn.Module):
    """Three inputs, and a width of each."""

    def __init__(self, d_model: int, d_k: int, d_v: int, h: int) -> None:
        super().__init__()
        self.heads = h
        self.queries, self.keys = nn.Linear(d_model, h * d_k), nn.Linear(d_model, h * d_k)
        self.values, self.out = nn.Linear(d_model, h * d_v), nn.Linear(h * d_v, d_model)

    def forward(self, queries: Tensor, keys: Tensor, values: Tensor) -> Tensor:
        parts = (self.queries(queries), self.keys(keys), self.values(values))
        q, k, v = (part.unflatten(2, (self.heads, -1)).transpose(1, 2) for part in parts)
        y = nn.functional.scaled_dot_product_attention(q, k, v)
        return self.out(y.transpose(1, 2).flatten(2))


class Pair(nn.Module):
    """The map and what weighed it."""

    def __init__(self, dim: int) -> None:
        super().__init__()
        self.conv = nn.Conv2d(dim, dim, 1)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        gate = self.conv(x).sigmoid()
        return x * gate, gate.mean(1)


class GateAlone(nn.Module):
    """A factor for each channel."""

    def __init__(self, dim: int) -> None:
        super().__init__()
        self.conv = nn.Conv2d(dim, dim, 1)

    def forward(self, x: Tensor) -> Tensor:
        gate: Tensor = self.conv(x.mean((2, 3), keepdim=True)).sigmoid()
        return gate


class Strided(nn.Module):
    """Halves the map and doubles its channels."""

    def __init__(self, dim: int) -> None:
        super().__init__()
        self.conv = nn.Conv2d(dim, 2 * dim, 3, stride=2, padding=1)

    def forward(self, x: Tensor) -> Tensor:
        y: Tensor = self.conv(x)
        return y


class AtFirstCall(nn.Module):
    """Makes its layer when it sees the first map."""

    def __init__(self, bias: bool = True) -> None:
        super().__init__()
        self.bias = bias
        self.conv: nn.Conv2d | None = None

    def forward(self, x: Tensor) -> Tensor:
        if self.conv is None:
            self.conv = nn.Conv2d(x.shape[1], x.shape[1], 1, bias=self.bias).to(x.device)
        return x * self.conv(x).sigmoid()


class LazyOfTorch(nn.Module):
    """A layer of torch that reads its channels off the first map."""

    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.LazyConv2d(1, 1)

    def forward(self, x: Tensor) -> Tensor:
        return x * self.conv(x).sigmoid()


class Windows(nn.Module):
    """Attention in windows, with a table of relative positions that numpy would make."""

    def __init__(self, dim: int, window: int = 7, heads: int = 4) -> None:
        super().__init__()
        self.window, self.heads = window, heads
        self.qkv = nn.Conv2d(dim, 3 * dim, 1)
        self.bias = nn.Parameter(torch.zeros((2 * window - 1) ** 2, heads))
        places = torch.arange(window * window, device="cpu").numpy()
        index = (places[:, None] - places) % (2 * window - 1) ** 2
        self.register_buffer("index", torch.from_numpy(index))

    def forward(self, x: Tensor) -> Tensor:
        batch, channels, height, width = x.shape
        w = self.window
        if height % w or width % w:
            raise ValueError(f"{height}x{width} is not divisible by window={w}")
        split = (batch, 3, self.heads, channels // self.heads, height // w, w, width // w, w)
        q, k, v = self.qkv(x).reshape(split).permute(1, 0, 4, 6, 2, 5, 7, 3).flatten(5, 6)
        bias = self.bias[self.get_buffer("index")].permute(2, 0, 1)
        y = (q @ k.transpose(-2, -1) + bias).softmax(-1) @ v
        y = y.unflatten(4, (w, w)).permute(0, 3, 6, 1, 4, 2, 5)
        return y.reshape(batch, channels, height, width)


class Lists(nn.Module):
    """Options that are a tuple and a class."""

    def __init__(
        self,
        channels: int,
        kernels: tuple[int, ...] = (1, 3),
        norm: type[nn.Module] = nn.BatchNorm2d,
    ) -> None:
        super().__init__()
        self.convs = nn.ModuleList(
            nn.Conv2d(channels, channels, k, padding=k // 2) for k in kernels
        )
        self.norm = norm(channels)

    def forward(self, x: Tensor) -> Tensor:
        return x * sum(self.norm(conv(x)) for conv in self.convs).sigmoid()


class Outer(nn.Module):
    """Holds the class of another module."""

    class Inner(nn.Module):
        """Within another class."""

        def __init__(self, channels: int) -> None:
            super().__init__()
            self.conv = nn.Conv2d(channels, channels, 1)

        def forward(self, x: Tensor) -> Tensor:
            return x * self.conv(x).sigmoid()


def of_unknown(n: int) -> nn.Module:
    """A function whose parameter has no word for channels."""
    return Outer.Inner(n)
