"""Each site finds its places in every kind of network, or says by name why not."""

import copy
import pickle
from collections import Counter
from collections.abc import Iterable

import pytest
import timm
import torch
from torch import Tensor, nn

import attnbench
from attnbench.cost.macs import count_macs
from attnbench.errors import NoMatch, RefusedPlace
from attnreport.record import CautionKind


def on_meta(backbone: str) -> nn.Module:
    with torch.device("meta"):
        network: nn.Module = timm.create_model(backbone, num_classes=10).eval()
    return network


class Twice(nn.Module):
    """Doubles the map, and keeps the last one that it saw."""

    def __init__(self, _channels: int) -> None:
        super().__init__()
        self.seen = torch.empty(0)

    def forward(self, x: Tensor) -> Tensor:
        self.seen = x.detach()
        return 2 * x


class Nothing(nn.Module):
    """Gives zeros."""

    def __init__(self, _channels: int) -> None:
        super().__init__()

    def forward(self, x: Tensor) -> Tensor:
        return 0 * x


PLACES = {
    ("resnet50", "stage"): (4, "NCHW", "layer1", 256),
    ("resnet50", "inner"): (16, "NCHW", "layer1.0.aa", 64),
    ("densenet121", "stage"): (4, "NCHW", "features.denseblock1", 256),
    ("densenet121", "block"): (58, "NCHW", "features.denseblock1.denselayer1", 32),
    ("efficientnet_b0", "inner"): (16, "NCHW", "blocks.0.0.se", 32),
    ("efficientnet_b0", "replace"): (16, "NCHW", "blocks.0.0.se", 32),
    ("mobilenetv3_small_100", "replace"): (9, "NCHW", "blocks.0.0.se", 16),
    ("regnety_002", "replace"): (13, "NCHW", "s1.b1.se", 24),
    ("regnety_002", "residual"): (13, "NCHW", "s1.b1.drop_path", 24),
    ("ecaresnet50t", "replace"): (16, "NCHW", "layer1.0.se", 256),
    ("convnext_atto", "residual"): (12, "NCHW", "stages.0.blocks.0.drop_path", 40),
    ("ghostnet_050", "residual"): (16, "NCHW", "blocks.0.0.ghost2", 8),
    ("res2net50_26w_4s", "residual"): (16, "NCHW", "layer1.0.se", 256),
    ("cs3darknet_focus_s", "residual"): (9, "NCHW", "stages.0.blocks.0.drop_path", 32),
    ("hrnet_w18_small", "residual"): (23, "NCHW", "layer1.0.se", 128),
    ("swin_tiny_patch4_window7_224", "stage"): (4, "NHWC", "layers.0", 96),
    ("test_mambaout", "residual"): (6, "NHWC", "stages.0.blocks.0.drop_path", 16),
    ("deit_tiny_patch16_224", "stage"): (12, "tokens", "blocks.0", 192),
    ("deit_tiny_patch16_224", "residual"): (24, "tokens", "blocks.0.drop_path1", 192),
    ("convit_tiny", "residual"): (24, "tokens", "blocks.0.attn", 192),
    ("pit_ti_224", "stage"): (3, "NCHW", "transformers.0", 64),
    ("twins_svt_small", "stage"): (4, "tokens", "blocks.0.1", 64),
    ("cait_xxs24_224", "block"): (24, "tokens", "blocks.0", 192),
}
"""By backbone and site: how many, the first one's layout, host and channels."""

BY_DEFAULT = ("resnet50", "mobilenetv3_small_100", "swin_tiny_patch4_window7_224", "test_mambaout")


def slow_but(backbones: tuple[str, ...], cases: Iterable[tuple[str, str]]) -> list[object]:
    """The cases, those of other backbones than these in the slow session."""
    return [
        case if case[0] in backbones else pytest.param(*case, marks=pytest.mark.slow)
        for case in cases
    ]


@pytest.mark.parametrize(("backbone", "site"), slow_but(BY_DEFAULT, PLACES))
def test_the_places_of_a_site(backbone: str, site: str) -> None:
    injection = attnbench.inject(on_meta(backbone), "constant_gate", site=site)
    first = injection.places[0]
    found = (len(injection.places), first.layout, first.path, first.channels)
    assert found == PLACES[backbone, site]


REFUSED = {
    ("dla46x_c", "residual"): r"level2\.tree1 \(DlaBottleneck\) adds straight after .*bn3",
    ("resnest14d", "residual"): r"ResNestBottleneck.* adds straight after .*use site=block",
    ("seresnet18", "residual"): r"own SEModule; use site=replace",
    ("cait_xxs24_224", "residual"): r"drop_path serves 2 branches of blocks\.0",
    ("hiera_tiny_224", "stage"): r"Hiera keeps its tokens in the order of mask units",
    ("nest_tiny", "block"): r"holds \(2, 16, 196, 96\) for 2 images",
    ("mobilevit_xxs", "residual"): r"transformer\.0\.drop_path1 holds \(8, 256, 64\)",
    ("hrnet_w18_small", "stage"): "stage2 holds a list",
    ("crossvit_tiny_240", "stage"): r"blocks\.0 holds a list",
    ("gemma4_vit_167m", "stage"): r"names blocks\.0 as a stage .* but no such part runs",
}


@pytest.mark.parametrize(
    ("backbone", "site"),
    slow_but(("dla46x_c", "resnest14d", "seresnet18", "hiera_tiny_224", "mobilevit_xxs"), REFUSED),
)
def test_what_cannot_hold_a_module_is_refused_by_name(backbone: str, site: str) -> None:
    with pytest.raises(RefusedPlace, match=REFUSED[backbone, site]):
        attnbench.inject(on_meta(backbone), "constant_gate", site=site)


@pytest.mark.parametrize(
    ("backbone", "site"),
    [
        ("resnet18", "replace"),
        ("resnet18", "neck"),
        ("vgg11", "block"),
        ("test_vit", "inner"),
        ("densenet121", "residual"),
    ],
)
def test_a_structure_that_is_not_there_is_no_match(backbone: str, site: str) -> None:
    with pytest.raises(NoMatch, match=f"site={site} .* matches nothing in"):
        attnbench.inject(on_meta(backbone), "constant_gate", site=site)


def test_a_norm_that_ends_a_stage_is_met_where_its_output_comes_by() -> None:
    injection = attnbench.inject(on_meta("densenet121"), "constant_gate", site="stage")
    assert injection.places[-1].path == "features"
    assert injection.places[-1].channels == 1024


def test_inner_in_a_bottleneck_sees_its_width() -> None:
    injection = attnbench.inject(on_meta("resnet50"), "constant_gate", site="inner")
    channels = Counter(place.channels for place in injection.places)
    assert channels == {64: 3, 128: 4, 256: 6, 512: 3}


def test_blocks_that_a_site_does_not_apply_to_are_told() -> None:
    injection = attnbench.inject(on_meta("mobilenetv3_small_100"), "constant_gate", site="inner")
    (caution,) = [each for each in injection.cautions if each.kind == CautionKind.LEFT_OUT]
    assert caution.detail == (
        "blocks.5.0 (ConvBnAct) has nothing before its last convolution, or none"
    )


def test_class_tokens_are_told_and_not_attended_to() -> None:
    injection = attnbench.inject(on_meta("cait_xxs24_224"), "constant_gate", site="block")
    (caution,) = [each for each in injection.cautions if each.kind == CautionKind.LEFT_OUT]
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
    injection.remove()
    assert network.layer1[0].se is own
    assert list(network.state_dict()) == keys
    assert torch.equal(network(images), before)


def test_a_replaced_se_by_ours_of_the_same_weights_gives_the_same_output() -> None:
    torch.manual_seed(0)
    network = timm.create_model("ecaresnet50t", num_classes=10).eval()
    images = torch.randn(1, 3, 64, 64)
    before = network(images)
    kernels = {
        name: part.conv.weight
        for name, part in network.named_modules()
        if type(part).__name__ == "EcaModule"
    }
    attnbench.inject(network, "eca", site="replace", input_size=(3, 64, 64))
    for name, weight in kernels.items():
        network.get_submodule(f"{name}.attention").conv.weight = weight
    torch.testing.assert_close(network(images), before)


def test_replacing_twice_finds_nothing_more() -> None:
    network = on_meta("seresnet18")
    attnbench.inject(network, "se", site="replace")
    with pytest.raises(NoMatch):
        attnbench.inject(network, "eca", site="replace")


def test_a_class_token_passes_unchanged() -> None:
    network = timm.create_model("test_vit", num_classes=10).eval()
    images = torch.randn(2, 3, 160, 160)
    gave: list[Tensor] = []
    hook = network.blocks[0].register_forward_hook(lambda *io: gave.append(io[2]))
    network(images)
    hook.remove()
    injection = attnbench.inject(network, Twice, site="blocks.0")
    network.blocks[1].register_forward_pre_hook(lambda _block, inputs: gave.append(inputs[0]))
    network(images)
    block, following = gave
    assert injection.places[0].layout == "tokens"
    assert torch.equal(following[:, :1], block[:, :1])
    assert torch.equal(following[:, 1:], 2 * block[:, 1:])


ADAPTED = ["test_vit", "test_mambaout"]
"""Small networks whose maps are tokens or NHWC."""

ALL_ADAPTED = [
    *("test_vit_relpos", "levit_128s", "gmlp_ti16_224"),
    *("beit_base_patch16_224", "convit_tiny", "crossvit_tiny_240", "davit_tiny"),
    *("deit_tiny_distilled_patch16_224", "efficientformer_l1", "eva02_tiny_patch14_224"),
    *("mvitv2_tiny", "pit_ti_224", "sequencer2d_s", "swin_tiny_patch4_window7_224"),
    *("swinv2_tiny_window8_256", "swinv2_cr_tiny_224", "tiny_vit_5m_224", "twins_svt_small"),
    *("vit_tiny_r_s16_p8_224", "vitamin_small_224", "volo_d1_224", "xcit_nano_12_p8_224"),
]
some_by_default = pytest.mark.parametrize(
    "backbone", [*ADAPTED, *(pytest.param(name, marks=pytest.mark.slow) for name in ALL_ADAPTED)]
)


def quarters(x: Tensor) -> list[Tensor]:
    height, width = x.shape[-2] // 2, x.shape[-1] // 2
    return [
        x[..., :height, :width],
        x[..., :height, -width:],
        x[..., -height:, :width],
        x[..., -height:, -width:],
    ]


@some_by_default
def test_a_recovered_map_is_upright(backbone: str) -> None:
    torch.manual_seed(0)
    network = timm.create_model(backbone, num_classes=10).eval()
    injection = attnbench.inject(network, Twice, site="block")
    _, height, width = network.pretrained_cfg["input_size"]
    images, others = torch.randn(2, 1, 3, height, width)
    modules = [network.get_submodule(place.module_path) for place in injection.places[:2]]
    with torch.no_grad():
        network(images)
        before = [module.seen for module in modules]
        for corner in range(4):
            changed = images.clone()
            quarters(changed)[corner].copy_(2 * quarters(others)[corner])
            network(changed)
            for module, old in zip(modules, before, strict=True):
                moved = [float(q.mean()) for q in quarters((module.seen - old).abs())]
                assert moved.index(max(moved)) == corner


@pytest.mark.parametrize(
    "backbone",
    ["test_vit", "test_mambaout", "test_byobnet", "test_convnext", "starnet_s050", "resnet18"],
)
def test_residual_zeroed_everywhere_leaves_the_shortcuts(backbone: str) -> None:
    torch.manual_seed(0)
    network = timm.create_model(backbone, num_classes=10).eval()
    attnbench.inject(network, Nothing, site="residual")
    size = network.pretrained_cfg["input_size"]
    with torch.no_grad():
        first, second = network(torch.randn(2, *size))
    assert not torch.allclose(first, second, rtol=1e-3, atol=0)


@pytest.mark.parametrize("backbone", ["test_vit", "test_mambaout"])
@pytest.mark.slow
def test_modules_in_tokens_and_nhwc_maps_survive_copies_and_capture(backbone: str) -> None:
    torch.manual_seed(0)
    network: nn.Module = timm.create_model(backbone, num_classes=10).eval()
    attnbench.inject(network, "cbam", site="residual", stages=(1, 2))
    images = torch.randn(2, 3, 160, 160)
    before = network(images)
    twin = copy.deepcopy(network)
    for key, parameter in network.named_parameters():
        if "attention" in key:
            parameter.data.add_(0.5)
    assert not torch.equal(network(images), before)
    assert torch.equal(twin(images), before)
    assert torch.equal(pickle.loads(pickle.dumps(twin))(images), before)
    exported = torch.export.export(twin, (images,))
    assert torch.equal(exported.module()(images), before)
    torch.compiler.reset()
    captured = torch.compile(twin, fullgraph=True, backend="eager")
    torch.testing.assert_close(captured(images), before)


def test_a_module_behind_the_networks_own_attention_lies_where_thop_looks() -> None:
    network = timm.create_model("mobilenetv3_small_050", num_classes=10)
    attnbench.inject(network, "se", site="inner")
    assert count_macs("thop", network, (3, 224, 224)).total() > 0


def test_an_injection_may_be_made_without_gradients(network: nn.Module) -> None:
    with torch.no_grad():
        injection = attnbench.inject(network, "se", identity_at_start=True)
    assert len(injection.places) == 4
