"""What reimplementations get wrong, of the modules that weigh whole channels."""

from math import cos, pi, sqrt

import pytest
import torch
from torch import Tensor, nn

from attnzoo import (
    EffectiveSqueezeExcitation,
    FrequencyChannelAttention,
    GatedChannelTransformation,
    SqueezeExcitation,
    StyleRecalibration,
)


def maps(*shape: int) -> Tensor:
    generator = torch.Generator().manual_seed(3)
    return torch.randn(*shape, generator=generator, dtype=torch.float64)


@pytest.mark.parametrize("mode", ["l2", "l1"])
def test_gct_starts_as_the_identity(mode: str) -> None:
    x = maps(2, 8, 4, 4)
    assert torch.equal(GatedChannelTransformation(8, mode=mode).double()(x), x)


def test_gcts_channels_compete_where_gamma_is_negative() -> None:
    module = GatedChannelTransformation(2).double()
    nn.init.constant_(module.gamma, -1.0)
    x = maps(1, 2, 4, 4)
    x[:, 0] *= 10
    gate = module.gate(x).flatten()
    assert gate[0] < gate[1]


def test_gcts_norm_sums_over_the_map_and_does_not_mean() -> None:
    module = GatedChannelTransformation(2, mode="l1").double()
    nn.init.ones_(module.gamma)
    x = maps(1, 2, 4, 4)
    sums = x.abs().sum((2, 3))
    gate = 1 + (sums / (sums.mean() + 1e-5)).tanh()
    torch.testing.assert_close(module.gate(x).flatten(1), gate)


def test_srm_starts_with_every_gate_at_a_half_and_mixes_no_channels() -> None:
    module = StyleRecalibration(4).double().eval()
    x = maps(2, 4, 5, 5)
    torch.testing.assert_close(module(x), x / 2)
    nn.init.normal_(module.cfc)
    y = module(x)
    changed = x.clone()
    changed[:, 0] *= 3
    assert torch.equal(module(changed)[:, 1:], y[:, 1:])


def test_srms_deviation_is_of_the_unbiased_variance() -> None:
    module = StyleRecalibration(1).double().eval()
    nn.init.constant_(module.cfc, 1.0)
    x = maps(1, 1, 3, 3)
    style = x.mean() + (x.var(correction=1) + 1e-5).sqrt()
    gate = (style / sqrt(1 + 1e-5)).sigmoid()
    torch.testing.assert_close(module(x), x * gate)


def test_eses_gate_is_shut_and_open_at_a_finite_distance() -> None:
    module = EffectiveSqueezeExcitation(2).double()
    module.fc.weight = nn.Parameter(torch.eye(2).double().view(2, 2, 1, 1))
    module.fc.bias = nn.Parameter(torch.zeros(2).double())
    x = torch.tensor([-3.0, 3.0]).double().view(1, 2, 1, 1).expand(1, 2, 4, 4)
    assert module.gate(x).flatten().tolist() == [0.0, 1.0]


def test_fca_of_one_frequency_is_se_on_scaled_means() -> None:
    module = FrequencyChannelAttention(32, frequencies=1, size=(8, 9)).double()
    other = SqueezeExcitation(32).double()
    other.fc.load_state_dict(module.fc.state_dict())
    x = maps(2, 32, 8, 9)
    scaled = module.fc(x.mean((2, 3)) * sqrt(8 * 9))
    torch.testing.assert_close(module.gate(x)[:, :, 0, 0], scaled)
    torch.testing.assert_close(other.gate(x * sqrt(8 * 9)), module.gate(x))


def test_fcas_frequencies_grow_with_the_map_in_whole_steps() -> None:
    x = FrequencyChannelAttention(16, size=(14, 20)).dct_layer.weight
    down = sqrt(2 / 14) * cos(pi * 6 * 2 * 3.5 / 14) / sqrt(20)
    across = sqrt(2 / 20) * cos(pi * 5 * 2 * 4.5 / 20) / sqrt(14)
    assert x[2, 3, 0].item() == pytest.approx(down)
    assert x[3, 0, 4].item() == pytest.approx(across)


def test_fcas_frequencies_on_a_small_map_are_those_of_seven() -> None:
    small = FrequencyChannelAttention(16, size=(4, 4)).dct_layer.weight
    assert torch.equal(small, FrequencyChannelAttention(16).dct_layer.weight)
    assert small.flatten(1).unique(dim=0).shape[0] == 16
