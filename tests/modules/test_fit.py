"""Refusals: what was given, what is allowed, what to do."""

import pytest
import torch

import attnzoo
from attnzoo import DoesNotFit
from attnzoo.fit import Shape, remedy
from attnzoo.option import OptionValue

TRAPS = {
    "ema: MobileNetV2's 144 channels": ("ema", 144, {}, "divisible by groups=32", "groups=36"),
    "ema: 40 channels": ("ema", 40, {}, "channels=40 is not divisible", "groups=40"),
    "sa: 64 channels by default": ("sa", 64, {}, "2*groups=128", "groups=32"),
    "sa: silent unequal halves": ("sa", 192, {}, "two equal halves", "groups=48"),
    "sa: 320 channels": ("sa", 320, {}, "two equal halves", "groups=80"),
    "sge: fewer channels than groups": ("sge", 32, {}, "divisible by groups=64", "groups=32"),
    "eca: even kernel": ("eca", 64, {"kernel_size": 4}, "not odd", "kernel_size=5"),
    "eca: no kernel": ("eca", 64, {"kernel_size": 0}, "not odd", "kernel_size=1"),
    "se: no hidden channel": ("se", 8, {}, "below reduction=16", "reduction=8"),
    "cbam: no hidden channel": ("cbam", 8, {}, "below reduction=16", "reduction=8"),
    "scsa: four scales": ("scsa", 30, {}, "divisible by 4", "spatial=off"),
    "scsa: heads": ("scsa", 64, {"heads": 5}, "divisible by heads=5", "heads=4"),
    "scsa: window": ("scsa", 64, {"window": 0}, "neither positive", "window=1"),
    "sk: groups": ("sk", 48, {}, "divisible by groups=32", "groups=24"),
    "sk: no hidden channel": ("sk", 8, {"groups": 8}, "below reduction=16", "reduction=8"),
    "gc: a norm of one channel": ("gc", 16, {}, "leaves 1 of the two hidden", "ratio=0.125"),
    "gc: no hidden channel": ("gc", 64, {"ratio": 0.0}, "leaves 0 of the two", "ratio=0.03125"),
    "bam: no hidden channel": ("bam", 8, {}, "below reduction=16", "reduction=8"),
    "psa_p: a single channel": ("psa_p", 1, {}, "cannot be halved", "another module"),
    "psa_s: a norm of one channel": ("psa_s", 15, {}, "leaves 1 of the two", "channel=off"),
    "acmix: heads": ("acmix", 66, {}, "divisible by heads=4", "heads=3"),
    "acmix: even window": ("acmix", 64, {"window": 6}, "window=6 is not odd", "window=7"),
    "irmb: 96 channels": ("irmb", 96, {}, "by head_channels=64", "head_channels=48"),
    "irmb: heads of values": (
        "irmb",
        96,
        {"expansion": 0.125, "head_channels": 12},
        "leaves 12 channels of values, not a multiple of 8 heads",
        "head_channels=16",
    ),
    "irmb: no values": ("irmb", 64, {"expansion": 0.0}, "leaves 0 channels", "expansion="),
    "irmb: even kernel": ("irmb", 64, {"kernel_size": 4}, "not odd", "kernel_size=5"),
    "dat: 96 channels": ("dat", 96, {}, "divisible by group_channels=64", "group_channels=96"),
    "dat: heads": (
        "dat",
        64,
        {"head_channels": 48},
        "group_channels=64 is not divisible by head_channels=48",
        "head_channels=64",
    ),
    "dat: no size": ("dat", 64, {}, "a weight for each displacement", "position_bias=off"),
    "a2: a softmax over one map": ("a2", 7, {}, "leaves 1 of the two", "reduction=3"),
    "pam: no query channel": ("pam", 4, {}, "below reduction=8", "reduction=4"),
    "cc: no query channel": ("cc", 4, {}, "below reduction=8", "reduction=4"),
    "ela: 24 channels": ("ela", 24, {}, "the 16 norm groups of preset='base'", "another module"),
    "ela: 48 channels, tiny": (
        "ela",
        48,
        {"preset": "tiny"},
        "the 32 norm groups",
        "another module",
    ),
    "lsk: a single channel": ("lsk", 1, {}, "leaves no channel for the halves", "another module"),
    "caa: even kernel": ("caa", 64, {"kernel_size": 12}, "not odd", "kernel_size=13"),
    "involution: even kernel": ("involution", 64, {"kernel_size": 6}, "not odd", "kernel_size=7"),
    "involution: 40 channels": (
        "involution",
        40,
        {},
        "divisible by group_channels=16",
        "group_channels=20",
    ),
    "involution: no hidden channel": (
        "involution",
        2,
        {"group_channels": 1},
        "below reduction=4",
        "reduction=2",
    ),
    "outlook: heads": ("outlook", 48, {}, "by head_channels=32", "head_channels=24"),
    "outlook: even kernel": ("outlook", 64, {"kernel_size": 2}, "not odd", "kernel_size="),
    "cpca: no hidden channel": ("cpca", 3, {}, "below reduction=4", "reduction=3"),
    "ge: no size": ("ge", 64, {"learned": True}, "one weight per position", "pass size=(height,"),
    "fca: 24 channels": ("fca", 24, {}, "not divisible by frequencies=16", "frequencies=8"),
    "fca: no hidden channel": ("fca", 16, {"reduction": 32}, "below reduction=32", "reduction=16"),
    "gam: no hidden channel": ("gam", 3, {}, "below reduction=4", "reduction=3"),
    "gam: groups": ("gam", 72, {"groups": 4}, "18 hidden channels are not", "groups=3"),
    "ms_cam: no hidden channel": ("ms_cam", 3, {}, "below reduction=4", "reduction=3"),
    "seam: no hidden channel": ("seam", 15, {}, "below reduction=16", "reduction=15"),
    "spanet: no hidden channel": ("spanet", 15, {}, "below reduction=16", "reduction=15"),
    "scse: a single channel": ("scse", 1, {}, "below reduction=2", "reduction=1"),
    "cot: channels that share a kernel": ("cot", 60, {}, "not divisible by 8", "another module"),
    "shsa: no channel attends": ("shsa", 3, {}, "at ratio=0.25 leaves no channel", "ratio=0.5"),
    "cafm: heads": ("cafm", 62, {}, "not divisible by heads=4", "heads=2"),
    "area: heads": ("area", 48, {}, "by head_channels=32", "head_channels=24"),
    "bra: heads": ("bra", 60, {}, "not divisible by heads=8", "heads=10"),
    "gfnet: no size": ("gfnet", 64, {}, "for each frequency", "pass size=(height,"),
    "psa_yolo: heads": ("psa_yolo", 96, {}, "by head_channels=64", "head_channels=48"),
    "psa_yolo: no keys": ("psa_yolo", 64, {"key_ratio": 0.0}, "no channel for keys", "key_ratio="),
    "epsa: four kernels": ("epsa", 66, {}, "not divisible by 4, the number", "another module"),
    "epsa: groups": ("epsa", 96, {}, "not divisible by 1, 4, 8, 16 groups", "groups=12"),
    "epsa: no hidden channel": (
        "epsa",
        64,
        {"reduction": 32},
        "below reduction=32",
        "reduction=16",
    ),
    "splat: half of the channels": ("splat", 63, {}, "not divisible by radix=2", "radix=3"),
    "no channels": ("nam", 0, {}, "channels=0 is below 1", "pass the channels"),
}


@pytest.mark.parametrize(
    ("name", "channels", "options", "reason", "way_out"), TRAPS.values(), ids=TRAPS
)
def test_constructor_refuses_before_building(
    name: str, channels: int, options: dict[str, OptionValue], reason: str, way_out: str
) -> None:
    with pytest.raises(DoesNotFit) as refusal:
        attnzoo.create(name, channels, **options)
    assert reason in str(refusal.value)
    assert way_out in refusal.value.remedy


@pytest.mark.parametrize(
    ("name", "side", "reason"),
    [
        ("scsa", 4, "4x4 map is smaller than window=7"),
        ("sge", 1, "single position"),
        ("simam", 1, "single position"),
        ("mca", 1, "single value in a channel"),
        ("srm", 1, "single position"),
        ("acmix", 3, "a 3x3 map cannot be mirrored by 3 positions, half of window=7"),
        ("bra", 6, "a 6x6 map is smaller than windows=7 regions a side"),
        ("area", 7, "the 49 positions of a 7x7 map are not divisible by area=4"),
    ],
)
def test_forward_refuses_a_map_with_the_entrys_text(name: str, side: int, reason: str) -> None:
    module = attnzoo.create(name, 64)
    with pytest.raises(DoesNotFit, match=reason) as refusal:
        module(torch.zeros(2, 64, side, side))
    assert refusal.value.reason == attnzoo.CATALOG[name].misfit(64, side, side)


@pytest.mark.parametrize("name", ["bam", "ms_cam", "sk", "splat", "cot"])
def test_training_on_one_image_is_refused_where_a_norm_sees_vectors(name: str) -> None:
    module = attnzoo.create(name, 64)
    with pytest.raises(DoesNotFit, match="batch=1; pass two images or more, or call eval"):
        module(torch.zeros(1, 64, 4, 4))
    module.eval()(torch.zeros(1, 64, 4, 4))


def remedy_of(name: str, shapes: list[Shape]) -> str:
    entry = attnzoo.CATALOG[name]
    return remedy(entry.misfit, entry.options, shapes, entry.defaults())


def test_remedy_is_one_value_for_all_places() -> None:
    shapes: list[Shape] = [(24, 56, 56), (40, 28, 28), (112, 14, 14)]
    assert remedy_of("ema", shapes) == "groups=8 would work at every place"


def test_remedy_cuts_every_map_of_a_resnet_into_areas() -> None:
    shapes: list[Shape] = [(256, 56, 56), (512, 28, 28), (1024, 14, 14), (2048, 7, 7)]
    assert remedy_of("area", shapes) == "area=7 would work at every place"


def test_remedy_looks_at_every_numeric_option() -> None:
    shapes: list[Shape] = [(64, 14, 14), (64, 4, 4)]
    assert "window=4" in remedy_of("scsa", shapes)


def test_remedy_turns_a_switch_where_no_number_helps() -> None:
    shapes: list[Shape] = [(64, 8, 8), (64, 1, 8)]
    assert remedy_of("nonlocal", shapes) == "subsample=off would work at every place"


def test_ela_refuses_a_strip_that_its_norm_could_only_turn_into_its_bias() -> None:
    with pytest.raises(DoesNotFit, match="one value in a norm group"):
        attnzoo.create("ela", 16)(torch.zeros(2, 16, 1, 5))


def test_ge_refuses_a_map_of_another_size_than_its_weights() -> None:
    module = attnzoo.create("ge", 8, learned=True, size=(7, 9))
    with pytest.raises(DoesNotFit, match="a 9x7 map is not of size=7x9; build"):
        module(torch.zeros(2, 8, 9, 7))


def test_ges_formula_asks_for_the_size_as_its_class_does() -> None:
    with pytest.raises(DoesNotFit, match="pass size="):
        attnzoo.CATALOG["ge"].params(8, learned=True)
