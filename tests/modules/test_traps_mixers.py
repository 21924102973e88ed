"""What reimplementations get wrong about filters and kernels that stand in for attention."""

import pytest
import torch
from torch import Tensor, nn

from attnzoo import CATALOG, DoesNotFit, FocalModulation, GlobalFilter, MultiCognitiveAdapter


def maps(*shape: int) -> Tensor:
    generator = torch.Generator().manual_seed(3)
    return torch.randn(*shape, generator=generator, dtype=torch.float64)


@pytest.mark.parametrize("width", [4, 5])
def test_a_global_filter_is_a_circular_convolution(width: int) -> None:
    module = GlobalFilter(2, size=(3, width)).double()
    nn.init.normal_(module.complex_weight)
    impulse = torch.zeros(1, 2, 3, width, dtype=torch.float64)
    impulse[:, :, 0, 0] = 1
    kernel = module(impulse)
    x = maps(1, 2, 3, width)
    shifted = [
        x[:, :, i : i + 1, j : j + 1] * kernel.roll((i, j), (2, 3))
        for i in range(3)
        for j in range(width)
    ]
    torch.testing.assert_close(module(x), torch.stack(shifted).sum(0))


def test_a_global_filter_ignores_the_imaginary_part_of_its_mean() -> None:
    module = GlobalFilter(2, size=(3, 4)).double()
    module(maps(1, 2, 3, 4)).square().sum().backward()
    gradient = module.complex_weight.grad
    assert gradient is not None
    assert gradient[0, 0, :, 0].all()
    assert not gradient[0, 0, :, 1].any()
    assert gradient[1, 1].all()


def test_a_global_filter_refuses_a_map_of_another_size() -> None:
    module = GlobalFilter(8, size=(7, 9))
    with pytest.raises(DoesNotFit, match="a 9x7 map is not of size=7x9; build the module"):
        module(torch.zeros(2, 8, 9, 7))


def test_a_fresh_mona_hardly_reads_its_norm_but_is_not_the_identity() -> None:
    torch.manual_seed(0)
    module = MultiCognitiveAdapter(16).double().eval()
    x = maps(2, 16, 4, 5)
    y = module(x)
    assert (y - x).abs().max() > 0.1
    nn.init.constant_(module.norm.weight, 10)
    assert (module(x) - y).abs().max() < 1e-4


def test_mona_drops_values_in_training_alone() -> None:
    module = MultiCognitiveAdapter(16, dropout=1.0).double()
    x = maps(2, 16, 4, 5)
    bias = module.project2.bias.view(16, 1, 1)
    torch.testing.assert_close(module(x), x + bias)
    assert not torch.allclose(module.eval()(x), x + bias)


def test_focal_modulation_keeps_no_tensor_of_its_last_call() -> None:
    module = FocalModulation(16)
    before = set(vars(module))
    module(maps(2, 16, 4, 5).float())
    assert set(vars(module)) == before


def test_focals_gates_have_no_sigmoid_and_the_last_weighs_the_mean_of_the_map() -> None:
    module = FocalModulation(4, levels=1).double()
    for parameter in module.parameters():
        nn.init.zeros_(parameter)
    with torch.no_grad():
        for layer in (module.h, module.proj):
            layer.weight.copy_(torch.eye(4).view_as(layer.weight))
        module.get_parameter("focal_layers.0.0.weight")[:, :, 1, 1] = 1
        module.f.weight[4:8] = torch.eye(4)
        module.f.bias.copy_(torch.tensor([1.0] * 4 + [0.0] * 4 + [-3.0, 2.0]))
    x = maps(2, 4, 3, 5)
    local = nn.functional.gelu(x)
    whole = nn.functional.gelu(local.mean((2, 3), keepdim=True))
    torch.testing.assert_close(module(x), -3 * local + 2 * whole)


def test_a_third_focal_level_has_a_kernel_of_seven() -> None:
    assert [CATALOG["focal"].params(64, levels=levels) for levels in (2, 3)] == [19_011, 22_212]
    assert FocalModulation(8, levels=3).get_parameter("focal_layers.2.0.weight").shape[2:] == (7, 7)
