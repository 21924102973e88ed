"""Effects of whole grids are the textbook's; what is missing from a grid biases none of them."""

from collections.abc import Callable, Mapping, Sequence
from itertools import product
from math import isnan
from statistics import mean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attnreport.ablation.contrasts import Contrast, contrasts
from attnreport.ablation.design import Factor, Point
from attnreport.blocks.layout import RowId

GROUPS = Factor(name="groups", levels=("8", "16", "32"), reference="32")
SPATIAL = Factor(name="spatial", levels=("off", "on"), reference="off")
CHANNEL = Factor(name="channel", levels=("off", "on"), reference="off")
FACTORS = (GROUPS, SPATIAL, CHANNEL)


def grid(*factors: Factor) -> list[Point]:
    """A point for every combination of levels, named by them."""
    return [
        Point(
            study="",
            variant=" ".join(levels),
            label="",
            levels={factor.name: level for factor, level in zip(factors, levels, strict=True)},
        )
        for levels in product(*(factor.levels for factor in factors))
    ]


def valued(
    points: Sequence[Point], value: Callable[[Mapping[str, str]], float]
) -> dict[RowId, float]:
    return {(point.study, point.variant): value(point.levels) for point in points}


def named(contrasts: Sequence[Contrast]) -> dict[str, Contrast]:
    return {
        " × ".join(f"{step.factor} {step}" for step in contrast.steps): contrast
        for contrast in contrasts
    }


NUMBERS = st.integers(-1000, 1000)


@given(st.lists(NUMBERS, min_size=12, max_size=12))
def test_a_main_effect_of_a_grid_is_the_difference_of_its_levels_means(numbers: list[int]) -> None:
    points = grid(*FACTORS)
    values = {("", point.variant): number for point, number in zip(points, numbers, strict=True)}
    effect = named(list(contrasts(FACTORS, points)))["groups 8 vs 32"]
    means = {
        level: mean(values["", p.variant] for p in points if p.levels["groups"] == level)
        for level in GROUPS.levels
    }
    assert effect.matches == 4
    assert effect.of(values) == pytest.approx(means["8"] - means["32"])


@given(st.lists(NUMBERS, min_size=4, max_size=4))
def test_an_interaction_is_one_step_with_the_other_less_without(numbers: list[int]) -> None:
    points = grid(SPATIAL, CHANNEL)
    values = {("", point.variant): number for point, number in zip(points, numbers, strict=True)}
    by_name = named(list(contrasts((SPATIAL, CHANNEL), points)))
    plain, channel, spatial, full = numbers
    assert by_name["spatial on vs off × channel on vs off"].of(values) == (
        (full - channel) - (spatial - plain)
    )


subsets = st.sets(st.integers(0, 11)).map(
    lambda left_out: [p for i, p in enumerate(grid(*FACTORS)) if i not in left_out]
)
worths = st.fixed_dictionaries(
    {
        factor.name: st.fixed_dictionaries(dict.fromkeys(factor.levels, NUMBERS))
        for factor in FACTORS
    }
)


@given(subsets, worths)
def test_where_factors_add_up_no_missing_point_changes_an_effect(
    points: list[Point], worth: Mapping[str, Mapping[str, int]]
) -> None:
    values = valued(
        points, lambda levels: sum(worth[name][level] for name, level in levels.items())
    )
    for contrast in contrasts(FACTORS, points):
        first, *others = contrast.steps
        difference = contrast.of(values)
        if not contrast.matches:
            assert isnan(difference)
        elif others:
            assert difference == 0
        else:
            assert (
                difference
                == worth[first.factor][first.level] - worth[first.factor][first.reference]
            )


@given(subsets)
def test_every_contrast_sums_to_0_and_an_interaction_has_its_quadruples(
    points: list[Point],
) -> None:
    every = list(contrasts(FACTORS, points))
    assert [len(contrast.steps) for contrast in every[:4]] == [1, 1, 1, 1]
    for contrast in every:
        assert sum(contrast.signs.values()) == 0
        assert contrast.matches or len(contrast.steps) == 1
        assert sum(map(abs, contrast.weights.values())) <= 2 ** len(contrast.steps) + 1e-9


def test_one_at_a_time_has_one_pair_a_step_and_no_interaction() -> None:
    points = [p for p in grid(*FACTORS) if p.variant in ("32 on on", "8 on on", "32 off on")]
    by_name = named(list(contrasts(FACTORS, points)))
    assert {name: contrast.matches for name, contrast in by_name.items()} == {
        "groups 8 vs 32": 1,
        "groups 16 vs 32": 0,
        "spatial on vs off": 1,
        "channel on vs off": 0,
    }


def test_points_match_across_studies() -> None:
    rates = Factor(name="lr", levels=("0.1", "0.2"), reference="0.1")
    points = [
        Point(study=f"lr={level}", variant="ema", label="EMA", levels={"lr": level})
        for level in rates.levels
    ]
    (effect,) = contrasts((rates,), points)
    assert effect.signs == {("lr=0.2", "ema"): 1, ("lr=0.1", "ema"): -1}


def test_a_point_without_a_level_matches_no_other() -> None:
    baseline = Point(study="", variant="baseline", label="Baseline", levels={"spatial": "off"})
    points = [baseline, *(p for p in grid(SPATIAL, CHANNEL) if p.variant == "on off")]
    assert [contrast.matches for contrast in contrasts((SPATIAL, CHANNEL), points)] == [0, 0]
