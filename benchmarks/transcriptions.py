"""Each module as its paper writes it, operator by operator, on the module's own parameters.

What a reader of the paper would type first: the yardstick of `benchmarks/modules.py`.
"""

from collections.abc import Callable, Mapping
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor

Transcription = Callable[[Any, Tensor], Tensor]
"""From a module of the zoo and a map (B, C, H, W) to what the module gives."""


def se(module: Any, x: Tensor) -> Tensor:
    """Equations 2-4: squeeze, excitation, scale."""
    squeezed = F.adaptive_avg_pool2d(x, 1).flatten(1)
    return x * module.fc(squeezed).view(*x.shape[:2], 1, 1).expand_as(x)


def eca(module: Any, x: Tensor) -> Tensor:
    """Equations 9-11: a convolution along the pooled channels."""
    pooled = F.adaptive_avg_pool2d(x, 1)
    gate = module.conv(pooled.squeeze(-1).transpose(-1, -2)).transpose(-1, -2).unsqueeze(-1)
    return x * gate.sigmoid().expand_as(x)


def cbam(module: Any, x: Tensor) -> Tensor:
    """Equations 2 and 3: the channel gate, then the spatial gate."""
    mlp = module.ChannelGate.mlp
    both = mlp(F.adaptive_avg_pool2d(x, 1)) + mlp(F.adaptive_max_pool2d(x, 1))
    x = x * both.sigmoid()[:, :, None, None].expand_as(x)
    pooled = torch.cat((x.max(1).values.unsqueeze(1), x.mean(1).unsqueeze(1)), dim=1)
    return x * module.SpatialGate.spatial(pooled).sigmoid()


def ca(module: Any, x: Tensor) -> Tensor:
    """Equations 4-8: strips, their joint transform, two gates."""
    height, width = x.shape[2:]
    rows = F.adaptive_avg_pool2d(x, (None, 1))
    columns = F.adaptive_avg_pool2d(x, (1, None)).permute(0, 1, 3, 2)
    joint = F.hardswish(module.bn1(module.conv1(torch.cat((rows, columns), dim=2))))
    row_part, column_part = torch.split(joint, [height, width], dim=2)
    row_gate = module.conv_h(row_part).sigmoid()
    return x * module.conv_w(column_part.permute(0, 1, 3, 2)).sigmoid() * row_gate


def sge(module: Any, x: Tensor) -> Tensor:
    """Equations 1-5: likeness to the mean, normalised over the map."""
    batch, channels, height, width = x.shape
    grouped = x.reshape(batch * module.groups, -1, height, width)
    likeness = (grouped * F.adaptive_avg_pool2d(grouped, 1)).sum(1, keepdim=True)
    flat = likeness.view(batch * module.groups, -1)
    flat = flat - flat.mean(1, keepdim=True)
    flat = flat / (flat.std(1, keepdim=True) + 1e-5)
    gate = flat.view(batch, module.groups, height, width) * module.weight + module.bias
    gate = gate.view(batch * module.groups, 1, height, width)
    return (grouped * gate.sigmoid()).view(batch, channels, height, width)


def sa(module: Any, x: Tensor) -> Tensor:
    """Split, gate by channel and by position, join, shuffle."""
    batch, channels, height, width = x.shape
    folded = x.reshape(batch * module.groups, -1, height, width)
    first, second = folded.chunk(2, dim=1)
    pooled = F.adaptive_avg_pool2d(first, 1)
    first = first * (module.cweight * pooled + module.cbias).sigmoid()
    second = second * (module.sweight * module.gn(second) + module.sbias).sigmoid()
    joined = torch.cat((first, second), dim=1).reshape(batch, channels, height, width)
    shuffled = joined.reshape(batch, 2, -1, height, width).permute(0, 2, 1, 3, 4)
    return shuffled.reshape(batch, channels, height, width)


def triplet(module: Any, x: Tensor) -> Tensor:
    """Three branches, each turns the whole map, gates it, and turns it back."""

    def branch(gate: Any, turned: Tensor) -> Tensor:
        pooled = torch.cat((turned.max(1).values.unsqueeze(1), turned.mean(1).unsqueeze(1)), dim=1)
        return turned * gate.conv(pooled).sigmoid()

    rows = branch(module.cw, x.permute(0, 2, 1, 3).contiguous()).permute(0, 2, 1, 3).contiguous()
    columns = branch(module.hc, x.permute(0, 3, 2, 1).contiguous()).permute(0, 3, 2, 1).contiguous()
    return (rows + columns + branch(module.hw, x)) / 3


def nam(module: Any, x: Tensor) -> Tensor:
    """Equation 2: the norm's own scale as weight."""
    norm = module.Channel_Att.bn2
    normed = norm(x)
    weight = norm.weight.detach().abs() / norm.weight.detach().abs().sum()
    weighted = (normed.permute(0, 2, 3, 1) * weight).permute(0, 3, 1, 2).contiguous()
    return weighted.sigmoid() * x


def ema(module: Any, x: Tensor) -> Tensor:
    """Equations 1-3 on folded groups: strips, 3x3, and each branch pooled by the other."""
    batch, channels, height, width = x.shape
    folded = x.reshape(batch * module.groups, -1, height, width)
    count, per_group = folded.shape[:2]
    rows = F.adaptive_avg_pool2d(folded, (None, 1))
    columns = F.adaptive_avg_pool2d(folded, (1, None)).permute(0, 1, 3, 2)
    strips = module.conv1x1(torch.cat((rows, columns), dim=2))
    rows, columns = torch.split(strips, [height, width], dim=2)
    first = module.gn(folded * rows.sigmoid() * columns.permute(0, 1, 3, 2).sigmoid())
    second = F.conv2d(folded, module.conv3x3.weight, module.conv3x3.bias, padding=1)

    def weights(branch: Tensor) -> Tensor:
        pooled = F.adaptive_avg_pool2d(branch, 1).reshape(count, per_group, 1)
        return pooled.permute(0, 2, 1).softmax(-1)

    crossed = weights(first) @ second.reshape(count, per_group, -1)
    crossed = crossed + weights(second) @ first.reshape(count, per_group, -1)
    gate = crossed.reshape(count, 1, height, width).sigmoid()
    return (folded * gate).reshape(batch, channels, height, width)


def scsa(module: Any, x: Tensor) -> Tensor:
    """Strips at four scales, then attention over channels of the pooled map."""
    batch, channels, height, width = x.shape
    scales = (module.local_dwc, module.global_dwc_s, module.global_dwc_m, module.global_dwc_l)

    def strips(pooled: Tensor) -> Tensor:
        quarters = torch.split(pooled, channels // 4, dim=1)
        parts = [conv(part) for conv, part in zip(scales, quarters, strict=True)]
        return torch.cat(parts, dim=1)

    rows = module.norm_h(strips(x.mean(dim=3))).sigmoid().view(batch, channels, height, 1)
    columns = module.norm_w(strips(x.mean(dim=2))).sigmoid().view(batch, channels, 1, width)
    x = x * rows * columns
    pooled = module.norm(F.avg_pool2d(x, module.window))
    size = pooled.shape[2] * pooled.shape[3]
    query, key, value = (
        part(pooled).reshape(batch, module.heads, -1, size)
        for part in (module.q, module.k, module.v)
    )
    scores = query @ key.transpose(-2, -1) * query.shape[2] ** -0.5
    attended = (scores.softmax(-1) @ value).reshape(batch, channels, *pooled.shape[2:])
    return x * attended.mean((2, 3), keepdim=True).sigmoid()


def simam(module: Any, x: Tensor) -> Tensor:
    """The inverse energy of each value."""
    n = x.shape[2] * x.shape[3] - 1
    d = (x - x.mean(dim=[2, 3], keepdim=True)).pow(2)
    v = d.sum(dim=[2, 3], keepdim=True) / n
    return x * torch.sigmoid(d / (4 * (v + module.e_lambda)) + 0.5)


def ela(module: Any, x: Tensor) -> Tensor:
    """Strips, one convolution and norm for both, two gates."""
    batch, channels, height, width = x.shape
    rows = x.mean(dim=3, keepdim=True).view(batch, channels, height)
    columns = x.mean(dim=2, keepdim=True).view(batch, channels, width)
    row_gate = module.gn(module.conv(rows)).sigmoid().view(batch, channels, height, 1)
    column_gate = module.gn(module.conv(columns)).sigmoid().view(batch, channels, 1, width)
    return x * row_gate * column_gate


def lsk(module: Any, x: Tensor) -> Tensor:
    """Two views, their pooled maps, a choice by position."""
    first = module.conv0(x)
    second = module.conv_spatial(first)
    first, second = module.conv1(first), module.conv2(second)
    both = torch.cat((first, second), dim=1)
    pooled = torch.cat((both.mean(1, keepdim=True), both.max(1, keepdim=True).values), dim=1)
    choice = module.conv_squeeze(pooled).sigmoid()
    mixed = first * choice[:, 0, :, :].unsqueeze(1) + second * choice[:, 1, :, :].unsqueeze(1)
    return x * module.conv(mixed)


def lska(module: Any, x: Tensor) -> Tensor:
    """Four strips and a 1x1 convolution."""
    attention = module.conv0v(module.conv0h(x))
    attention = module.conv_spatial_v(module.conv_spatial_h(attention))
    return x.clone() * module.conv1(attention)


def mlca(module: Any, x: Tensor) -> Tensor:
    """Patches, two convolutions along the channels, back to the map."""
    batch, channels, height, width = x.shape
    side = module.local_size
    patches = F.adaptive_avg_pool2d(x, (side, side))
    sequence = patches.view(batch, channels, -1).permute(0, 2, 1).reshape(batch, 1, -1)
    local = module.conv_local(sequence).view(batch, side * side, channels).permute(0, 2, 1)
    local = local.reshape(batch, channels, side, side).sigmoid()
    pooled = F.adaptive_avg_pool2d(patches, 1).view(batch, 1, channels)
    overall = module.conv(pooled).view(batch, channels, 1, 1).sigmoid().expand_as(local)
    mixed = overall * (1 - module.local_weight) + local * module.local_weight
    return x * F.adaptive_avg_pool2d(mixed, (height, width))


def cpca(module: Any, x: Tensor) -> Tensor:
    """The channel prior, then three pairs of strips."""

    def excite(pooled: Tensor) -> Tensor:
        return module.ca.fc2(F.relu(module.ca.fc1(pooled))).sigmoid()

    x = F.gelu(module.conv(x))
    x = (excite(F.adaptive_avg_pool2d(x, 1)) + excite(F.adaptive_max_pool2d(x, 1))) * x
    base = module.dconv5_5(x)
    first = module.dconv7_1(module.dconv1_7(base))
    second = module.dconv11_1(module.dconv1_11(base))
    third = module.dconv21_1(module.dconv1_21(base))
    return module.conv(module.conv(first + second + third + base) * x)


def ge(module: Any, x: Tensor) -> Tensor:
    """Without weights: the map's own mean as its gate."""
    del module
    return x * F.interpolate(F.adaptive_avg_pool2d(x, 1), size=x.shape[2:]).sigmoid()


def gct(module: Any, x: Tensor) -> Tensor:
    """Norms of the channels, normalized by each other, through a tanh."""
    norms = (x.pow(2).sum((2, 3), keepdim=True) + 1e-5).pow(0.5) * module.alpha
    scale = module.gamma / (norms.pow(2).mean(dim=1, keepdim=True) + 1e-5).pow(0.5)
    return x * (1.0 + torch.tanh(norms * scale + module.beta))


def srm(module: Any, x: Tensor) -> Tensor:
    """Style pooling, style integration."""
    flat = x.reshape(*x.shape[:2], -1)
    deviation = (flat.var(dim=2, keepdim=True) + 1e-5).sqrt()
    style = torch.cat((flat.mean(dim=2, keepdim=True), deviation), dim=2)
    integrated = (style * module.cfc[None, :, :]).sum(dim=2)[:, :, None, None]
    return x * module.bn(integrated).sigmoid()


def ese(module: Any, x: Tensor) -> Tensor:
    """One layer over the means, a hard sigmoid."""
    return x * (F.relu6(module.fc(F.adaptive_avg_pool2d(x, 1)) + 3.0) / 6.0)


def fca(module: Any, x: Tensor) -> Tensor:
    """Channels times their cosines, then SE's two layers."""
    weight = module.dct_layer.weight
    pooled = x if x.shape[2:] == weight.shape[1:] else F.adaptive_avg_pool2d(x, weight.shape[1:])
    squeezed = torch.sum(pooled * weight, dim=[2, 3])
    return x * module.fc(squeezed).view(*x.shape[:2], 1, 1).expand_as(x)


def lka(module: Any, x: Tensor) -> Tensor:
    """Two depthwise convolutions and a 1x1."""
    return x.clone() * module.conv1(module.conv_spatial(module.conv0(x)))


def sp(module: Any, x: Tensor) -> Tensor:
    """Rows and columns, each spread over the map, summed."""
    height, width = x.shape[2:]
    rows = module.bn1(module.conv1(F.adaptive_avg_pool2d(x, (None, 1))))
    columns = module.bn2(module.conv2(F.adaptive_avg_pool2d(x, (1, None))))
    rows = rows.expand(-1, -1, height, width)
    columns = columns.expand(-1, -1, height, width)
    return x * module.conv3(F.relu(rows + columns)).sigmoid()


def gam(module: Any, x: Tensor) -> Tensor:
    """A two-layer gate at each position, then two 7x7 convolutions."""
    batch, channels, height, width = x.shape
    permuted = x.permute(0, 2, 3, 1).reshape(batch, -1, channels)
    gate = module.channel_attention(permuted).view(batch, height, width, channels)
    x = x * gate.permute(0, 3, 1, 2).sigmoid()
    return x * module.spatial_attention(x).sigmoid()


TRANSCRIPTIONS: Mapping[str, Transcription] = {
    "se": se,
    "eca": eca,
    "cbam": cbam,
    "ca": ca,
    "sge": sge,
    "sa": sa,
    "triplet": triplet,
    "nam": nam,
    "ema": ema,
    "scsa": scsa,
    "simam": simam,
    "ela": ela,
    "lsk": lsk,
    "lska": lska,
    "mlca": mlca,
    "cpca": cpca,
    "ge": ge,
    "gct": gct,
    "srm": srm,
    "ese": ese,
    "fca": fca,
    "lka": lka,
    "sp": sp,
    "gam": gam,
}
"""By the short name of the module."""
