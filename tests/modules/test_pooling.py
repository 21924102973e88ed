"""A mean is a mean, whichever way it is computed."""

import pytest
import torch
import torch.nn.functional as F

from attnzoo.pooling import mean, window_mean


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


@pytest.mark.parametrize("size", [(9, 8), (3, 2), (1, 5)], ids=str)
def test_a_window_mean_equals_torchs_pooling_and_its_gradient(size: tuple[int, int]) -> None:
    x = torch.randn(2, 3, *size, dtype=torch.float64)
    own, reference = x.clone().requires_grad_(), x.clone().requires_grad_()
    y, z = window_mean(own, 5), F.avg_pool2d(reference, 5, stride=1, padding=2)
    torch.testing.assert_close(y, z)
    y.square().sum().backward()
    z.square().sum().backward()
    torch.testing.assert_close(own.grad, reference.grad)
