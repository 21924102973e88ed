"""A shared convolution has two equal forms."""

import pytest
import torch
from torch import nn

from attnzoo.shared_conv import WIDEST_GROUPED, SharedConv2d


@pytest.mark.parametrize("per_group", [1, WIDEST_GROUPED, WIDEST_GROUPED + 1])
@pytest.mark.parametrize("bias", [True, False])
def test_a_shared_convolution_equals_one_on_the_folded_map(per_group: int, bias: bool) -> None:
    torch.manual_seed(0)
    shared = SharedConv2d(per_group, per_group, 3, padding=1, bias=bias).double()
    plain = nn.Conv2d(per_group, per_group, 3, padding=1, bias=bias).double()
    plain.load_state_dict(shared.state_dict())
    x = torch.randn(2, 3 * per_group, 5, 4, dtype=torch.float64)
    own, reference = x.clone().requires_grad_(), x.clone().requires_grad_()
    y = shared(own)
    z = plain(reference.reshape(6, per_group, 5, 4)).reshape(x.shape)
    torch.testing.assert_close(y, z)
    y.square().sum().backward()
    z.square().sum().backward()
    torch.testing.assert_close(own.grad, reference.grad)
    torch.testing.assert_close(shared.weight.grad, plain.weight.grad)
