"""Effects and their intervals equal the textbook's; ratios stay within their session."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from math import nan, sqrt

import numpy as np
import pytest

from attnreport.ablation.design import Design, Factor, Point
from attnreport.ablation.factor_effects import (
    Difference,
    Estimate,
    FactorEffect,
    FactorEffects,
    factor_effects,
)
from attnreport.record import AnyRecord, CostRecord, TrainRecord

MakeCost = Callable[[str], CostRecord]
MakeStudy = Callable[[int], list[AnyRecord]]
MakeTrain = Callable[[str, int], TrainRecord]

CELLS = {"none": ("off", "off"), "a": ("on", "off"), "b": ("off", "on"), "ab": ("on", "on")}
FACTORIAL = Design(
    title="Two parts",
    factors=tuple(Factor(name=name, levels=("off", "on"), reference="off") for name in "AB"),
    points=tuple(
        Point(
            study="",
            variant=variant,
            label=variant.upper(),
            levels=dict(zip("AB", levels, strict=True)),
        )
        for variant, levels in CELLS.items()
    ),
)
ROW = (79.0, 80.0, 81.0)
"""Of standard deviation 1."""

NOISE = {
    "baseline": (0.0, 0.0, 0.0),
    "none": (0.1, -0.2, 0.1),
    "a": (-0.1, 0.0, 0.1),
    "b": (0.2, -0.1, -0.1),
    "ab": (-0.2, 0.3, -0.1),
}
"""By row, what is added to its score under each seed; 0 in sum, and under each seed too."""


def runs_of(make_train: MakeTrain, rows: Mapping[str, Sequence[float]]) -> list[TrainRecord]:
    return [
        replace(make_train("ema", 0), variant=name, seed=seed, scores={"top1": (score,)})
        for name, scores in rows.items()
        for seed, score in enumerate(scores)
    ]


def shifted(by: float) -> tuple[float, ...]:
    return tuple(score + by for score in ROW)


def score_of(effect: FactorEffect) -> Difference:
    assert effect.score is not None
    return effect.score.value


def by_name(effects: FactorEffects) -> dict[str, FactorEffect]:
    return {"×".join(step.factor for step in effect.steps): effect for effect in effects.effects}


def factorial(**means: float) -> dict[str, tuple[float, ...]]:
    """Rows of these means, which also share what their seeds do."""
    return {
        name: tuple(means[name] + 10 * seed + noise for seed, noise in enumerate(NOISE[name]))
        for name in means
    }


def test_effects_of_a_factorial_are_the_textbooks(make_train: MakeTrain) -> None:
    rows = factorial(baseline=80, none=80, a=81, b=82, ab=86)
    effects = factor_effects({"": runs_of(make_train, rows)}, FACTORIAL)
    assert effects.spread is not None
    # Residuals of rows and seeds, by their degrees of freedom.
    squares = sum(noise**2 for row in NOISE.values() for noise in row)
    assert effects.spread.freedom == 8
    assert effects.spread.deviation == pytest.approx(sqrt(squares / 8))
    values = {name: score_of(effect).value for name, effect in by_name(effects).items()}
    assert values == pytest.approx({"A": 2.5, "B": 3.5, "A×B": 3.0})


def test_intervals_are_about_their_value_and_wider_the_fewer_rows_are_averaged(
    make_train: MakeTrain,
) -> None:
    rows = factorial(baseline=80, none=80, a=81, b=82, ab=86)
    scores = {
        name: score_of(effect)
        for name, effect in by_name(
            factor_effects({"": runs_of(make_train, rows)}, FACTORIAL)
        ).items()
    }
    half = {}
    for name, score in scores.items():
        assert score.low is not None
        assert score.high is not None
        assert (score.low + score.high) / 2 == pytest.approx(score.value)
        half[name] = (score.high - score.low) / 2
    # Of equal spread an interaction has twice the error of a main effect.
    assert half["A"] < half["A×B"]
    assert half["A"] < scores["A"].value


@pytest.mark.parametrize("wide", ["none", None])
def test_all_intervals_hold_at_once_in_95_of_100_studies(
    wide: str | None, make_train: MakeTrain
) -> None:
    generator = np.random.default_rng(0)
    studies, held = 300, 0
    for _ in range(studies):
        rows = {
            name: tuple(generator.normal(80, 3 if name == wide else 1, 3))
            for name in ("baseline", *CELLS)
        }
        effects = factor_effects({"": runs_of(make_train, rows)}, FACTORIAL)
        scores = [score_of(effect) for effect in effects.effects]
        held += all(s.low is not None and s.high is not None and s.low < 0 < s.high for s in scores)
    assert held / studies >= 0.93


def test_an_effect_is_over_the_seeds_that_all_of_its_rows_have(make_train: MakeTrain) -> None:
    rows = factorial(baseline=80, none=80, a=81, b=82, ab=86)
    more = {name: (*scores, scores[0] + 20) for name, scores in rows.items() if name != "ab"}
    effects = by_name(factor_effects({"": runs_of(make_train, rows | more)}, FACTORIAL))
    assert {name: score_of(effect).seeds for name, effect in effects.items()} == dict.fromkeys(
        effects, 3
    )
    assert score_of(effects["A"]).value == pytest.approx(2.5)


def test_too_few_common_seeds_leave_an_effect_without_interval_and_others_with_theirs(
    make_train: MakeTrain, design: Design
) -> None:
    rows = {"ema": ROW, "eca": (81.0, 80.5, 82.0), "ca": (70.0, 71.0)}
    effects = by_name(factor_effects({"": runs_of(make_train, rows)}, design))
    assert score_of(effects["groups"]) == Difference(value=-9.5, seeds=2)
    assert score_of(effects["cross_spatial"]).low is not None


def test_a_score_that_is_no_number_is_left_out_and_named(
    make_train: MakeTrain, design: Design
) -> None:
    rows = {"ema": ROW, "eca": (81.0, 80.5, 82.0), "ca": (70.0, 71.0, nan)}
    effects = factor_effects({"": runs_of(make_train, rows)}, design)
    assert effects.without_number == ("EMA_16, seed 2",)
    assert score_of(by_name(effects)["cross_spatial"]).low is not None
    assert score_of(by_name(effects)["groups"]).value == pytest.approx(-9.5)


@pytest.mark.parametrize(
    "row", [(80.0,), (80.0, 81.0), (80.0, 80.0, 80.0)], ids=["one seed", "two seeds", "no spread"]
)
def test_without_seeds_or_spread_there_is_no_interval(
    row: tuple[float, ...], make_train: MakeTrain
) -> None:
    rows = dict.fromkeys(("baseline", *CELLS), row)
    effects = factor_effects({"": runs_of(make_train, rows)}, FACTORIAL)
    assert effects.spread is None
    for effect in effects.effects:
        assert score_of(effect) == Difference(value=0, seeds=len(row))


def test_sizes_are_exact_and_a_counter_that_failed_gives_none(
    make_study: MakeStudy, design: Design
) -> None:
    effects = by_name(factor_effects({"": make_study(1)}, design))
    macs = 1_300_226_048 - 1_391_796_224
    assert effects["groups"].params == Estimate(value=25_635_716 - 23_903_620, pairs=1)
    assert {name: estimate.value for name, estimate in effects["groups"].macs.items()} == {
        "torch": macs,
        "thop": macs,
    }


def test_ratios_are_those_of_the_planted_rows_whatever_the_machine_drifts(
    make_study: MakeStudy, design: Design
) -> None:
    effect = by_name(factor_effects({"": make_study(1)}, design))["groups"]
    assert effect.latency is not None
    assert effect.throughput is not None
    latency, throughput = effect.latency.value, effect.throughput.value
    assert latency.value == pytest.approx(0.95 / 0.9, rel=0.001)
    assert throughput.value == pytest.approx(0.9 / 0.95, rel=0.001)
    assert latency.low is not None
    assert latency.high is not None
    assert latency.low <= latency.value <= latency.high


def test_a_ratio_never_crosses_sessions(make_study: MakeStudy, design: Design) -> None:
    rates = Factor(name="lr", levels=("0.1", "0.2"), reference="0.1")
    points = tuple(
        replace(design.points[0], study=f"lr={rate}", levels={"lr": rate}) for rate in rates.levels
    )
    studies = {point.study: make_study(3) for point in points}
    varied = replace(design, factors=(rates,), points=points)
    (effect,) = factor_effects(studies, varied).effects
    assert (effect.latency, effect.throughput) == (None, None)
    assert score_of(effect).value == 0


def test_a_row_that_was_not_timed_has_no_ratio(make_study: MakeStudy, design: Design) -> None:
    records = [
        replace(r, latency_s={k: v for k, v in r.latency_s.items() if k != "ca"})
        if r.kind == "speed"
        else r
        for r in make_study(3)
    ]
    effects = by_name(factor_effects({"": records}, design))
    assert effects["groups"].latency is None
    assert effects["cross_spatial"].latency is not None


@pytest.fixture
def failed_training(make_study: MakeStudy) -> list[AnyRecord]:
    """A study in which one module was counted and timed, but none of its runs trained."""
    return [
        replace(r, error="killed", scores={}) if r.kind == "train" and r.variant == "ca" else r
        for r in make_study(3)
    ]


def test_a_failed_training_takes_its_row_from_the_score_alone(
    failed_training: list[AnyRecord], design: Design
) -> None:
    effects = factor_effects({"": failed_training}, design)
    assert effects.unscored == ("EMA_16",)
    groups = by_name(effects)["groups"]
    assert groups.score is None
    assert groups.params == Estimate(value=25_635_716 - 23_903_620, pairs=1)
    assert groups.latency is not None
    assert groups.latency.pairs == 1


def test_each_quantity_is_averaged_over_its_own_pairs(
    make_train: MakeTrain, make_cost: MakeCost
) -> None:
    scores = {"none": ROW, "a": shifted(1), "b": shifted(2)}
    params = {"none": 100, "a": 110, "b": 200, "ab": 230}
    costs = [replace(make_cost("ema"), variant=name, params=n) for name, n in params.items()]
    effects = by_name(factor_effects({"": [*costs, *runs_of(make_train, scores)]}, FACTORIAL))
    assert effects["A"].score is not None
    assert effects["A"].score.pairs == 1
    assert effects["A"].score.value.value == pytest.approx(1)
    assert effects["A"].params == Estimate(value=(10 + 30) / 2, pairs=2)
    assert (effects["A×B"].score, effects["A×B"].params) == (None, Estimate(value=20, pairs=1))


def test_a_point_that_several_combinations_share_is_named_once_where_it_has_no_score(
    make_train: MakeTrain, design: Design
) -> None:
    twice = replace(design, points=(*design.points, *design.points))
    effects = factor_effects({"": [make_train("ema", 0), make_train("eca", 0)]}, twice)
    assert effects.unscored == ("EMA_16",)


def test_where_nothing_was_trained_sizes_and_speed_have_effects(
    make_study: MakeStudy, design: Design
) -> None:
    effects = factor_effects({"": make_study(0)}, design)
    assert effects.score is None
    assert effects.unscored == ()
    effect = by_name(effects)["cross_spatial"]
    assert effect.score is None
    assert effect.params == Estimate(value=23_903_620 - 23_705_338, pairs=1)
    assert effect.latency is not None


def test_the_spread_is_that_of_the_designs_rows_and_their_baseline(make_train: MakeTrain) -> None:
    runs = runs_of(make_train, factorial(baseline=80, none=80, a=81, b=82, ab=86))
    other = runs_of(make_train, {"other": (0.0, 50.0, 100.0)})
    alone = factor_effects({"": runs}, FACTORIAL).spread
    assert factor_effects({"": [*runs, *other]}, FACTORIAL).spread == alone
    assert alone is not None


def test_nothing_measured_has_no_estimate(design: Design) -> None:
    effects = factor_effects({}, design)
    assert effects.score is None
    assert [effect.latency for effect in effects.effects] == [None, None]
    assert [effect.params for effect in effects.effects] == [None, None]
