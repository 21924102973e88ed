"""A score is read at the epoch that its column says, and never at a better one."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from math import nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attnreport.record import TrainRecord
from attnreport.scores import (
    best_scores_on_test,
    headline,
    last_scores,
    last_scores_by_variant,
    scores_at_best_validation,
)

MakeTrain = Callable[[str, int], TrainRecord]

percent = st.floats(0, 100)
epochs = st.lists(st.tuples(percent, percent), min_size=1, max_size=10)


def run_of(make_train: MakeTrain, test: Sequence[float], held_out: Sequence[float]) -> TrainRecord:
    validation = {"top1": tuple(held_out)} if held_out else {}
    return replace(
        make_train("ema", 0), scores_percent={"top1": tuple(test)}, validation_percent=validation
    )


def test_last_scores_leave_out_runs_without_that_score(make_train: MakeTrain) -> None:
    runs = [
        replace(make_train("ema", 0), scores_percent={"top1": (1.0, 2.0)}),
        replace(make_train("ema", 1), scores_percent={"top1": ()}),
        replace(make_train("ema", 2), scores_percent={"top5": (3.0,)}),
    ]
    assert last_scores(runs, "top1") == [2.0]


@given(epochs)
def test_at_best_validation_is_the_test_score_of_the_first_best_epoch(
    make_train: MakeTrain, pairs: list[tuple[float, float]]
) -> None:
    test, held_out = zip(*pairs, strict=True)
    first_best = held_out.index(max(held_out))
    run = run_of(make_train, test, held_out)
    assert scores_at_best_validation([run], "top1") == [test[first_best]]


@given(epochs)
def test_the_best_on_test_is_below_neither_of_the_others(
    make_train: MakeTrain, pairs: list[tuple[float, float]]
) -> None:
    run = run_of(make_train, *zip(*pairs, strict=True))
    (best,) = best_scores_on_test([run], "top1")
    assert [best] >= max(last_scores([run], "top1"), scores_at_best_validation([run], "top1"))


@pytest.mark.parametrize(
    "held_out", [(), (60.0,), (60.0, 61.0, 62.0)], ids=["none", "less", "more"]
)
def test_without_a_validation_score_of_each_epoch_there_is_none_at_its_best(
    held_out: tuple[float, ...], make_train: MakeTrain
) -> None:
    run = run_of(make_train, (70.0, 71.0), held_out)
    assert scores_at_best_validation([run], "top1") == []


def test_an_epoch_without_a_number_is_not_the_best(make_train: MakeTrain) -> None:
    run = run_of(make_train, (70.0, 71.0, 72.0), (60.0, nan, 61.0))
    assert scores_at_best_validation([run], "top1") == [72.0]


def test_the_headline_is_what_the_task_names_first(make_train: MakeTrain) -> None:
    run = replace(make_train("ema", 0), scores_percent={"map": (1.0,), "ap50": (2.0,)})
    assert headline([run]) == "map"
    assert headline([]) is None


def test_scores_by_variant_keep_the_order_of_the_rows(make_train: MakeTrain) -> None:
    runs = [make_train(variant, seed) for seed in (0, 1) for variant in ("eca", "baseline")]
    found = last_scores_by_variant(runs, "top1")
    assert list(found.items()) == [("eca", [79.4, 79.9]), ("baseline", [77.2, 77.4])]
