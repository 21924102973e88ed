"""A mean is a mean, whichever way it is computed."""

import pytest
import torch

from attnzoo.pooling import mean


@pytest.mark.parametrize("dim", [1, (2, 3), (0, 3)])
@pytest.mark.parametrize("keepdim", [True, False])
def test_it_equals_torchs_mean_and_its_gradient(dim: int | tuple[int, ...], keepdim: bool) -> None:
    x = torch.randn(2, 3, 5, 7, dtype=torch.float64)
    own, reference = x.clone().requires_grad_(), x.clone().requires_grad_()
    y, z = mean(own, dim, keepdim=keepdim), reference.mean(dim, keepdim=keepdim)
    torch.testing.assert_close(y, z)
    y.square().sum().backward()
    z.square().sum().backward()
    torch.testing.assert_close(own.grad, reference.grad)


def test_a_half_precision_sum_does_not_overflow() -> None:
    x = torch.full((1, 1, 300, 300), 10.0, dtype=torch.float16)
    assert mean(x, (2, 3)).item() == 10.0
