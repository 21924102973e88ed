"""Plain transcriptions of the mechanisms of the family `mixed`."""

from collections.abc import Mapping
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor

from transcriptions.transcription import Transcription


def cbam(module: Any, x: Tensor) -> Tensor:
    """Equations 2 and 3: the channel gate, then the spatial gate."""
    mlp = module.ChannelGate.mlp
    both = mlp(F.adaptive_avg_pool2d(x, 1)) + mlp(F.adaptive_max_pool2d(x, 1))
    x = x * both.sigmoid()[:, :, None, None].expand_as(x)
    pooled = torch.cat((x.max(1).values.unsqueeze(1), x.mean(1).unsqueeze(1)), dim=1)
    return x * module.SpatialGate.spatial(pooled).sigmoid()


def scse(module: Any, x: Tensor) -> Tensor:
    """Both gated maps, and the larger value of the two."""
    pooled = x.view(*x.shape[:2], -1).mean(dim=2)
    channel = module.cSE.fc2(F.relu(module.cSE.fc1(pooled))).sigmoid()
    position = module.sSE.conv(x).sigmoid()
    return torch.max(x * channel.view(*x.shape[:2], 1, 1), x * position)


def ca(module: Any, x: Tensor) -> Tensor:
    """Equations 4-8: strips, their joint transform, two gates."""
    height, width = x.shape[2:]
    rows = F.adaptive_avg_pool2d(x, (None, 1))
    columns = F.adaptive_avg_pool2d(x, (1, None)).permute(0, 1, 3, 2)
    joint = F.hardswish(module.bn1(module.conv1(torch.cat((rows, columns), dim=2))))
    row_part, column_part = torch.split(joint, [height, width], dim=2)
    row_gate = module.conv_h(row_part).sigmoid()
    return x * module.conv_w(column_part.permute(0, 1, 3, 2)).sigmoid() * row_gate


def ms_cam(module: Any, x: Tensor) -> Tensor:
    """Equation 3: the sum of both branches, a sigmoid, the product."""
    pooled = F.adaptive_avg_pool2d(x, 1)
    return x * (module.local_att(x) + module.global_att(pooled)).sigmoid()


def mca(module: Any, x: Tensor) -> Tensor:
    """For each axis: the map turned, its moments, their mix, a convolution, a gate, turned back."""

    def branch(gate: Any, turned: Tensor) -> Tensor:
        level = F.adaptive_avg_pool2d(turned, 1)
        deviation = turned.reshape(*turned.shape[:2], -1).std(dim=2).view(*level.shape)
        shares = gate.weight.sigmoid()
        mixed = 0.5 * (level + deviation) + shares[0] * level + shares[1] * deviation
        weights = gate.conv(mixed.permute(0, 3, 2, 1)).permute(0, 3, 2, 1).sigmoid()
        return turned * weights.expand_as(turned)

    rows = branch(module.h_cw, x.permute(0, 2, 1, 3).contiguous()).permute(0, 2, 1, 3).contiguous()
    columns = branch(module.w_hc, x.permute(0, 3, 2, 1).contiguous()).permute(0, 3, 2, 1)
    return (rows + columns.contiguous() + branch(module.c_hw, x)) / 3


def sa(module: Any, x: Tensor) -> Tensor:
    """Split, gate by channel and by position, join, shuffle."""
    batch, channels, height, width = x.shape
    folded = x.reshape(batch * module.options.groups, -1, height, width)
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
    pooled = module.norm(F.avg_pool2d(x, module.options.window))
    size = pooled.shape[2] * pooled.shape[3]
    query, key, value = (
        part(pooled).reshape(batch, module.options.heads, -1, size)
        for part in (module.q, module.k, module.v)
    )
    scores = query @ key.transpose(-2, -1) * query.shape[2] ** -0.5
    attended = (scores.softmax(-1) @ value).reshape(batch, channels, *pooled.shape[2:])
    return x * attended.mean((2, 3), keepdim=True).sigmoid()


def bam(module: Any, x: Tensor) -> Tensor:
    """Both branches, expanded to the map, and the gate on top of the map."""
    pooled = F.adaptive_avg_pool2d(x, 1).flatten(1)
    channel = module.channel_att.gate_c(pooled).unsqueeze(2).unsqueeze(3).expand_as(x)
    spatial = module.spatial_att.gate_s(x).expand_as(x)
    return (1 + (channel * spatial).sigmoid()) * x


def _channel_mask(module: Any, x: Tensor) -> Tensor:
    """Of both layouts of polarized attention."""
    batch = x.shape[0]
    value = module.conv_v_right(x).reshape(batch, -1, x.shape[2] * x.shape[3])
    query = module.conv_q_right(x).reshape(batch, 1, -1).softmax(2)
    pooled = torch.matmul(value, query.transpose(1, 2)).unsqueeze(-1)
    return module.conv_up(pooled).sigmoid()


def psa_p(module: Any, x: Tensor) -> Tensor:
    """Both masks from the map, and the sum of both masked maps."""
    batch, _, height, width = x.shape
    query = F.adaptive_avg_pool2d(module.conv_q_left(x), 1).view(batch, -1, 1).permute(0, 2, 1)
    value = module.conv_v_left(x).reshape(batch, -1, height * width)
    mask = torch.matmul(query, value).softmax(2).view(batch, 1, height, width).sigmoid()
    return x * mask + x * _channel_mask(module, x)


def psa_s(module: Any, x: Tensor) -> Tensor:
    """The channel mask, then the position mask of what it leaves."""
    batch, _, height, width = x.shape
    x = x * _channel_mask(module, x)
    query = F.adaptive_avg_pool2d(module.conv_q_left(x), 1).view(batch, -1, 1).permute(0, 2, 1)
    value = module.conv_v_left(x).reshape(batch, -1, height * width).softmax(2)
    return x * torch.matmul(query, value).view(batch, 1, height, width).sigmoid()


def simam(module: Any, x: Tensor) -> Tensor:
    """The inverse energy of each value."""
    n = x.shape[2] * x.shape[3] - 1
    d = (x - x.mean(dim=[2, 3], keepdim=True)).pow(2)
    v = d.sum(dim=[2, 3], keepdim=True) / n
    return x * torch.sigmoid(d / (4 * (v + module.options.e_lambda)) + 0.5)


def ela(module: Any, x: Tensor) -> Tensor:
    """Strips, one convolution and norm for both, two gates."""
    batch, channels, height, width = x.shape
    rows = x.mean(dim=3, keepdim=True).view(batch, channels, height)
    columns = x.mean(dim=2, keepdim=True).view(batch, channels, width)
    row_gate = module.gn(module.conv(rows)).sigmoid().view(batch, channels, height, 1)
    column_gate = module.gn(module.conv(columns)).sigmoid().view(batch, channels, 1, width)
    return x * row_gate * column_gate


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


def ge(module: Any, x: Tensor) -> Tensor:
    """Without weights: the map's own mean as its gate."""
    del module
    return x * F.interpolate(F.adaptive_avg_pool2d(x, 1), size=x.shape[2:]).sigmoid()


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


MIXED: Mapping[str, Transcription] = {
    "cbam": cbam,
    "scse": scse,
    "mca": mca,
    "ms_cam": ms_cam,
    "ca": ca,
    "sa": sa,
    "triplet": triplet,
    "ema": ema,
    "scsa": scsa,
    "bam": bam,
    "psa_p": psa_p,
    "psa_s": psa_s,
    "simam": simam,
    "ela": ela,
    "mlca": mlca,
    "ge": ge,
    "sp": sp,
    "gam": gam,
}
