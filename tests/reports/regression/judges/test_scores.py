"""Scores are paired by seed, and a drop has to be sure and large enough."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from math import nan

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import ttest_rel

from attnreport.record import ScoreKind, TrainRecord
from attnreport.regression.cells import Pair
from attnreport.regression.finding import Finding, Verdict
from attnreport.regression.judges.judging import Note, Refused, Statement
from attnreport.regression.metrics.table import METRICS

Runs = Callable[[Sequence[float]], list[TrainRecord]]
Judge = Callable[[Sequence[TrainRecord], Sequence[TrainRecord]], list[Statement]]


@pytest.fixture(scope="module")
def runs(make_train: Callable[[str, int], TrainRecord]) -> Runs:
    """Runs of EMA with the given scores, by seed from 0."""

    def make(scores: Sequence[float]) -> list[TrainRecord]:
        blank = make_train("ema", 0)
        return [
            replace(blank, key=f"{seed}", seed=seed, scores={"top1": (1.0, score)})
            for seed, score in enumerate(scores)
        ]

    return make


@pytest.fixture(scope="module")
def judge(make_pair: Callable[..., Pair]) -> Judge:
    def judged(before: Sequence[TrainRecord], after: Sequence[TrainRecord]) -> list[Statement]:
        return list(METRICS["score"].judge(make_pair(before, after)))

    return judged


def findings(statements: Sequence[Statement]) -> list[Finding]:
    return [finding for finding in statements if isinstance(finding, Finding)]


def test_a_planted_drop_is_a_regression_with_the_paired_interval(runs: Runs, judge: Judge) -> None:
    before, after = (80.0, 81.0, 79.0, 80.5), (78.9, 80.1, 78.0, 79.4)
    (finding,) = findings(judge(runs(before), runs(after)))
    interval = ttest_rel(after, before).confidence_interval(0.95)
    assert finding.verdict is Verdict.REGRESSED
    assert finding.title == "Score (top1)"
    assert finding.change == pytest.approx(np.mean(after) - np.mean(before))
    assert (finding.low, finding.high) == pytest.approx((interval.low, interval.high))
    assert "4 paired seeds" in finding.reason
    (mirrored,) = findings(judge(runs(after), runs(before)))
    assert mirrored.verdict is Verdict.IMPROVED


def test_a_sure_drop_below_the_least_effect_is_ok(runs: Runs, judge: Judge) -> None:
    (finding,) = findings(judge(runs((80.0, 81.0, 79.0)), runs((79.8, 80.81, 78.79))))
    assert finding.verdict is Verdict.OK


def test_seeds_that_spread_too_much_are_too_noisy_and_say_what_to_do(
    runs: Runs, judge: Judge
) -> None:
    (finding,) = findings(judge(runs((80.0, 81.0, 79.0)), runs((77.0, 81.5, 79.5))))
    assert finding.verdict is Verdict.TOO_NOISY
    assert "attnbench plan-seeds" in finding.reason


@pytest.mark.parametrize("seeds", [1, 2, 3, 5])
def test_equal_scores_are_ok_with_any_number_of_seeds(runs: Runs, judge: Judge, seeds: int) -> None:
    same = runs((80.0, 81.0, 79.0, 80.0, 80.0)[:seeds])
    (finding,) = findings(judge(same, same))
    assert (finding.verdict, finding.change) == (Verdict.OK, 0)


@pytest.mark.parametrize(("seeds", "more"), [(1, "2 more"), (2, "1 more")])
def test_too_few_seeds_never_tell_a_change(runs: Runs, judge: Judge, seeds: int, more: str) -> None:
    (finding,) = findings(judge(runs((80.0, 81.0)[:seeds]), runs((40.0, 42.0)[:seeds])))
    assert finding.verdict is Verdict.TOO_NOISY
    assert more in finding.reason
    assert finding.low is None


def test_a_change_that_is_the_same_with_every_seed_is_sure(runs: Runs, judge: Judge) -> None:
    (finding,) = findings(judge(runs((80.0, 81.0, 79.0)), runs((79.0, 80.0, 78.0))))
    assert finding.verdict is Verdict.REGRESSED
    assert (finding.low, finding.change, finding.high) == (-1.0, -1.0, -1.0)


@given(st.lists(st.floats(60, 90), min_size=3, max_size=6), st.floats(-5, 5))
def test_a_shift_for_the_worse_is_never_an_improvement(
    runs: Runs, judge: Judge, scores: list[float], shift: float
) -> None:
    spread = [0.01 * (seed % 3 - 1) for seed in range(len(scores))]
    after = [score + shift + noise for score, noise in zip(scores, spread, strict=True)]
    (finding,) = findings(judge(runs(scores), runs(after)))
    assert not (shift < -0.1 and finding.verdict is Verdict.IMPROVED)
    assert not (shift > 0.1 and finding.verdict is Verdict.REGRESSED)


def test_lost_seeds_are_one_finding_beside_the_comparison_of_the_rest(
    runs: Runs, judge: Judge
) -> None:
    before = runs((80.0, 81.0, 79.0, 80.0, 80.0))
    lost, compared = findings(judge(before, before[:3]))
    assert lost.verdict is Verdict.MISSING
    assert "seeds 3, 4" in lost.reason
    assert compared.verdict is Verdict.OK


def test_a_failed_run_is_broken_and_not_missing_too(runs: Runs, judge: Judge) -> None:
    before = runs((80.0, 81.0, 79.0, 80.0))
    failed = replace(before[3], scores={}, error="loss is NaN at step 7. More")
    broken, compared = findings(judge(before, [*before[:3], failed]))
    assert (broken.verdict, broken.reason) == (
        Verdict.BROKEN,
        "Seed 3 failed: loss is NaN at step 7",
    )
    assert compared.verdict is Verdict.OK


def test_failures_are_told_where_nothing_was_ever_scored(runs: Runs, judge: Judge) -> None:
    failed = [replace(run, scores={}, error="no") for run in runs((1.0, 2.0))]
    (finding,) = findings(judge([], failed))
    assert finding.verdict is Verdict.BROKEN


def test_a_row_without_runs_in_a_set_is_new_or_missing(runs: Runs, judge: Judge) -> None:
    trained = runs((80.0, 81.0, 79.0))
    assert [finding.verdict for finding in findings(judge([], trained))] == [Verdict.NEW]
    assert [finding.verdict for finding in findings(judge(trained, []))] == [Verdict.MISSING]


@pytest.mark.parametrize("score", [nan, -1.0, 1e308])
def test_what_is_no_score_is_broken(runs: Runs, judge: Judge, score: float) -> None:
    (finding,) = findings(judge(runs((80.0, 81.0, 79.0)), runs((80.0, 81.0, score))))
    assert finding.verdict is Verdict.BROKEN


@pytest.mark.parametrize("side", ["reference", "current"])
def test_a_run_that_ended_without_the_score_is_broken_on_either_side(
    runs: Runs, judge: Judge, side: str
) -> None:
    """Another score that it has does not stand in for it."""
    kinds = (ScoreKind(name="top1", head="Top-1 Acc"), ScoreKind(name="top5", head="Top-5 Acc"))
    whole = [
        replace(run, score_kinds=kinds, scores={**run.scores, "top5": (95.0,)})
        for run in runs((80.0, 81.0, 79.0, 80.0))
    ]
    lacking = [replace(whole[0], scores={"top5": (95.0,)}), *whole[1:]]
    sets = (lacking, whole) if side == "reference" else (whole, lacking)
    broken, compared = findings(judge(*sets))
    assert broken.verdict is Verdict.BROKEN
    assert broken.reason == f"Top-1 Acc of seed 0 is missing from the {side} results."
    assert compared.verdict is Verdict.OK
    assert compared.title == "Score (top1)"


def test_runs_that_scored_nothing_at_all_are_broken(runs: Runs, judge: Judge) -> None:
    empty = [replace(run, scores={}) for run in runs((1.0, 2.0, 3.0))]
    assert {finding.verdict for finding in findings(judge(empty, empty))} == {Verdict.BROKEN}
    unnamed = [replace(run, score_kinds=(), validation_scores={}) for run in empty]
    assert {finding.verdict for finding in findings(judge([], unnamed))} == {Verdict.BROKEN}


@pytest.mark.parametrize("seed", [0, 3])
@pytest.mark.parametrize("side", ["reference", "current"])
def test_a_single_score_that_is_no_number_is_named(
    runs: Runs, judge: Judge, side: str, seed: int
) -> None:
    scores = [80.0, 81.0, 79.0, 80.0]
    broken = [*scores[:seed], nan, *scores[seed + 1 :]]
    sets = (broken, scores) if side == "reference" else (scores, broken)
    (finding,) = findings(judge(*map(runs, sets)))
    assert finding.verdict is Verdict.BROKEN
    assert finding.reason == f"The score of seed {seed} of the {side} results cannot be nan."


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"recipe": "nam200"}, "the recipe was paper and is nam200"),
        ({"epochs": 30}, "the number of epochs was 3 and is 30"),
        ({"data_fingerprint": "ff"}, "the data's digest was None and is ff"),
        ({"train_images": 5}, "the number of training images was 45000 and is 5"),
    ],
)
def test_another_experiment_is_refused_by_what_differs(
    runs: Runs, judge: Judge, changes: dict[str, object], named: str
) -> None:
    before = runs((80.0, 81.0, 79.0))
    after = [replace(run, **changes) for run in before]  # type: ignore[arg-type]
    (statement,) = judge(before, after)
    assert isinstance(statement, Refused)
    assert named in statement.sentence


def test_a_failure_is_told_even_where_the_rest_is_refused(runs: Runs, judge: Judge) -> None:
    before = runs((80.0, 81.0, 79.0))
    failed = replace(before[2], scores={}, error="no")
    after = [*(replace(run, recipe="other") for run in before[:2]), failed]
    broken, refused = judge(before, after)
    assert isinstance(broken, Finding)
    assert broken.verdict is Verdict.BROKEN
    assert isinstance(refused, Refused)


def test_other_numbers_of_the_same_recipe_are_judged_and_noted(runs: Runs, judge: Judge) -> None:
    before = [replace(run, recipe_settings={"lr": 0.1}) for run in runs((80.0, 81.0, 79.0))]
    after = [replace(run, recipe_settings={"lr": 0.2}) for run in before]
    statements = judge(before, after)
    assert Note("Recipe paper changed: lr was 0.1 and is 0.2.") in statements
    assert len(findings(statements)) == 1
