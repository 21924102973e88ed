"""A score is read at the epoch that its column says, and never at a better one."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from math import nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attnreport.record import ScoreKind, TrainRecord
from attnreport.scores import (
    Reading,
    headline,
    last_scores_by_variant,
    read_scores,
)

TOP1 = ScoreKind(name="top1", head="Top-1")
ANGLE = ScoreKind(name="angle", head="Angle", unit="°", higher_is_better=False)
MakeTrain = Callable[[str, int], TrainRecord]

percent = st.floats(0, 100)
epochs = st.lists(st.tuples(percent, percent), min_size=1, max_size=10)


def run_of(make_train: MakeTrain, test: Sequence[float], held_out: Sequence[float]) -> TrainRecord:
    validation = {"top1": tuple(held_out)} if held_out else {}
    return replace(make_train("ema", 0), scores={"top1": tuple(test)}, validation_scores=validation)


def test_last_scores_leave_out_runs_without_that_score(make_train: MakeTrain) -> None:
    runs = [
        replace(make_train("ema", 0), scores={"top1": (1.0, 2.0)}),
        replace(make_train("ema", 1), scores={"top1": ()}),
        replace(make_train("ema", 2), scores={"top5": (3.0,)}),
    ]
    assert read_scores(runs, TOP1) == [2.0]


@given(epochs)
def test_at_best_validation_is_the_test_score_of_the_first_best_epoch(
    make_train: MakeTrain, pairs: list[tuple[float, float]]
) -> None:
    test, held_out = zip(*pairs, strict=True)
    first_best = held_out.index(max(held_out))
    run = run_of(make_train, test, held_out)
    assert read_scores([run], TOP1, Reading.AT_BEST_VALIDATION) == [test[first_best]]


@given(epochs)
def test_the_best_on_test_is_below_neither_of_the_others(
    make_train: MakeTrain, pairs: list[tuple[float, float]]
) -> None:
    run = run_of(make_train, *zip(*pairs, strict=True))
    (best,) = read_scores([run], TOP1, Reading.BEST_ON_TEST)
    assert [best] >= max(
        read_scores([run], TOP1), read_scores([run], TOP1, Reading.AT_BEST_VALIDATION)
    )


@pytest.mark.parametrize(
    "held_out", [(), (60.0,), (60.0, 61.0, 62.0)], ids=["none", "less", "more"]
)
def test_without_a_validation_score_of_each_epoch_there_is_none_at_its_best(
    held_out: tuple[float, ...], make_train: MakeTrain
) -> None:
    run = run_of(make_train, (70.0, 71.0), held_out)
    assert read_scores([run], TOP1, Reading.AT_BEST_VALIDATION) == []


def test_an_epoch_without_a_number_is_not_the_best(make_train: MakeTrain) -> None:
    run = run_of(make_train, (70.0, 71.0, 72.0), (60.0, nan, 61.0))
    assert read_scores([run], TOP1, Reading.AT_BEST_VALIDATION) == [72.0]


def test_the_headline_is_what_the_task_names_first(make_train: MakeTrain) -> None:
    scores = {"top1": (1.0,), "angle": (2.0,)}
    run = replace(
        make_train("ema", 0), score_kinds=(ANGLE, TOP1), scores=scores, validation_scores={}
    )
    assert headline([run]) == ANGLE
    assert headline([replace(run, scores={"top1": (1.0,)})]) == TOP1
    assert headline([]) is None


def test_scores_by_variant_keep_the_order_of_the_rows(make_train: MakeTrain) -> None:
    runs = [make_train(variant, seed) for seed in (0, 1) for variant in ("eca", "baseline")]
    by_variant = last_scores_by_variant(runs, TOP1)
    assert list(by_variant.items()) == [("eca", [79.4, 79.9]), ("baseline", [77.2, 77.4])]


def test_the_lowest_is_the_best_where_the_score_says_so(make_train: MakeTrain) -> None:
    run = replace(
        make_train("ema", 0),
        score_kinds=(ANGLE,),
        scores={"angle": (9.0, 7.0, nan, 8.0)},
        validation_scores={"angle": (3.0, nan, 5.0, 2.0)},
    )
    assert read_scores([run], ANGLE, Reading.BEST_ON_TEST) == [7.0]
    assert read_scores([run], ANGLE, Reading.AT_BEST_VALIDATION) == [8.0]
