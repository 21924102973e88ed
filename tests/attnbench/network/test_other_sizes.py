"""A network that cannot be evaluated on the images there are is refused before it is trained."""

from dataclasses import replace

import pytest
import torch
from torch import Tensor, nn

from attnbench.data.source import DataSource
from attnbench.errors import WrongUse
from attnbench.network.misfits import misfits, refuse_misfit, refuse_misfits
from attnbench.network.other_sizes import refuse_other_sizes
from attnbench.plan.plan import Plan
from attnbench.plan.session import variant_of
from attnbench.plan.variant import THE_BASELINE, parse_variant, parse_variants
from attnbench.tasks.recipes import RECIPES
from attnbench.tasks.sources import open_data
from attnbench.tasks.tasks import TASKS

STRICT = "swin_tiny_patch4_window7_224(img_size=32)"
WIDER = (3, 32, 48)
ECA = parse_variant("eca")


def plan(backbone: str, modules: str = "eca") -> Plan:
    return Plan(
        modules=parse_variants(modules),
        head="fcn",
        backbone=backbone,
        data="digit-masks",
        site="stage",
        recipe=RECIPES["quick-masks"],
    )


def source(*other_sizes: tuple[int, int, int]) -> DataSource:
    opened = open_data("digit-masks", "", 0, TASKS["segment"])
    return replace(opened, other_sizes=lambda _recipe: other_sizes)


def test_a_backbone_of_one_size_is_refused_with_what_to_do() -> None:
    refuse_misfits(plan(STRICT), source())
    with pytest.raises(WrongUse) as caught:
        refuse_misfits(plan(STRICT), source(WIDER))
    text = str(caught.value)
    assert text.startswith(f"{STRICT} does not take images of 3x32x48, on which it would be")
    assert "Input width (48) doesn't match model (32)" in text
    assert "use a backbone that takes images of any size" in text


@pytest.mark.parametrize(
    "backbone",
    ["resnet14-narrow", "vit_tiny_patch16_224(dynamic_img_size=on,dynamic_img_pad=on)"],
)
def test_backbones_that_take_any_size_are_not_refused(backbone: str) -> None:
    refuse_misfit(plan(backbone), source(WIDER, (3, 33, 57)), THE_BASELINE)


def test_a_module_among_tokens_of_one_grid_is_refused_by_its_row() -> None:
    both = plan("vit_tiny_patch16_224(dynamic_img_size=on,dynamic_img_pad=on)")
    ((_, reason),) = misfits(both, source(WIDER)).items()
    assert "with eca does not take images of 3x32x48" in reason
    assert "7 tokens are not 1 + 2x2" in reason


class OfOneSize(nn.Module):
    """A module that is made for one size of maps."""

    def __init__(self, channels: int, height: int, width: int) -> None:
        super().__init__()
        self.bias = nn.Parameter(torch.zeros(channels, height, width))

    def forward(self, x: Tensor) -> Tensor:
        return x + self.bias


def test_a_module_of_one_size_is_refused_by_its_row_alone() -> None:
    both = replace(
        plan("resnet14-narrow"),
        modules=(variant_of(OfOneSize).replaced(height="H", width="W"), ECA),
    )
    assert not misfits(both, source())
    ((row, reason),) = misfits(both, source(WIDER)).items()
    assert row == both.modules[0]
    assert f"resnet14-narrow with {row} does not take images of 3x32x48" in reason


class ReadsANumber(nn.Module):
    """Takes what it does from the numbers of its map."""

    def forward(self, x: Tensor) -> Tensor:
        return x * x.mean().item()


def test_a_network_that_reads_numbers_is_left_to_its_evaluation() -> None:
    refuse_other_sizes(ReadsANumber(), "it", [WIDER])
