"""A site finds its places in every kind of network, or says by name why not."""

from collections.abc import Iterable, Mapping

import pytest
import timm
import torch
from torch import nn

import attnbench
from attnbench.errors import NoMatch, RefusedPlace
from attnbench.injection.matching import find_spots
from attnbench.injection.trace import trace_network
from attnbench.meta import own_input_size
from attnreport.record import CautionKind
from tests.attnbench.injection.networks import on_meta

First = tuple[int, str, str, int]

PLACES: Mapping[str, Mapping[str, First]] = {
    "resnet26": {
        "stage": (4, "NCHW", "layer1", 256),
        "inner": (8, "NCHW", "layer1.0.aa", 64),
    },
    "resnet50": {
        "stage": (4, "NCHW", "layer1", 256),
        "inner": (16, "NCHW", "layer1.0.aa", 64),
    },
    "densenet121": {
        "stage": (4, "NCHW", "features.denseblock1", 256),
        "block": (58, "NCHW", "features.denseblock1.denselayer1", 32),
    },
    "efficientnet_b0": {
        "inner": (16, "NCHW", "blocks.0.0.se", 32),
        "replace": (16, "NCHW", "blocks.0.0.se", 32),
    },
    "mobilenetv3_small_100": {"replace": (9, "NCHW", "blocks.0.0.se", 16)},
    "regnety_002": {
        "replace": (13, "NCHW", "s1.b1.se", 24),
        "residual": (13, "NCHW", "s1.b1.drop_path", 24),
    },
    "ecaresnet50t": {"replace": (16, "NCHW", "layer1.0.se", 256)},
    "convnext_atto": {"residual": (12, "NCHW", "stages.0.blocks.0.drop_path", 40)},
    "ghostnet_050": {"residual": (16, "NCHW", "blocks.0.0.ghost2", 8)},
    "res2net50_26w_4s": {"residual": (16, "NCHW", "layer1.0.se", 256)},
    "cs3darknet_focus_s": {"residual": (9, "NCHW", "stages.0.blocks.0.drop_path", 32)},
    "hrnet_w18_small": {"residual": (23, "NCHW", "layer1.0.se", 128)},
    "swin_tiny_patch4_window7_224": {"stage": (4, "NHWC", "layers.0", 96)},
    "test_mambaout": {"residual": (6, "NHWC", "stages.0.blocks.0.drop_path", 16)},
    "deit_tiny_patch16_224": {
        "stage": (12, "tokens", "blocks.0", 192),
        "residual": (24, "tokens", "blocks.0.drop_path1", 192),
    },
    "convit_tiny": {"residual": (24, "tokens", "blocks.0.attn", 192)},
    "pit_ti_224": {"stage": (3, "NCHW", "transformers.0", 64)},
    "twins_svt_small": {"stage": (4, "tokens", "blocks.0.1", 64)},
    "cait_xxs24_224": {"block": (24, "tokens", "blocks.0", 192)},
}
"""By backbone and site: how many, the first one's layout, host and channels."""


def slow_but(backbones: tuple[str, ...], cases: Iterable[str]) -> list[object]:
    """The backbones, all but these in the slow session."""
    return [c if c in backbones else pytest.param(c, marks=pytest.mark.slow) for c in cases]


@pytest.mark.parametrize(
    "backbone",
    slow_but(
        ("resnet26", "mobilenetv3_small_100", "swin_tiny_patch4_window7_224", "test_mambaout"),
        PLACES,
    ),
)
def test_the_places_of_a_site(backbone: str) -> None:
    network = on_meta(backbone)
    for site, expected in PLACES[backbone].items():
        with attnbench.inject(network, "constant_gate", site=site) as injection:
            first = injection.places[0]
            count = len(injection.places)
            assert (count, first.layout, first.path, first.channels) == expected


@pytest.mark.parametrize(
    ("backbone", "residual", "block"),
    [("resnet50", 16, 16), ("mobilenetv2_100", 10, 17), ("efficientnet_b0", 9, 16)],
)
def test_number_of_places_is_the_architectures(backbone: str, residual: int, block: int) -> None:
    network = on_meta(backbone)
    trace = trace_network(network, own_input_size(network))
    assert len(find_spots(network, "residual", trace).matches) == residual
    assert len(find_spots(network, "block", trace).matches) == block


REFUSED = {
    "dla46x_c": ("residual", r"level2\.tree1 \(DlaBottleneck\) adds right after .*bn3"),
    "resnest14d": ("residual", r"ResNestBottleneck.* adds right after .*use site=block"),
    "seresnet18": ("residual", r"own SEModule; use site=replace"),
    "cait_xxs24_224": ("residual", r"drop_path serves 2 branches of blocks\.0"),
    "hiera_tiny_224": ("stage", r"Hiera keeps its tokens in the order of mask units"),
    "nest_tiny": ("block", r"holds \(2, 16, 196, 96\) for 2 images"),
    "mobilevit_xxs": ("residual", r"transformer\.0\.drop_path1 holds \(8, 256, 64\)"),
    "hrnet_w18_small": ("stage", "stage2 holds a list"),
    "crossvit_tiny_240": ("stage", r"blocks\.0 holds a list"),
    "gemma4_vit_167m": ("stage", r"names blocks\.0 as a stage .* but no such part runs"),
}


@pytest.mark.parametrize(
    "backbone",
    slow_but(("dla46x_c", "resnest14d", "seresnet18", "hiera_tiny_224", "mobilevit_xxs"), REFUSED),
)
def test_what_cannot_hold_a_module_is_refused_by_name(backbone: str) -> None:
    site, text = REFUSED[backbone]
    with pytest.raises(RefusedPlace, match=text):
        attnbench.inject(on_meta(backbone), "constant_gate", site=site)


def test_a_structure_that_is_not_there_is_no_match_and_lists_what_could_be() -> None:
    resnet = on_meta("resnet18")
    for network, site in [
        (resnet, "replace"),
        (resnet, "neck"),
        (on_meta("test_vit"), "inner"),
        (on_meta("densenet121"), "residual"),
        (on_meta("vgg11"), "block"),
    ]:
        with pytest.raises(NoMatch, match=rf"^site '{site}' \(.*\) matches nothing in") as error:
            attnbench.inject(network, "constant_gate", site=site)
        assert "use one of " in str(error.value)
    assert "neck, or a pattern of layer names, which start with: features, " in str(error.value)


def test_a_glob_that_matches_nothing_lists_blocks_and_the_near_site(network: nn.Module) -> None:
    for site in ("layer9.*", "nowhere", "layer1.*.*.*.*"):
        with pytest.raises(NoMatch, match=r"its blocks: layer1\.0, layer2\.0, layer3\.0, layer4"):
            attnbench.inject(network, "se", site=site)
    with pytest.raises(NoMatch, match="did you mean 'residual'"):
        attnbench.inject(network, "se", site="residuals")


def test_a_norm_that_ends_a_stage_is_met_where_its_output_comes_by() -> None:
    network = on_meta("densenet121", block_config=(2, 2, 2, 4))
    injection = attnbench.inject(network, "constant_gate", site="stage")
    assert injection.places[-1].path == "features"
    assert injection.places[-1].channels == 64 + 4 * 32


def test_class_tokens_are_said_and_not_attended_to() -> None:
    injection = attnbench.inject(on_meta("cait_xxs24_224", depth=2), "constant_gate", site="block")
    (caution,) = [c for c in injection.cautions if c.kind == CautionKind.LEFT_OUT]
    assert "blocks_token_only.0 holds the class token alone" in caution.detail
    assert all(place.height > 1 for place in injection.places)


def test_replacing_takes_the_networks_attention_out_and_puts_it_back() -> None:
    torch.manual_seed(0)
    network = timm.create_model("seresnet18", num_classes=10, zero_init_last=False).eval()
    images = torch.randn(2, 3, 64, 64)
    before, keys = network(images), list(network.state_dict())
    own = network.layer1[0].se
    injection = attnbench.inject(network, "identity", site="replace", input_size=(3, 64, 64))
    assert not any(".se.fc" in key for key in network.state_dict())
    assert not torch.equal(network(images), before)
    with pytest.raises(NoMatch):
        attnbench.inject(network, "eca", site="replace", input_size=(3, 64, 64))
    injection.remove()
    assert network.layer1[0].se is own
    assert list(network.state_dict()) == keys
    assert torch.equal(network(images), before)


def test_a_replaced_eca_by_ours_of_the_same_weights_gives_the_same_output() -> None:
    torch.manual_seed(0)
    network = timm.create_model("ecaresnet26t", num_classes=10).eval()
    images = torch.randn(1, 3, 64, 64)
    before = network(images)
    kernels = {
        name: part.conv.weight
        for name, part in network.named_modules()
        if type(part).__name__ == "EcaModule"
    }
    assert kernels
    attnbench.inject(network, "eca", site="replace", input_size=(3, 64, 64))
    for name, weight in kernels.items():
        network.get_submodule(f"{name}.attention").conv.weight = weight
    torch.testing.assert_close(network(images), before)
