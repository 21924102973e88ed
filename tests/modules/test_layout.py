"""A map takes over the layout of another one."""

import pytest
import torch

from attnzoo.layout import in_layout_of, map_of, tokens_of


@pytest.mark.parametrize("layout", [torch.channels_last, torch.contiguous_format])
def test_the_layout_of_another_map_is_taken_over(layout: torch.memory_format) -> None:
    like = torch.zeros(2, 4, 3, 5).contiguous(memory_format=layout)
    x = torch.randn(2, 4, 3, 5)
    y = in_layout_of(like, x)
    assert y.is_contiguous(memory_format=layout)
    assert torch.equal(x, y)


@pytest.mark.parametrize("layout", [torch.channels_last, torch.contiguous_format])
def test_a_map_becomes_tokens_row_by_row_and_comes_back_in_its_layout(
    layout: torch.memory_format,
) -> None:
    x = torch.randn(2, 4, 3, 5).contiguous(memory_format=layout)
    tokens = tokens_of(x)
    assert tokens.is_contiguous()
    assert torch.equal(tokens[:, 7], x[:, :, 1, 2])
    y = map_of(tokens, x)
    assert y.is_contiguous(memory_format=layout)
    assert torch.equal(x, y)
