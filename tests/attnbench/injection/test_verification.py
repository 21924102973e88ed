"""An injected network is run once without numbers: what would fail later is found now."""

import pytest
import timm
from torch import Tensor, nn

import attnbench
from attnbench.errors import RefusedPlace
from attnreport.record import CautionKind
from tests.attnbench.injection.networks import EndsInSigmoid, on_meta


class Halves(nn.Module):
    """A module that does not keep the shape."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.channels = channels

    def forward(self, x: Tensor) -> Tensor:
        return x[:, : self.channels // 2]


class Pair(nn.Module):
    """A module that gives more than a map."""

    def __init__(self, _channels: int) -> None:
        super().__init__()

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        return x, x


def test_what_does_not_keep_the_map_is_refused_and_taken_out(network: nn.Module) -> None:
    names = [path for path, _ in network.named_modules()]
    with pytest.raises(RefusedPlace, match="a module must keep the shape"):
        attnbench.inject(network, Halves, site="layer4.*")
    with pytest.raises(RefusedPlace, match=r"gives a tuple of 2, not a map.*pass output=0"):
        attnbench.inject(network, Pair)
    assert [path for path, _ in network.named_modules()] == names


def test_in_place_addition_is_found_and_cured(network: nn.Module, images: Tensor) -> None:
    injection = attnbench.inject(network, EndsInSigmoid)
    (caution,) = injection.cautions
    assert caution.kind == CautionKind.CLONED
    assert caution.detail.endswith("cloned at 4 places")
    network.train()(images).square().mean().backward()
    assert all(p.grad is not None for p in network.parameters())


def test_in_place_addition_without_the_cure_does_break(network: nn.Module, images: Tensor) -> None:
    injection = attnbench.inject(network, EndsInSigmoid)
    for attachment in injection.attachments:
        attachment.hook.clones = False
    loss = network.train()(images).square().mean()
    with pytest.raises(RuntimeError, match="inplace operation"):
        loss.backward()


def test_zero_initialised_norm_before_a_place_is_said() -> None:
    network = timm.create_model("resnet18")
    (caution,) = attnbench.inject(network, "se").cautions
    assert caution.kind == CautionKind.NO_GRADIENT_AT_START
    assert "the norms before 8 places, such as layer1.0.se, start at zero" in caution.detail


class Reshaping(nn.Module):
    """A branch that ends in a norm, of which it gives a view."""

    def __init__(self) -> None:
        super().__init__()
        self.conv, self.norm, self.drop = nn.Conv2d(3, 8, 1), nn.BatchNorm1d(8), nn.Identity()

    def forward(self, x: Tensor) -> Tensor:
        y: Tensor = self.conv(x)
        return y + self.drop(self.norm(y.flatten(2)).reshape_as(y))


@pytest.mark.parametrize(("weight", "bias", "count"), [(0.0, 0.0, 1), (1.0, 0.0, 0), (0.0, 1.0, 0)])
def test_a_norm_before_a_place_is_found_through_views(
    weight: float, bias: float, count: int
) -> None:
    network = Reshaping()
    nn.init.constant_(network.norm.weight, weight)
    nn.init.constant_(network.norm.bias, bias)
    cautions = attnbench.inject(
        network, "constant_gate", site="drop", input_size=(3, 8, 8)
    ).cautions
    assert [caution.kind for caution in cautions] == [CautionKind.NO_GRADIENT_AT_START] * count


@pytest.mark.slow
@pytest.mark.parametrize(
    ("backbone", "count"),
    [("repvit_m0_9", 23), ("levit_128s", 20), ("swinv2_tiny_window8_256", 24)],
)
def test_norms_that_start_at_zero_are_found_in_any_family(backbone: str, count: int) -> None:
    (caution,) = attnbench.inject(timm.create_model(backbone), "constant_gate").cautions
    assert f"before {count} places" in caution.detail


def test_parts_that_a_site_leaves_out_are_said() -> None:
    injection = attnbench.inject(on_meta("mobilenetv3_small_100"), "constant_gate", site="inner")
    (caution,) = injection.cautions
    assert caution.kind == CautionKind.LEFT_OUT
    assert caution.detail == (
        "blocks.5.0 (ConvBnAct) has no convolution with another part before it"
    )


class Views(nn.Module):
    """Flattens the map by view(), which takes contiguous maps alone."""

    def forward(self, x: Tensor) -> Tensor:
        return x.view(-1).view_as(x)


def test_copies_that_a_module_needs_are_said(network: nn.Module) -> None:
    with attnbench.inject(network, Views, site="layer4.*") as injection:
        (caution,) = injection.cautions
    assert caution.kind is CautionKind.COPIED
    assert "are copied for it at 1 place, which takes time" in caution.detail
