"""McNemar's test is the exact one, and the label is there."""

from collections.abc import Callable, Sequence
from math import comb

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.stats import binomtest

from attnreport.comparison.notes.networks import mcnemar, network_notes
from attnreport.record import TrainRecord

MakeTrain = Callable[[str, int], TrainRecord]

pairs = st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1, max_size=60)


def right(wrong: Sequence[int], images: int = 1000) -> NDArray[np.bool_]:
    correct = np.ones(images, np.bool_)
    correct[list(wrong)] = False
    return correct


@given(pairs)
def test_mcnemar_is_the_binomial_sum_over_the_images_that_only_one_got_right(
    images: list[tuple[bool, bool]],
) -> None:
    gained, lost = images.count((True, False)), images.count((False, True))
    differing = gained + lost
    tail = sum(comb(differing, k) for k in range(min(gained, lost) + 1)) / 2**differing
    row, reference = (np.array(side) for side in zip(*images, strict=True))
    assert mcnemar(row, reference) == pytest.approx(min(1.0, 2 * tail))


@given(st.integers(0, 10_000), st.integers(0, 10_000))
def test_mcnemar_is_scipys_binomial_test(gained: int, lost: int) -> None:
    row = np.repeat([True, False], [gained, lost])
    exact = binomtest(gained, gained + lost).pvalue if row.size else 1.0
    assert mcnemar(row, ~row) == pytest.approx(exact, rel=1e-9)


@given(pairs)
def test_mcnemar_does_not_care_which_network_comes_first(images: list[tuple[bool, bool]]) -> None:
    row, reference = (np.array(side) for side in zip(*images, strict=True))
    assert mcnemar(row, reference) == mcnemar(reference, row)


def test_the_sentence_counts_seeds_and_names_networks_and_a_yardstick(
    make_train: MakeTrain,
) -> None:
    runs = [make_train(variant, seed) for variant in ("baseline", "ema", "ca") for seed in (0, 1)]
    wrong = {
        ("baseline", 0): range(300),
        ("baseline", 1): range(10, 310),
        ("ema", 0): range(200),
        ("ema", 1): range(100, 300),
        ("ca", 0): range(2, 302),
        ("ca", 1): range(12, 312),
    }
    correct = {run.key: right(wrong[run.variant, run.seed]) for run in runs}
    (note,) = network_notes(runs, correct)
    assert note == (
        "Trained networks, not modules, that differ from the baseline's (McNemar): EMA 2 of 2, CA "
        "0 of 2; its own seeds 0 and 1 disagree on 20 of 1,000 images (p = 1.000)."
    )


def test_one_seed_has_no_yardstick(make_train: MakeTrain) -> None:
    runs = [make_train("baseline", 0), make_train("ema", 0)]
    (note,) = network_notes(runs, {run.key: right(range(3)) for run in runs})
    assert note.endswith("EMA 0 of 1.")


def test_without_outcomes_of_both_nothing_is_said(make_train: MakeTrain) -> None:
    runs = [make_train("baseline", 0), make_train("ema", 0)]
    assert list(network_notes(runs, {})) == []
    assert list(network_notes(runs, {runs[1].key: right([0])})) == []


def test_networks_scored_on_other_images_are_not_compared(make_train: MakeTrain) -> None:
    runs = [make_train("baseline", 0), make_train("ema", 0), make_train("baseline", 1)]
    correct = {run.key: right([0], 10 + index) for index, run in enumerate(runs)}
    assert list(network_notes(runs, correct)) == []
