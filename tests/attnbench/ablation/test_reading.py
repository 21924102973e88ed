"""What is typed becomes rows that can be built, and refusals that say why."""

import pytest

from attnbench.ablation.ablation import Ablation
from attnbench.ablation.reading import AblationRequest, read_ablation
from attnbench.errors import UnknownName, WrongUse
from attnbench.plan.plan import Plan
from attnbench.plan.variant import parse_variant, parse_variants
from attnbench.tasks.recipes import RECIPES

PLAN = Plan(modules=parse_variants("ema"), recipe=RECIPES["quick"])


def read(
    module: str, *vary: str, design: str | None = None, stage_mask: str | None = None
) -> Ablation:
    wish = AblationRequest(vary=vary, design=design, stage_mask=stage_mask)
    return read_ablation(PLAN, parse_variant(module), wish)


def rows(ablation: Ablation) -> list[tuple[str, str]]:
    return [(point.label, point.variant) for point in ablation.design.points]


def test_groups_alone_are_the_rows_of_the_papers_table() -> None:
    assert rows(read("ema", "groups=16,32")) == [
        ("EMA_16", "ema(groups=16)"),
        ("EMA_32", "ema"),
        ("EMA_no", "ema(cross_spatial=off)"),
    ]


def test_with_cross_spatial_they_are_the_whole_grid() -> None:
    ablation = read("ema", "groups=16,32", "cross_spatial=on,off")
    assert [label for label, _ in rows(ablation)] == ["EMA_16", "EMA_no_16", "EMA_32", "EMA_no"]
    assert len(ablation.plans[""].modules) == 4


def test_a_module_with_parts_needs_no_more_to_be_ablated() -> None:
    assert rows(read("cbam")) == [
        ("CBAM", "cbam"),
        ("CBAM w/o channel", "cbam(channel=off)"),
        ("CBAM w/o spatial", "cbam(spatial=off)"),
    ]


def test_what_cannot_be_built_is_refused_with_the_reason_and_the_rest_stays() -> None:
    ablation = read("ema", "groups=32,48", design="grid")
    assert rows(ablation) == [("EMA_32", "ema")]
    (refusal,) = ablation.design.refused
    assert refusal.label == "EMA_48"
    assert "channels=128 is not divisible by groups=48" in refusal.reason


def test_a_module_without_any_part_is_no_row() -> None:
    ablation = read("cbam", "channel=on,off", "spatial=on,off")
    assert [label for label, _ in rows(ablation)] == [
        "CBAM",
        "CBAM w/o spatial",
        "CBAM w/o channel",
    ]
    assert [refusal.label for refusal in ablation.design.refused] == [
        "CBAM w/o channel and spatial"
    ]


def test_what_is_around_the_module_makes_a_study_each() -> None:
    ablation = read("eca", "recipe.lr=0.004,0.1", "site=residual,block")
    assert list(ablation.plans) == ["recipe.lr=0.004", "recipe.lr=0.1"]
    for lr, plan in zip((0.004, 0.1), ablation.plans.values(), strict=True):
        assert plan.recipe.lr == lr
        assert plan.modules == parse_variants("eca,eca(site=block)")
    assert rows(ablation)[1] == ("ECA, site=block", "eca(site=block)")


@pytest.mark.slow
def test_every_stage_can_be_a_factor_and_none_is_the_baseline() -> None:
    ablation = read("eca", stage_mask="each", design="grid")
    assert len(rows(ablation)) == 2**4
    assert rows(ablation)[0] == ("ECA", "eca")
    assert rows(ablation)[-1] == ("Baseline", "baseline")
    assert len(ablation.plans[""].modules) == 2**4 - 1


def test_every_stage_is_left_out_by_itself_if_no_design_is_named() -> None:
    variants = [variant for _, variant in rows(read("eca", stage_mask="each"))]
    assert variants == [
        "eca",
        *(f"eca(stages={left})" for left in ("2+3+4", "1+3+4", "1+2+4", "1+2+3")),
    ]


def test_masks_are_levels_of_one_factor() -> None:
    ablation = read("eca", stage_mask="1111,0011")
    assert rows(ablation) == [
        ("ECA, stages=1+2+3+4", "eca"),
        ("ECA, stages=3+4", "eca(stages=3+4)"),
    ]


@pytest.mark.parametrize("mask", ["111", "0000", "1121", "1111,", "all"])
def test_a_mask_that_does_not_fit_the_network_is_refused(mask: str) -> None:
    with pytest.raises(WrongUse, match="resnet14-narrow has 4 stages; write one digit for each"):
        read("eca", stage_mask=mask)


@pytest.mark.parametrize(
    ("module", "vary", "design", "message"),
    [
        (
            "se",
            (),
            None,
            "vary must name what varies, as se has no part .* one of its options: reduction",
        ),
        ("ema(groups=8)", ("groups=8,16",), None, r"ema\(groups=8\) fixes groups"),
        ("ema", ("groups=8,16", "groups=32"), None, "groups is varied twice"),
        ("ema", ("groups=8,16",), "leave-one-out", r"on and off \(got groups=8,16\)"),
        ("ema", ("cross_spatial=on",), "leave-one-out", r"on and off \(got cross_spatial=on\)"),
        ("ema", ("groups=48,7",), "grid", "nothing is left to measure: ema at layer1.0.se"),
    ],
)
def test_what_cannot_be_ablated_is_refused(
    module: str, vary: tuple[str, ...], design: str | None, message: str
) -> None:
    with pytest.raises(WrongUse, match=message):
        read(module, *vary, design=design)


def test_a_level_that_names_nothing_is_an_error_and_no_refusal() -> None:
    with pytest.raises(UnknownName, match="unknown backbone 'resnet19'"):
        read("eca", "backbone=resnet14-narrow,resnet19")


def test_an_unknown_design_is_refused_by_name() -> None:
    with pytest.raises(UnknownName, match="known: grid, one-at-a-time, leave-one-out"):
        read("ema", design="factorial")


@pytest.mark.parametrize(
    ("module", "vary", "mask", "message"),
    [
        ("eca(stages=1+2)", (), "each", "stage_mask and stages are both given"),
        ("eca", ("stages=1,2",), "each", "stage_mask and stages are both given"),
        ("eca", ("stages=1,2",), "1111,0011", "stage_mask and stages are both given"),
        ("eca", ("backbone=resnet18,resnet34",), "each", "counts the stages of one backbone"),
        ("eca", (), "1111,1111", r"stages has the level 1\+2\+3\+4 twice"),
    ],
)
def test_a_mask_that_would_mean_two_things_is_refused(
    module: str, vary: tuple[str, ...], mask: str, message: str
) -> None:
    with pytest.raises(WrongUse, match=message):
        read(module, *vary, stage_mask=mask)


def test_the_start_as_the_identity_can_be_varied() -> None:
    assert [variant for _, variant in rows(read("eca", "identity_at_start=on,off"))] == [
        "eca(identity_at_start=on)",
        "eca",
    ]


def test_a_switch_that_is_off_by_default_is_named_where_it_is_on() -> None:
    ablation = read("ge", "mlp=on,off")
    assert [label for label, _ in rows(ablation)] == ["GE with mlp", "GE"]


def test_a_backbone_whose_norms_have_other_names_can_be_a_level() -> None:
    ablation = read("eca", "backbone=resnet14-narrow,regnetx_002")
    assert len(ablation.plans) == 2
