"""The parts of a mechanism that an ablation switches off, over the whole catalogue."""

import pytest
import torch
from torch import Tensor, nn

import attnzoo
from attnzoo import CATALOG, DoesNotFit

CHANNELS = 128
SIZE = (8, 9)
PARTS = [(name, switch) for name, entry in CATALOG.items() for switch in entry.parts]
ALL_OFF = {
    name: dict.fromkeys(entry.parts, False)
    for name, entry in CATALOG.items()
    if len(entry.parts) > 1
}
on_every_part = pytest.mark.parametrize(("name", "switch"), PARTS)


def images() -> Tensor:
    return torch.randn(2, CHANNELS, *SIZE, generator=torch.Generator().manual_seed(1))


def randomized(module: nn.Module) -> nn.Module:
    """The module with small weights that are the same wherever the names are the same."""
    for name, parameter in module.named_parameters():
        generator = torch.Generator().manual_seed(sum(map(ord, name)))
        nn.init.uniform_(parameter, -0.25, 0.25, generator=generator)
    return module.eval()


def size(module: nn.Module) -> int:
    return sum(parameter.numel() for parameter in module.parameters())


def test_a_part_is_a_switch_that_is_on() -> None:
    assert all(
        option.default is True and option.kind is bool
        for entry in CATALOG.values()
        for option in entry.options.values()
        if option.is_part
    )


def test_an_entry_lists_its_parts_in_the_order_of_its_options() -> None:
    assert CATALOG["bam"].parts == ("channel", "spatial")
    assert CATALOG["ema"].parts == ("cross_spatial",)


@pytest.mark.parametrize(
    ("name", "reading"),
    [("gam", "channel_sigmoid"), ("nonlocal", "norm"), ("ge", "mlp"), ("a2", "expand")],
)
def test_a_reading_of_paper_or_code_is_no_part(name: str, reading: str) -> None:
    assert CATALOG[name].options[reading].kind is bool
    assert reading not in CATALOG[name].parts


@on_every_part
def test_what_is_left_without_a_part_is_attention_of_another_kind(name: str, switch: str) -> None:
    sizing = CATALOG[name].sizing(*SIZE)
    whole = attnzoo.create(name, CHANNELS, **sizing)
    without = attnzoo.create(name, CHANNELS, **sizing, **{switch: False})
    assert size(without) <= size(whole)
    shapes = {key: value.shape for key, value in whole.state_dict().items()}
    assert {k: v.shape for k, v in without.state_dict().items()}.items() <= shapes.items()
    x = images()
    y = randomized(without)(x)
    assert y.shape == x.shape
    assert not torch.allclose(y, randomized(whole)(x), rtol=1e-3, atol=1e-3)
    # A convolution or the identity, which are linear, would be no attention.
    one, other = x.double(), x.double().flip(0, 3)
    without = without.double()
    assert not torch.allclose(without(one + other), without(one) + without(other))


@on_every_part
def test_an_option_that_a_part_would_need_is_refused_or_harmless_without_it(
    name: str, switch: str
) -> None:
    entry = CATALOG[name]
    for option in (key for key, described in entry.options.items() if described.kind is int):
        options = {option: 0, switch: False}
        if not entry.options[option].takes(0):
            continue
        if entry.misfit(CHANNELS, *SIZE, **options) is None:
            built = entry.build(CHANNELS, **options)
            assert size(built) == entry.params(CHANNELS, **options)
            assert built(images()).isfinite().all()
            assert entry.macs(CHANNELS, *SIZE, **options) >= 0


@pytest.mark.parametrize("name", list(ALL_OFF))
def test_a_module_without_any_of_its_parts_is_refused(name: str) -> None:
    with pytest.raises(DoesNotFit, match=r"leave no attention; [a-z]+=on would work here") as no:
        attnzoo.create(name, CHANNELS, **ALL_OFF[name])
    assert no.value.reason == CATALOG[name].misfit(CHANNELS, *SIZE, **ALL_OFF[name])
