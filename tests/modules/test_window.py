"""A sum over windows equals unfolding them."""

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor

from attnzoo.window import window_sum


def unfolded_sum(x: Tensor, weights: Tensor, kernel_size: int) -> Tensor:
    """(B, C, H, W) and (B, k^2, H, W) -> (B, C, H, W)."""
    windows = F.unfold(x, kernel_size, padding=kernel_size // 2)
    taken_apart = windows.view(*x.shape[:2], kernel_size**2, *x.shape[2:])
    return (taken_apart * weights.unsqueeze(1)).sum(2)


@pytest.mark.parametrize("kernel_size", [1, 3, 7])
@pytest.mark.parametrize("layout", [torch.channels_last, torch.contiguous_format])
def test_it_equals_the_unfolded_sum_and_its_gradients(
    kernel_size: int, layout: torch.memory_format
) -> None:
    generator = torch.Generator().manual_seed(0)
    x = torch.randn(2, 3, 5, 4, generator=generator, dtype=torch.float64)
    weights = torch.randn(2, kernel_size**2, 5, 4, generator=generator, dtype=torch.float64)
    own = [tensor.clone(memory_format=layout).requires_grad_() for tensor in (x, weights)]
    reference = [tensor.clone().requires_grad_() for tensor in (x, weights)]
    y = window_sum(own[0], own[1].unsqueeze(1), kernel_size)
    z = unfolded_sum(reference[0], reference[1], kernel_size)
    torch.testing.assert_close(y, z)
    y.square().sum().backward()
    z.square().sum().backward()
    for tensor, expected in zip(own, reference, strict=True):
        torch.testing.assert_close(tensor.grad, expected.grad)


def test_half_precision_is_rounded_once() -> None:
    generator = torch.Generator().manual_seed(0)
    x = torch.randn(1, 8, 9, 9, generator=generator).bfloat16()
    weights = torch.randn(1, 49, 9, 9, generator=generator).bfloat16()
    expected = unfolded_sum(x.double(), weights.double(), 7).bfloat16()
    torch.testing.assert_close(window_sum(x, weights.unsqueeze(1), 7), expected, rtol=0.01, atol=0)
