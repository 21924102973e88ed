"""A 3-D convolution over a depth of 1 is the 2-D convolution by its middle slice."""

import pytest
import torch
from torch import nn

from attnzoo.pairwise.flat_conv import FlatConv3d

CASES = ((1, 1, False), (3, 1, True), (3, 6, False))


@pytest.mark.parametrize(("kernel_size", "groups", "bias"), CASES)
def test_it_gives_what_torchs_convolution_gives(kernel_size: int, groups: int, bias: bool) -> None:
    torch.manual_seed(0)
    flat = FlatConv3d(6, 12, kernel_size, groups=groups, bias=bias).double()
    volume = nn.Conv3d(6, 12, kernel_size, padding=kernel_size // 2, groups=groups, bias=bias)
    volume.double().load_state_dict(flat.state_dict())
    x = torch.randn(2, 6, 4, 5, dtype=torch.float64)
    torch.testing.assert_close(flat(x), volume(x.unsqueeze(2)).squeeze(2))


@pytest.mark.parametrize("layout", [torch.channels_last, torch.contiguous_format])
def test_it_is_laid_out_and_converted_with_its_network(layout: torch.memory_format) -> None:
    network = nn.Sequential(FlatConv3d(6, 12, 3), nn.Conv2d(12, 4, 1))
    before = {key: value.clone() for key, value in network.state_dict().items()}
    x = torch.randn(2, 6, 4, 5)
    y = network(x)
    network.to(memory_format=layout)
    assert all(torch.equal(value, before[key]) for key, value in network.state_dict().items())
    torch.testing.assert_close(network(x.contiguous(memory_format=layout)), y)
    assert network.double()(x.double()).dtype is torch.float64
