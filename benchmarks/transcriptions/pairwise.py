"""Plain transcriptions of the mechanisms of the family `pairwise`."""

from collections.abc import Mapping
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor

from transcriptions.transcription import Transcription


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


def acmix(module: Any, x: Tensor) -> Tensor:
    """Unfolded windows of keys, values and places, and a convolution beside them."""
    batch, channels, height, width = x.shape
    heads, window = module.options.heads, module.options.window
    head = channels // heads
    query, key, value = module.conv1(x), module.conv2(x), module.conv3(x)
    columns = torch.linspace(-1, 1, width).expand(height, width)
    rows = torch.linspace(-1, 1, height)[:, None].expand(height, width)
    place = module.conv_p(torch.stack((columns, rows)).unsqueeze(0).to(module.rate1))

    def windows(source: Tensor) -> Tensor:
        padded = F.pad(source, (window // 2,) * 4, mode="reflect")
        return F.unfold(padded, window).view(-1, head, window**2, height, width)

    def folded(source: Tensor) -> Tensor:
        return source.reshape(batch * heads, head, height, width)

    displaced = windows(folded(key)) + place.unsqueeze(2) - windows(place)
    scores = ((folded(query) * head**-0.5).unsqueeze(2) * displaced).sum(1)
    attended = (scores.softmax(1).unsqueeze(1) * windows(folded(value))).sum(2).view(x.shape)
    flat = [source.reshape(batch, heads, head, -1) for source in (query, key, value)]
    mixed = module.fc(torch.cat(flat, dim=1)).permute(0, 2, 1, 3)
    convolved = module.dep_conv(mixed.reshape(batch, -1, height, width))
    return module.rate1 * attended + module.rate2 * convolved


def dat(module: Any, x: Tensor) -> Tensor:
    """Places that move, read from map and table, with everything in the order (y, x)."""
    batch, channels, height, width = x.shape
    options = module.options
    groups = channels // options.group_channels

    def grid(height: int, width: int, start: float) -> Tensor:
        rows = (torch.arange(height).to(x) + start) / (height - 1) * 2 - 1
        columns = (torch.arange(width).to(x) + start) / (width - 1) * 2 - 1
        return torch.stack(torch.meshgrid(rows, columns, indexing="ij"), dim=-1)

    def read(source: Tensor, at: Tensor) -> Tensor:
        return F.grid_sample(source, at[..., (1, 0)], mode="bilinear", align_corners=True)

    def heads(projected: Tensor) -> Tensor:
        return projected.reshape(-1, options.head_channels, projected.shape[2:].numel())

    query = module.proj_q(x)
    moves = module.conv_offset(query.reshape(batch * groups, -1, height, width)).to(x)
    moves = moves.permute(0, 2, 3, 1)
    places = (moves + grid(*moves.shape[1:3], 0.5)).clamp(-1, 1)
    seen = read(x.reshape(batch * groups, -1, height, width), places)
    seen = seen.reshape(batch, channels, *places.shape[1:3])
    key, value = heads(module.proj_k(seen)), heads(module.proj_v(seen))
    scores = torch.einsum("bcm,bcn->bmn", heads(query), key) * options.head_channels**-0.5
    points = grid(height, width, 0.0).view(1, -1, 1, 2)
    displacements = (points - places.reshape(batch * groups, 1, -1, 2)) * 0.5
    table = module.rpe_table.to(x).expand(batch, -1, -1, -1)
    table = table.reshape(batch * groups, -1, *table.shape[2:])
    weights = (scores + read(table, displacements).reshape(scores.shape)).softmax(2)
    attended = torch.einsum("bmn,bcn->bcm", weights, value.to(weights.dtype))
    return module.proj_out(attended.reshape(x.shape))


def irmb(module: Any, x: Tensor) -> Tensor:
    """Grids as images of their own, attention in each, and a depthwise convolution."""
    batch, channels, height, width = x.shape
    options = module.options
    window, head = options.window, options.head_channels
    padding = (0, -width % window, 0, -height % window)
    padded = F.pad(module.norm(x), padding)
    rows, columns = padded.shape[2] // window, padded.shape[3] // window
    apart = padded.reshape(batch, channels, window, rows, window, columns)
    grids = apart.permute(0, 3, 5, 1, 2, 4).reshape(-1, channels, window, window)

    def tokens(source: Tensor) -> Tensor:
        return source.reshape(len(grids), channels // head, -1, window**2).transpose(2, 3)

    query, key = (tokens(source) for source in module.qk(grids).chunk(2, dim=1))
    weights = (query @ key.transpose(2, 3) * head**-0.5).softmax(-1)
    attended = (weights @ tokens(module.v(grids))).transpose(2, 3)
    attended = attended.reshape(batch, rows, columns, -1, window, window)
    attended = attended.permute(0, 3, 4, 1, 5, 2).reshape(batch, -1, *padded.shape[2:])
    attended = attended[:, :, :height, :width]
    return x + module.proj(attended + module.conv_local(attended))


PAIRWISE: Mapping[str, Transcription] = {
    "nonlocal": non_local,
    "a2": a2,
    "pam": pam,
    "cam": cam,
    "cc": cc,
    "external": external,
    "acmix": acmix,
    "dat": dat,
    "irmb": irmb,
}
