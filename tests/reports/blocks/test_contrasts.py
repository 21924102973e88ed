"""Contrasts have simultaneous intervals where their rows share three seeds."""

from collections.abc import Mapping

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from attnreport.blocks.contrasts import contrast_rows
from attnreport.blocks.layout import RowId, Scores

BASELINE, A, B = (("", name) for name in ("baseline", "a", "b"))
NEAR = {0: 80.0, 1: 80.2, 2: 80.1}


def test_a_far_row_is_shown_and_a_near_one_is_not() -> None:
    scores = {BASELINE: NEAR, A: {0: 90.0, 1: 90.3, 2: 90.1}, B: {0: 80.1, 1: 80.2, 2: 80.0}}
    far, near = contrast_rows(scores, [{A: 1, BASELINE: -1}, {B: 1, BASELINE: -1}])
    assert far is not None
    assert near is not None
    assert far.is_shown
    assert far.low < far.value < far.high
    assert far.p_value < 0.001
    assert not near.is_shown
    assert near.p_value > 0.5
    assert (far.seeds, near.seeds) == (3, 3)


def test_a_row_with_too_few_common_seeds_has_none_and_leaves_the_others_theirs() -> None:
    scores = {BASELINE: NEAR, A: {0: 90.0, 1: 90.3, 2: 90.1}, B: {1: 90.0, 2: 90.3, 7: 90.1}}
    far, unpaired = contrast_rows(scores, [{A: 1, BASELINE: -1}, {B: 1, BASELINE: -1}])
    assert far is not None
    assert far.is_shown
    assert unpaired is None


def test_pairing_sees_what_is_small_beside_what_seeds_share() -> None:
    baseline = {0: 70.0, 1: 80.0, 2: 75.0, 3: 90.0}
    better = {seed: score + 1 + 0.1 * (-1) ** seed for seed, score in baseline.items()}
    (contrast,) = contrast_rows({BASELINE: baseline, A: better}, [{A: 1, BASELINE: -1}])
    assert contrast is not None
    assert contrast.value == pytest.approx(1)
    assert contrast.is_shown


@pytest.mark.parametrize("scores", [{}, {BASELINE: NEAR}, {BASELINE: NEAR, A: NEAR}])
def test_where_nothing_can_be_said_there_is_none(scores: Scores) -> None:
    assert contrast_rows(scores, [{A: 1, BASELINE: -1}]) == [None]


def test_no_contrast_is_no_result() -> None:
    assert contrast_rows({BASELINE: NEAR, A: NEAR}, []) == []


@given(
    st.dictionaries(
        st.sampled_from([BASELINE, A, B]),
        st.dictionaries(st.integers(0, 4), st.integers(7900, 8100).map(lambda n: n / 100)),
        min_size=1,
    )
)
@settings(max_examples=40, deadline=None)
def test_intervals_hold_their_value_and_agree_with_p(
    scores: Mapping[RowId, dict[int, float]],
) -> None:
    for contrast in contrast_rows(scores, [{A: 1, BASELINE: -1}, {B: 1, A: -1}]):
        if contrast is not None:
            assert contrast.low <= contrast.value <= contrast.high
            assert contrast.is_shown == (contrast.p_value <= 0.05)
            assert contrast.seeds >= 3


def test_all_intervals_hold_at_once_in_95_of_100_studies() -> None:
    random, studies, held = np.random.default_rng(3), 1_000, 0
    truth = {BASELINE: 80.0, A: 81.0, B: 79.0}
    for _ in range(studies):
        scores = {
            row: dict(enumerate(random.normal(mean, 1, 4).tolist())) for row, mean in truth.items()
        }
        first, second = contrast_rows(scores, [{A: 1, BASELINE: -1}, {B: 1, BASELINE: -1}])
        assert first is not None
        assert second is not None
        held += first.low < 1 < first.high and second.low < -1 < second.high
    assert held / studies >= 0.94
