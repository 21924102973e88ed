"""Effects and their intervals equal the textbook's; ratios stay within their session."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from math import sqrt

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

BONFERRONI = 2.87
"""Two-sided 5 % value of Bonferroni's t for 3 intervals and 10 degrees of freedom.

Dunn, Journal of the American Statistical Association 56:52, 1961, table 1.
"""


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


def test_effects_and_intervals_of_a_factorial_are_the_textbooks(make_train: MakeTrain) -> None:
    rows = {"baseline": ROW, "none": ROW, "a": shifted(1), "b": shifted(2), "ab": shifted(6)}
    effects = factor_effects({"": runs_of(make_train, rows)}, FACTORIAL)
    assert effects.spread is not None
    assert effects.spread.deviation == pytest.approx(1)
    assert effects.spread.freedom == 10
    # Standard errors of 3 seeds a row: a main effect halves four rows, an interaction does not.
    expected = {"A": (2.5, sqrt(1 / 3)), "B": (3.5, sqrt(1 / 3)), "A×B": (3.0, sqrt(4 / 3))}
    for name, (value, error) in expected.items():
        score = score_of(by_name(effects)[name])
        assert score.low is not None
        assert score.high is not None
        assert score.value == pytest.approx(value)
        assert (score.high - score.low) / 2 == pytest.approx(BONFERRONI * error, rel=0.002)
        assert (score.high + score.low) / 2 == pytest.approx(value)


def test_all_intervals_hold_at_once_in_95_of_100_studies(make_train: MakeTrain) -> None:
    generator = np.random.default_rng(0)
    studies, held = 400, 0
    for _ in range(studies):
        rows = {name: tuple(generator.normal(80, 1, 3)) for name in ("baseline", *CELLS)}
        effects = factor_effects({"": runs_of(make_train, rows)}, FACTORIAL)
        scores = [score_of(effect) for effect in effects.effects]
        held += all(s.low is not None and s.high is not None and s.low < 0 < s.high for s in scores)
    assert 0.93 <= held / studies <= 0.99


def test_rows_of_more_seeds_have_narrower_intervals(make_train: MakeTrain) -> None:
    rows = {"baseline": ROW, "none": ROW, "a": ROW, "b": ROW * 4, "ab": ROW * 4}
    effects = factor_effects({"": runs_of(make_train, rows)}, FACTORIAL)
    score, spread = score_of(by_name(effects)["A×B"]), effects.spread
    assert score.high is not None
    assert spread is not None
    assert spread.freedom == 28
    # Student's t at 1 - 0.05 / 6 with 28 degrees of freedom.
    assert score.high == pytest.approx(2.546 * spread.deviation * sqrt(2 / 3 + 2 / 12), rel=0.001)


@pytest.mark.parametrize(
    "row", [(80.0,), (80.0, 81.0), (80.0, 80.0, 80.0)], ids=["one seed", "two seeds", "no spread"]
)
def test_without_seeds_or_spread_there_is_no_interval(
    row: tuple[float, ...], make_train: MakeTrain
) -> None:
    rows = dict.fromkeys(("baseline", *CELLS), row)
    effects = factor_effects({"": runs_of(make_train, rows)}, FACTORIAL)
    assert effects.spread is None
    assert effects.fewest_seeds == len(row)
    for effect in effects.effects:
        assert score_of(effect) == Difference(value=0)


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
    rows = {"baseline": ROW, **dict.fromkeys(CELLS, ROW)}
    other = runs_of(make_train, {"other": (0.0, 50.0, 100.0)})
    effects = factor_effects({"": [*runs_of(make_train, rows), *other]}, FACTORIAL)
    assert effects.spread is not None
    assert effects.spread.deviation == pytest.approx(1)


def test_nothing_measured_has_no_estimate(design: Design) -> None:
    effects = factor_effects({}, design)
    assert effects.score is None
    assert [effect.latency for effect in effects.effects] == [None, None]
    assert [effect.params for effect in effects.effects] == [None, None]
