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


def gc(module: Any, x: Tensor) -> Tensor:
    """Figure 4 d: a softmax over positions pools, two layers transform, the sum fuses."""
    batch, channels = x.shape[:2]
    weights = module.conv_mask(x).view(batch, 1, -1).softmax(2).unsqueeze(-1)
    context = torch.matmul(x.reshape(batch, 1, channels, -1), weights)
    return x + module.channel_add_conv(context.view(batch, channels, 1, 1))


def sk(module: Any, x: Tensor) -> Tensor:
    """Equations 1-6: split, fuse, select."""
    first = F.relu(module.bn2(module.conv2(x)))
    second = F.relu(module.bn2g(module.conv2g(x)))
    pooled = F.adaptive_avg_pool2d(first, 1) + F.adaptive_avg_pool2d(second, 1)
    squeezed = F.relu(module.bn_fc1(module.conv_fc1(pooled)))
    shares = module.conv_fc2(squeezed).view(x.shape[0], 2, -1, 1, 1).softmax(1)
    return (torch.stack((first, second), dim=1) * shares).sum(1)


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


def non_local(module: Any, x: Tensor) -> Tensor:
    """Equations 1, 4 and 6: embedded gaussian over sub-sampled keys."""
    batch, _, height, width = x.shape
    value = module.g(x).reshape(batch, module.theta.out_channels, -1).permute(0, 2, 1)
    query = module.theta(x).reshape(batch, module.theta.out_channels, -1).permute(0, 2, 1)
    key = module.phi(x).reshape(batch, module.theta.out_channels, -1)
    attended = torch.matmul(torch.matmul(query, key).softmax(-1), value)
    return module.W(attended.permute(0, 2, 1).contiguous().view(batch, -1, height, width)) + x


def a2(module: Any, x: Tensor) -> Tensor:
    """Equations 4 and 5: gather by softmaxes over positions, distribute by softmaxes over maps."""
    batch, _, height, width = x.shape
    features = module.convA(x).reshape(batch, -1, height * width)
    places = module.convB(x).reshape(batch, -1, height * width).softmax(-1)
    shares = module.convV(x).reshape(batch, -1, height * width).softmax(1)
    gathered = torch.bmm(features, places.permute(0, 2, 1))
    return torch.matmul(gathered, shares).view(batch, -1, height, width)


def pam(module: Any, x: Tensor) -> Tensor:
    """Equations 1 and 2: all positions against all."""
    batch, channels, height, width = x.shape
    query = module.query_conv(x).reshape(batch, -1, height * width).permute(0, 2, 1)
    key = module.key_conv(x).reshape(batch, -1, height * width)
    weights = torch.bmm(query, key).softmax(-1)
    value = module.value_conv(x).reshape(batch, -1, height * width)
    out = torch.bmm(value, weights.permute(0, 2, 1)).view(batch, channels, height, width)
    return module.gamma * out + x


def cam(module: Any, x: Tensor) -> Tensor:
    """Equations 3 and 4, with the authors' subtraction from the largest."""
    flat = x.reshape(*x.shape[:2], -1)
    likeness = torch.bmm(flat, flat.permute(0, 2, 1))
    unlikeness = torch.max(likeness, -1, keepdim=True)[0].expand_as(likeness) - likeness
    return module.gamma * torch.bmm(unlikeness.softmax(-1), flat).view(x.shape) + x


def cc(module: Any, x: Tensor) -> Tensor:
    """Equations 1 and 2: columns and rows folded into the batch, one softmax over both."""
    batch, _, height, width = x.shape

    def columns(y: Tensor) -> Tensor:
        return y.permute(0, 3, 1, 2).contiguous().view(batch * width, -1, height)

    def rows(y: Tensor) -> Tensor:
        return y.permute(0, 2, 1, 3).contiguous().view(batch * height, -1, width)

    query, key, value = module.query_conv(x), module.key_conv(x), module.value_conv(x)
    itself = torch.diag(torch.full((height,), float("inf"), dtype=x.dtype, device=x.device))
    in_column = torch.bmm(columns(query).permute(0, 2, 1), columns(key)) - itself
    in_column = in_column.view(batch, width, height, height).permute(0, 2, 1, 3)
    in_row = torch.bmm(rows(query).permute(0, 2, 1), rows(key)).view(batch, height, width, width)
    weights = torch.cat((in_column, in_row), dim=3).softmax(3)
    by_column = weights[..., :height].permute(0, 2, 1, 3).contiguous()
    by_column = by_column.view(batch * width, height, height).permute(0, 2, 1)
    by_row = weights[..., height:].contiguous().view(batch * height, width, width).permute(0, 2, 1)
    from_column = torch.bmm(columns(value), by_column).view(batch, width, -1, height)
    from_row = torch.bmm(rows(value), by_row).view(batch, height, -1, width)
    return module.gamma * (from_column.permute(0, 2, 3, 1) + from_row.permute(0, 2, 1, 3)) + x


def external(module: Any, x: Tensor) -> Tensor:
    """Equations 5 and 6 between two convolutions: a memory, normalized twice."""
    batch, channels, height, width = x.shape
    weights = module.linear_0(module.conv1(x).reshape(batch, channels, -1)).softmax(-1)
    weights = weights / (1e-9 + weights.sum(dim=1, keepdim=True))
    recalled = module.linear_1(weights).view(batch, channels, height, width)
    return F.relu(module.conv2(recalled) + x)


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
    "gc": gc,
    "sk": sk,
    "bam": bam,
    "psa_p": psa_p,
    "psa_s": psa_s,
    "nonlocal": non_local,
    "a2": a2,
    "pam": pam,
    "cam": cam,
    "cc": cc,
    "external": external,
}
"""By the short name of the module."""
