"""Norms without numbers leave what torch's own leave: shapes, and what the backward needs."""

from contextlib import AbstractContextManager, nullcontext

import pytest
import torch
from torch import Tensor, nn
from torch.autograd.graph import saved_tensors_hooks

from attnbench.meta import QuickNorms


def images(*size: int, dtype: torch.dtype = torch.float32) -> Tensor:
    return torch.empty(2, 8, *size, device="meta", dtype=dtype, requires_grad=True)


def saved_by(norm: nn.Module, x: Tensor, context: AbstractContextManager[object]) -> set[int]:
    """The places, among input and parameters, of the tensors that a norm keeps for the backward."""
    candidates = {id(x): 0, **{id(p): place for place, p in enumerate(norm.parameters(), 1)}}
    saved: list[int | None] = []

    def save(tensor: Tensor) -> Tensor:
        saved.append(candidates.get(id(tensor)))
        return tensor

    with context, saved_tensors_hooks(save, lambda tensor: tensor):
        norm(x)
    return {place for place in saved if place is not None}


@pytest.mark.parametrize(
    ("norm", "x"),
    [
        (nn.BatchNorm1d(8), images(5)),
        (nn.BatchNorm2d(8), images(5, 6).to(memory_format=torch.channels_last)),
        (nn.BatchNorm2d(8, affine=False), images(5, 6, dtype=torch.float16)),
        (nn.BatchNorm3d(8), images(5, 6, 7)),
    ],
    ids=["1d", "channels last", "without weights, float16", "3d"],
)
def test_a_norm_has_the_shape_and_keeps_the_tensors_of_torchs(norm: nn.Module, x: Tensor) -> None:
    norm.to("meta").eval()
    expected = norm(x)
    with QuickNorms():
        output = norm(x)
    assert (output.shape, output.dtype) == (expected.shape, expected.dtype)
    assert output.stride() == expected.stride()
    assert output.requires_grad
    assert saved_by(norm, x, QuickNorms()) == saved_by(norm, x, nullcontext())


def test_a_norm_of_another_width_still_fails() -> None:
    norm = nn.BatchNorm2d(4, device="meta").eval()
    with QuickNorms(), pytest.raises(RuntimeError, match="should contain 8 elements not 4"):
        norm(images(5, 6))


def test_numbers_are_computed_where_there_are_any() -> None:
    norm, x = nn.BatchNorm2d(3).eval(), torch.randn(2, 3, 4, 4)
    expected = norm(x)
    with QuickNorms():
        assert torch.equal(norm(x), expected)
