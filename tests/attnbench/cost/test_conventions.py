"""Every convention gives what is known: the audit of the paper's tables, and the real counters.

The audit counted the authors' code; where ours is spelled otherwise the difference is exact, and
its cause is said.
"""

from collections.abc import Mapping
from functools import cache

import pytest
import torch
from timm.models.resnet import Bottleneck
from torch import nn

from attnbench.cost.conventions import MACS, MEANINGS, PARAMS, sizes
from attnbench.cost.ledger import Ledger, read_ledger
from attnbench.cost.macs import count_macs
from attnbench.network.backbone import build_backbone
from attnbench.plan.variant import parse_variant
from attnzoo import CATALOG, create
from attnzoo.shared_conv import SharedConv2d

SIZE = (3, 32, 32)

PARAMETERS = {
    ("resnet50", None): (23_705_252, 23_652_132, 23_652_132),
    ("resnet50", "cbam"): (26_237_844, 26_184_692, 26_184_692),
    ("resnet50", "sa"): (23_705_960, 23_652_840, 23_652_132),
    ("resnet50", "eca"): (23_705_338, 23_652_218, 23_652_218),
    ("resnet50", "nam"): (23_735_460, 23_652_132, 23_652_132),
    ("resnet50", "ca"): (25_623_084, 25_569_020, 25_569_020),
    ("resnet50", "ema"): (23_903_620, 23_850_500, 23_849_556),
    ("resnet101", None): (42_697_380, 42_592_036, 42_592_036),
    ("resnet101", "ca"): (46_322_828, 46_215_452, 46_215_452),
    ("resnet101", "ema"): (43_072_004, 42_966_660, 42_964_628),
    ("resnet50", "ema(cross_spatial=off)"): (23_903_620, 23_850_500, 23_849_556),
    ("resnet50", "ema(groups=16)"): (24_494_948, 24_441_828, 24_439_940),
    ("resnet50", "se"): (26_220_196, 26_167_076, 26_167_076),
    ("resnet50", "triplet"): (23_710_052, 23_656_836, 23_656_836),
}
"""All parameters; without batch norms; of convolutions and linear layers only."""

TORCH, THOP_OLD, THOP, FVCORE, PTFLOPS, FOLDED = (
    "multiply-accumulates",
    "thop <= 0.0.5",
    "thop >= 0.1",
    "fvcore",
    "ptflops",
    "group-folded batch counted once",
)

GIGA_MACS: Mapping[tuple[str, str | None], Mapping[str, str]] = {
    key: dict(zip((THOP_OLD, THOP, FVCORE, TORCH, PTFLOPS, FOLDED), values.split(), strict=True))
    for key, values in {
        ("resnet50", None): "1.3049 1.3118 1.3049 1.2980 1.3108 1.2980",
        ("resnet50", "cbam"): "1.3104 1.3173 1.3104 1.3035 1.3199 1.3035",
        ("resnet50", "sa"): "1.3058 1.3127 1.3103 1.2980 1.3144 1.2980",
        ("resnet50", "eca"): "1.3068 1.3137 1.3068 1.2981 1.3145 1.2981",
        ("resnet50", "nam"): "1.3085 1.3190 1.3085 1.2980 2.3882 1.2980",
        ("resnet50", "ca"): "1.3245 1.3311 1.3240 1.3135 1.3338 1.3135",
        ("resnet50", "ema"): "1.6242 1.6291 1.6345 1.6113 1.6443 1.3077",
        ("resnet101", None): "2.5204 2.5306 2.5204 2.5102 2.5297 2.5102",
        ("resnet101", "ca"): "2.5606 2.5704 2.5596 2.5435 2.5752 2.5435",
        ("resnet101", "ema"): "3.1756 3.1826 3.1920 3.1555 3.2077 2.5302",
        ("resnet50", "ema(cross_spatial=off)"): "1.6205 1.6254 1.6273 1.6077 1.6334 1.3077",
        ("resnet50", "ema(groups=16)"): "1.9339 1.9388 1.9442 1.9211 1.9540 1.3367",
        ("resnet50", "se"): "1.3092 1.3161 1.3092 1.3005 1.3169 1.3005",
        ("resnet50", "triplet"): "1.3315 1.3390 1.3316 1.3241 1.3375 1.3241",
    }.items()
}
"""Of the authors' code, by the real counters and by a trace that ignores the batch axis."""

MORE_OF_OURS: Mapping[tuple[str, str | None], Mapping[str, int]] = {
    # F.avg_pool2d over the whole map, which thop and fvcore do not see; ours is a mean.
    ("resnet50", "cbam"): {THOP_OLD: 18, THOP: 18, FVCORE: 18},
    # Means over one axis, which no counter but ptflops sees; ours are read as pooling, since the
    # axes are not permuted first.
    ("resnet50", "triplet"): {THOP_OLD: 39, THOP: 38, FVCORE: 36, PTFLOPS: 72},
    # Ours takes the norm's bias for the mean of x1; thop charges nn.Softmax besides.
    ("resnet50", "ema"): {THOP_OLD: -18, THOP: -19, FVCORE: -18, PTFLOPS: -37},
    ("resnet50", "ema(groups=16)"): {THOP_OLD: -18, THOP: -19, FVCORE: -18, PTFLOPS: -36},
    ("resnet101", "ema"): {THOP_OLD: -29, THOP: -32, FVCORE: -29, PTFLOPS: -59},
    # ptflops aligns the shapes of a product from the left: a mistake of its own.
    ("resnet50", "nam"): {PTFLOPS: -10738},
    # One in the last digit, of a thop too old to be run here.
    ("resnet101", "ca"): {THOP_OLD: 1},
    ("resnet50", "ema(cross_spatial=off)"): {THOP_OLD: 1},
}
"""By row and counter, how many units of 0.0001 G ours has more than the authors' code."""


on_every_row = pytest.mark.parametrize(
    "row",
    [
        pytest.param(row, marks=pytest.mark.slow if row[0] == "resnet101" else ())
        for row in PARAMETERS
    ],
    ids=str,
)
"""A ResNet-101 has the parts of a ResNet-50 more often."""


@cache
def ledger_of(backbone: str, module: str | None) -> Ledger:
    """As in the audit: one module in the `se` slot of every bottleneck."""
    with torch.device("meta"):
        network = build_backbone(backbone, stem="cifar", num_classes=100)
        blocks = {
            path: part for path, part in network.named_modules() if isinstance(part, Bottleneck)
        }
        if module is not None:
            variant = parse_variant(module)
            for block in blocks.values():
                channels = block.bn3.num_features
                block.se = create(variant.module, channels, **dict(variant.options))
    return read_ledger(network, SIZE, [f"{path}.se" for path in blocks])


@on_every_row
def test_parameters_are_those_of_the_audit(row: tuple[str, str | None]) -> None:
    params = sizes(ledger_of(*row))["params"]
    assert (
        params["all parameters"],
        params["batch norms left out"],
        params["Conv and Linear weights only; normalisation left out"],
    ) == PARAMETERS[row]


@on_every_row
def test_macs_are_those_of_the_audit_to_four_decimals(row: tuple[str, str | None]) -> None:
    macs = sizes(ledger_of(*row))["macs"]
    differences = MORE_OF_OURS.get(row, {})
    counted = {name: round(macs[name] / 1e5) for name in GIGA_MACS[row]}
    audited = {name: int(text.replace(".", "")) for name, text in GIGA_MACS[row].items()}
    assert counted == {name: value + differences.get(name, 0) for name, value in audited.items()}


def test_what_the_paper_prints_for_nam_is_the_backbone_alone() -> None:
    params = sizes(ledger_of("resnet50", "nam"))["params"]
    assert params["backbone alone; module not counted"] == 23_705_252


def test_the_backbones_norms_alone_can_be_left_out() -> None:
    params = sizes(ledger_of("resnet50", "ca"))["params"]
    assert params["normalisation of the backbone left out"] == 25_623_084 - 53_120


def test_products_and_sums_close_the_gap_of_emas_row() -> None:
    name = "group-folded batch counted once, with elementwise products and sums"
    macs = {
        row: sizes(ledger_of("resnet50", row))["macs"][name] for row in ("ema", "ema(groups=16)")
    }
    assert [f"{value / 1e9:.2f}" for value in macs.values()] == ["1.32", "1.34"]


@pytest.mark.parametrize("backbone", ["resnet18", "resnet26"])
def test_a_plain_resnet_has_the_counters_own_integers(backbone: str) -> None:
    network = build_backbone(backbone, stem="cifar", num_classes=100)
    macs = sizes(read_ledger(network, SIZE))["macs"]
    for counter, name in (("thop", THOP), ("fvcore", FVCORE), ("torch", TORCH)):
        assert macs[name] == count_macs(counter, network, SIZE).total(), counter


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("name", ["ema", "sa", "sge", "scsa", "ca", "pam", "se", "ela"])
def test_thops_parameters_are_those_that_thop_gives(name: str) -> None:
    import thop  # Warns when it is imported.

    network = nn.Sequential(nn.Identity(), CATALOG[name].build(256))
    as_its_kind = {SharedConv2d: thop.vision.basic_hooks.zero_ops}
    _, expected = thop.profile(
        network, (torch.zeros(1, 256, 8, 8),), custom_ops=as_its_kind, verbose=False
    )
    counted = sizes(read_ledger(network, (256, 8, 8)))["params"]["thop's parameters"]
    assert counted == expected


def test_every_convention_is_a_sum_over_operations_and_weights() -> None:
    ledger = ledger_of("resnet50", "ema")
    half = len(ledger.operations) // 2
    parts = (
        Ledger(ledger.operations[:half], ledger.weights[:9]),
        Ledger(ledger.operations[half:], ledger.weights[9:]),
    )
    for convention in (*PARAMS, *MACS):
        assert sum(map(convention.count, parts)) == convention.count(ledger)


def test_every_size_has_its_meaning_in_words() -> None:
    counted = sizes(ledger_of("resnet50", None))
    assert {size: [*names] for size, names in MEANINGS.items()} == {
        size: [*names] for size, names in counted.items()
    }


def test_conventions_have_names_of_their_own() -> None:
    assert len({convention.name for convention in (*PARAMS, *MACS)}) == len(PARAMS) + len(MACS)
