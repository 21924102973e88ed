"""Networks as people have them: run before, cut for features, for other images, or their own."""

import pytest
import timm
import torch
import torchvision
from torch import Tensor, nn

import attnbench
from attnbench.errors import NoMatch, RefusedPlace


@pytest.mark.parametrize(
    "name",
    [
        "efficientformer_l1",
        "efficientformerv2_s0",
        "levit_128s",
        "levit_conv_128s",
        "tiny_vit_5m_224",
    ],
)
def test_a_network_that_ran_with_gradients_can_be_injected(name: str) -> None:
    network = timm.create_model(name).eval()
    images = torch.randn(1, 3, 224, 224)
    before = network(images).detach()
    with attnbench.inject(network, "se", site="block", identity_at_start=True) as injection:
        assert len(injection.places) > 10
        assert torch.equal(network(images), before)
        assert attnbench.count(network).macs["fvcore"]


@pytest.mark.parametrize(
    ("name", "stages"),
    [
        ("resnet18", ["layer1", "layer2", "layer3", "layer4"]),
        ("convnext_atto", ["stages_0", "stages_1", "stages_2", "stages_3"]),
        ("swin_tiny_patch4_window7_224", ["layers_0", "layers_1", "layers_2", "layers_3"]),
        ("vit_tiny_patch16_224", [f"model.blocks.{number}" for number in range(12)]),
    ],
)
def test_networks_for_features_have_their_stages(name: str, stages: list[str]) -> None:
    network = timm.create_model(name, features_only=True)
    with attnbench.inject(network, "eca", site="stage") as injection:
        hosts = [place.path for place in injection.places]
    assert hosts == stages[-len(hosts) :]


@pytest.mark.parametrize(
    ("name", "channels"), [("resnet18", 1), ("convnext_atto", 4), ("vit_tiny_patch16_224", 12)]
)
def test_the_size_of_an_image_has_the_channels_that_the_network_takes(
    name: str, channels: int
) -> None:
    with torch.device("meta"):
        network = timm.create_model(name, in_chans=channels)
    assert attnbench.inject(network, "eca").places
    assert attnbench.count(network).params


@pytest.mark.parametrize("pool", ["avg", ""])
def test_networks_without_classes_can_be_injected(pool: str) -> None:
    network = timm.create_model("resnet18", num_classes=0, global_pool=pool)
    assert len(attnbench.inject(network, "eca").places) == 8


def test_a_transformer_that_takes_any_size_can_be_injected() -> None:
    network = timm.create_model("vit_tiny_patch16_224", dynamic_img_size=True)
    with attnbench.inject(network, "eca", input_size=(3, 64, 96)) as injection:
        assert (injection.places[0].height, injection.places[0].width) == (4, 6)


def test_torchvisions_networks_take_patterns_and_their_named_sites_are_refused_by_name() -> None:
    network = torchvision.models.resnet18(weights=None)
    with attnbench.inject(network, "se", site="layer[34].*", input_size=(3, 64, 64)) as injection:
        assert [p.path for p in injection.places] == [
            f"layer{n}.{b}" for n in (3, 4) for b in (0, 1)
        ]
    with pytest.raises(NoMatch, match=r"none of those that attnbench knows from timm; pass a pat"):
        attnbench.inject(network, "se", input_size=(3, 64, 64))


class Own(nn.Module):
    """A network that nobody knows."""

    def __init__(self) -> None:
        super().__init__()
        self.encoder = nn.Sequential(
            *(nn.Conv2d(3, 16, 3), nn.ReLU(), nn.Conv2d(16, 32, 3), nn.BatchNorm2d(32))
        )
        self.head = nn.Linear(32, 5)

    def forward(self, x: Tensor) -> Tensor:
        """(B, 3, H, W) to (B, 5)."""
        logits: Tensor = self.head(self.encoder(x).mean((2, 3)))
        return logits


def test_places_of_a_network_of_ones_own_can_be_named_one_by_one() -> None:
    network, images = Own().eval(), torch.randn(2, 3, 16, 16)
    before = network(images)
    names = ["encoder.0", "encoder"]
    injection = attnbench.inject(network, "se", places=names, input_size=(3, 16, 16), reduction=4)
    # A convolution holds no module: the one after it takes its output.
    assert [(p.path, p.channels) for p in injection.places] == [("encoder.1", 16), ("encoder", 32)]
    assert not torch.equal(network(images), before)
    injection.remove()
    assert torch.equal(network(images), before)


def test_a_name_of_no_layer_is_refused() -> None:
    with pytest.raises(NoMatch, match=r"places must be names of layers of Own, such as encoder"):
        attnbench.inject(Own(), "se", places=["encodr"], input_size=(3, 16, 16))


def test_a_layer_whose_output_no_other_takes_is_refused() -> None:
    with pytest.raises(RefusedPlace, match=r"head is a Linear|holds \(2, 5\)"):
        attnbench.inject(Own(), "se", places=["head"], input_size=(3, 16, 16))
