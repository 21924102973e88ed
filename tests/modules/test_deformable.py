"""A deformable convolution equals torchvision's, which the authors' code calls."""

import pytest
import torch
from torch import Tensor
from torchvision.ops import deform_conv2d

from attnzoo.kernel.deformable import DeformableDepthwise


def torchvisions(module: DeformableDepthwise, x: Tensor) -> Tensor:
    padding = module.dilation * (module.kernel_size // 2)
    return deform_conv2d(
        x,
        module.offset_net(x),
        module.deform_conv.weight,
        padding=padding,
        dilation=module.dilation,
    )


@pytest.mark.parametrize("size", [(6, 5), (1, 4), (1, 1)], ids=str)
@pytest.mark.parametrize(("kernel_size", "dilation"), [(5, 1), (3, 3)])
def test_it_equals_torchvisions_and_its_gradients(
    size: tuple[int, int], kernel_size: int, dilation: int
) -> None:
    torch.manual_seed(0)
    module = DeformableDepthwise(4, kernel_size, dilation=dilation).double()
    own = torch.randn(2, 4, *size, dtype=torch.float64, requires_grad=True)
    reference = own.detach().clone().requires_grad_()
    y, z = module(own), torchvisions(module, reference)
    torch.testing.assert_close(y, z)
    weights = tuple(module.parameters())
    gradients = torch.autograd.grad(y.sin().sum(), (own, *weights))
    expected = torch.autograd.grad(z.sin().sum(), (reference, *weights))
    torch.testing.assert_close(gradients, expected)


def test_half_precision_looks_at_the_same_places() -> None:
    torch.manual_seed(0)
    module = DeformableDepthwise(4, 3).bfloat16()
    x = torch.randn(2, 4, 90, 5).bfloat16()
    expected = module.float()(x.float())
    module.bfloat16()
    torch.testing.assert_close(module(x).float(), expected, rtol=0.05, atol=0.05)
