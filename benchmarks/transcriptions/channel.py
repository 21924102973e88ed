"""Plain transcriptions of the mechanisms of the family `channel`."""

from collections.abc import Mapping
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor

from transcriptions.transcription import Transcription


def se(module: Any, x: Tensor) -> Tensor:
    """Equations 2-4: squeeze, excitation, scale."""
    squeezed = F.adaptive_avg_pool2d(x, 1).flatten(1)
    return x * module.fc(squeezed).view(*x.shape[:2], 1, 1).expand_as(x)


def eca(module: Any, x: Tensor) -> Tensor:
    """Equations 9-11: a convolution along the pooled channels."""
    pooled = F.adaptive_avg_pool2d(x, 1)
    gate = module.conv(pooled.squeeze(-1).transpose(-1, -2)).transpose(-1, -2).unsqueeze(-1)
    return x * gate.sigmoid().expand_as(x)


def nam(module: Any, x: Tensor) -> Tensor:
    """Equation 2: the norm's own scale as weight."""
    norm = module.Channel_Att.bn2
    normed = norm(x)
    weight = norm.weight.detach().abs() / norm.weight.detach().abs().sum()
    weighted = (normed.permute(0, 2, 3, 1) * weight).permute(0, 3, 1, 2).contiguous()
    return weighted.sigmoid() * x


def epsa(module: Any, x: Tensor) -> Tensor:
    """Four convolutions, the gates of each, their softmax, and the weighed results in reverse."""
    convs = (module.conv_1, module.conv_2, module.conv_3, module.conv_4)
    branches = [conv(x) for conv in convs]
    gates = [module.se(F.adaptive_avg_pool2d(branch, 1)) for branch in branches]
    weights = torch.stack(gates, dim=1).softmax(1)
    weighed = torch.stack(branches, dim=1) * weights
    return torch.cat([weighed[:, index] for index in (3, 2, 1, 0)], dim=1)


def parnet(module: Any, x: Tensor) -> Tensor:
    """Both convolutions, and the normalized map times its gate."""
    identity = module.rbr_identity(x)
    gate = module.se.cvsig(F.adaptive_avg_pool2d(identity, 1)).sigmoid()
    return F.silu(module.rbr_dense(x) + module.rbr_1x1(x) + identity * gate)


def splat(module: Any, x: Tensor) -> Tensor:
    """The splits, their sum pooled, a softmax between them."""
    batch, channels = x.shape[:2]
    u = F.relu(module.bn0(module.conv(x)))
    splits = torch.split(u, channels, dim=1)
    pooled = F.adaptive_avg_pool2d(sum(splits), 1)
    scores = module.fc2(F.relu(module.bn1(module.fc1(pooled))))
    weights = scores.view(batch, module.radix, channels).softmax(1).view(batch, -1, 1, 1)
    shares = torch.split(weights, channels, dim=1)
    return sum(share * split for share, split in zip(shares, splits, strict=True))  # type: ignore[return-value]


def gsop(module: Any, x: Tensor) -> Tensor:
    """Fewer channels, their covariance by a centring matrix, a filter bank of its rows."""
    conv = module.conv_for_DR
    reduced = F.conv2d(F.relu(x), conv.weight, conv.bias, stride=module.step)
    reduced = F.relu(module.bn_for_DR(reduced)).flatten(2)
    count = reduced.shape[2]
    eye = torch.eye(count, dtype=reduced.dtype)
    centring = (eye / count - torch.full_like(eye, 1 / count**2)).expand(x.shape[0], -1, -1)
    covariance = reduced.bmm(centring).bmm(reduced.transpose(1, 2))
    rows = module.row_conv_group(module.row_bn(covariance.unsqueeze(3)))
    return x * module.fc_adapt_channels(rows).sigmoid()


def seam(module: Any, x: Tensor) -> Tensor:
    """Convolved channels pooled, SE's two layers, an exponential."""
    pooled = F.adaptive_avg_pool2d(module.DCovN(x), 1).flatten(1)
    return x * module.fc(pooled).view(*x.shape[:2], 1, 1).exp().expand_as(x)


def spanet(module: Any, x: Tensor) -> Tensor:
    """Three levels of means, SE's two layers."""
    levels = [F.adaptive_avg_pool2d(x, side).reshape(x.shape[0], -1) for side in (1, 2, 4)]
    return x * module.fc(torch.cat(levels, dim=1)).view(*x.shape[:2], 1, 1).expand_as(x)


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


CHANNEL: Mapping[str, Transcription] = {
    "se": se,
    "eca": eca,
    "gsop": gsop,
    "seam": seam,
    "spanet": spanet,
    "epsa": epsa,
    "parnet": parnet,
    "splat": splat,
    "nam": nam,
    "gc": gc,
    "sk": sk,
    "gct": gct,
    "srm": srm,
    "ese": ese,
    "fca": fca,
}
