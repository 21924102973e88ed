"""Studies of all kinds at once have the t that each of them has when it is computed by itself."""

from itertools import combinations
from math import sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from attnreport.blocks.drawn import DrawnContrasts, Kind, kinds_variances
from attnreport.blocks.layout import Layout, layout_of, star_layout
from attnreport.blocks.moderated import PRIOR, estimates, t_scale
from attnreport.blocks.spread import model_of, variances

Array = NDArray[np.float64]

STUDIES = 7


def kinds_of(layout: Layout) -> list[Kind]:
    """Rows that spread alike and not, with and without something shared."""
    rows = len(layout.studies)
    unlike = np.where(np.arange(rows) == rows - 1, 3.0, 1.0)
    return [Kind(share, spreads) for share in (0.0, 0.6) for spreads in (np.ones(rows), unlike)]


def drawn(layout: Layout) -> tuple[Array, Array]:
    random = np.random.default_rng(4)
    rows, seeds = layout.mask.shape
    own = random.standard_normal((STUDIES, rows, seeds))
    return own, random.standard_normal((STUDIES, len(set(layout.studies)), seeds))


def scores_of(layout: Layout, kind: Kind) -> Array:
    """(studies, rows, seeds), made as the kind says."""
    own, shared = drawn(layout)
    by_row = shared[:, np.unique(layout.studies, return_inverse=True)[1]]
    mixed = sqrt(kind.share) * by_row + sqrt(1 - kind.share) * own
    return np.asarray(kind.spreads[:, None] * mixed)


def assert_equal_to_each_study_by_itself(layout: Layout) -> None:
    kinds = kinds_of(layout)
    largest = DrawnContrasts(layout, kinds, PRIOR).largest_t(*drawn(layout))
    assert largest.shape == (len(kinds), STUDIES)
    for of_kind, kind in zip(largest, kinds, strict=True):
        estimated = estimates(layout, scores_of(layout, kind))
        t = np.abs(estimated.values / estimated.errors) / t_scale(layout)
        assert of_kind == pytest.approx(t.max(axis=1), rel=1e-9)


def test_a_star_of_rows_has_the_t_of_each_study() -> None:
    assert_equal_to_each_study_by_itself(star_layout(5, 4))


def test_pieces_of_many_studies_are_put_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("attnreport.blocks.drawn.MOST_NUMBERS", 50)
    assert_equal_to_each_study_by_itself(star_layout(5, 4))


@given(
    st.sets(st.tuples(st.integers(0, 4), st.integers(0, 5)), max_size=8),
    st.integers(1, 2),
)
@settings(max_examples=40, deadline=None)
def test_pairs_and_means_of_rows_have_it_whichever_scores_are_missing(
    missing: set[tuple[int, int]], studies: int
) -> None:
    names = [(str(row % studies), str(row)) for row in range(5)]
    scores = {
        name: {seed: 0.0 for seed in range(6) if (row, seed) not in missing}
        for row, name in enumerate(names)
    }
    contrasts = [{a: 1.0, b: -1.0} for a, b in combinations(names, 2)]
    contrasts.append({names[0]: 0.5, names[2]: 0.5, names[1]: -0.25, names[3]: -0.75})
    layout = layout_of(scores, contrasts)
    enough = layout.common.sum(axis=1) >= 3
    if enough.any():
        tested = [w for w, is_enough in zip(contrasts, enough, strict=True) if is_enough]
        assert_equal_to_each_study_by_itself(layout_of(scores, tested))


@pytest.mark.parametrize("seeds", [1, 2, 5])
def test_pooled_variances_are_those_of_the_scores(seeds: int) -> None:
    rows = {("", name): dict.fromkeys(range(seeds), 0.0) for name in "abc"}
    layout = layout_of({**rows, ("", "d"): dict.fromkeys(range(2), 0.0)}, ())
    kinds = kinds_of(layout)
    pooled = kinds_variances(model_of(layout), kinds, *drawn(layout))
    for index, kind in enumerate(kinds):
        by_itself = variances(layout, scores_of(layout, kind))
        assert pooled.own[index] == pytest.approx(by_itself.own, rel=1e-9, abs=1e-12)
        assert pooled.shared[index] == pytest.approx(by_itself.shared, rel=1e-9, abs=1e-12)
