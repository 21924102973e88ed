"""Convolutions with a norm, under the names of their authors."""

from collections import OrderedDict

from torch import nn


def normed(
    name: str, channels: int, outputs: int, *, kernel_size: int = 1, groups: int = 1
) -> nn.Sequential:
    """A convolution without bias and its BatchNorm, from (B, C, H, W) to (B, outputs, H, W).

    Args:
        name: Of the convolution in the state dict; the norm is `bn`.
        channels: C.
        outputs: Channels of the result.
        kernel_size: Side of the kernel, odd; the map keeps its size.
        groups: Groups of the convolution.
    """
    conv = nn.Conv2d(
        channels, outputs, kernel_size, padding=kernel_size // 2, groups=groups, bias=False
    )
    layers: OrderedDict[str, nn.Module] = OrderedDict()
    layers[name] = conv
    layers["bn"] = nn.BatchNorm2d(outputs)
    return nn.Sequential(layers)
