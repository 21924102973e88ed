"""Plain transcriptions of the mechanisms of the family `kernel`."""

from collections.abc import Mapping
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor
from torchvision.ops import deform_conv2d

from transcriptions.transcription import Transcription


def lka(module: Any, x: Tensor) -> Tensor:
    """Two depthwise convolutions and a 1x1."""
    return x.clone() * module.conv1(module.conv_spatial(module.conv0(x)))


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


def involution(module: Any, x: Tensor) -> Tensor:
    """Kernels of each position, times the unfolded windows."""
    batch, channels, height, width = x.shape
    size, shared = module.options.kernel_size, module.options.group_channels
    kernels = module.conv2(module.conv1(x))
    kernels = kernels.view(batch, channels // shared, 1, size**2, height, width)
    windows = F.unfold(x, size, padding=size // 2)
    windows = windows.view(batch, channels // shared, shared, size**2, height, width)
    return (kernels * windows).sum(3).view(x.shape)


def outlook(module: Any, x: Tensor) -> Tensor:
    """Windows of a map in the order (B, H, W, C), mixed and folded back."""
    batch, channels, height, width = x.shape
    size, stride = module.options.kernel_size, module.options.stride
    window = {"kernel_size": size, "padding": size // 2, "stride": stride}
    heads = channels // module.options.head_channels
    rows = x.permute(0, 2, 3, 1)
    windows = F.unfold(module.v(rows).permute(0, 3, 1, 2), **window)
    windows = windows.reshape(batch, heads, channels // heads, size**2, -1).permute(0, 1, 4, 3, 2)
    pooled = F.avg_pool2d(rows.permute(0, 3, 1, 2), stride, ceil_mode=True).permute(0, 2, 3, 1)
    weights = module.attn(pooled).reshape(batch, -1, heads, size**2, size**2)
    weights = (weights.permute(0, 2, 1, 3, 4) * (channels // heads) ** -0.5).softmax(-1)
    mixed = (weights @ windows).permute(0, 1, 4, 3, 2).reshape(batch, channels * size**2, -1)
    total = F.fold(mixed, (height, width), **window)
    return module.proj(total.permute(0, 2, 3, 1)).permute(0, 3, 1, 2)


def msca(module: Any, x: Tensor) -> Tensor:
    """Three pairs of strips of a depthwise view, and a 1x1 convolution."""
    attention = module.conv0(x)
    first = module.conv0_2(module.conv0_1(attention))
    second = module.conv1_2(module.conv1_1(attention))
    third = module.conv2_2(module.conv2_1(attention))
    return module.conv3(attention + first + second + third) * x.clone()


def dlka(module: Any, x: Tensor) -> Tensor:
    """LKA by torchvision's deformable convolution, which knows no bfloat16 on the CPU."""
    first, second = module.conv0, module.conv_spatial
    offsets, weight = first.offset_net(x), first.deform_conv.weight
    attention = deform_conv2d(x.to(weight), offsets.to(weight), weight, padding=2)
    offsets, weight = second.offset_net(attention), second.deform_conv.weight
    attention = deform_conv2d(attention, offsets.to(weight), weight, padding=9, dilation=3)
    return x.clone() * module.conv1(attention)


def caa(module: Any, x: Tensor) -> Tensor:
    """A pooled view and two strips, between two 1x1 convolutions."""
    attention = module.conv1(F.avg_pool2d(x, 7, 1, 3))
    attention = module.v_conv(module.h_conv(attention))
    return x * module.conv2(attention).sigmoid()


KERNEL: Mapping[str, Transcription] = {
    "involution": involution,
    "outlook": outlook,
    "msca": msca,
    "cpca": cpca,
    "lsk": lsk,
    "lka": lka,
    "dlka": dlka,
    "lska": lska,
    "caa": caa,
}
