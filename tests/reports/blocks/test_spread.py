"""The spread is that of the analysis of variance, whichever scores are missing."""

from collections.abc import Mapping
from math import sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from attnreport.blocks.layout import Scores, layout_of, values_of
from attnreport.blocks.spread import spread_of, variances

A, B, C = (("", name) for name in "abc")


def scores_of(rows: Mapping[tuple[str, str], tuple[float, ...]]) -> Scores:
    return {row: dict(enumerate(values)) for row, values in rows.items()}


def test_what_the_rows_of_a_seed_share_is_no_spread() -> None:
    # Differences by seed are 1, 3 and 2: of variance 1, half of it each row's own.
    spread = spread_of(scores_of({A: (10.0, 50.0, 90.0), B: (11.0, 53.0, 92.0)}))
    assert spread is not None
    assert spread.deviation == pytest.approx(sqrt(1 / 2))
    assert spread.freedom == 2


def test_rows_of_a_whole_study_have_the_textbooks_residual() -> None:
    rows = {A: (1.0, 2.0, 6.0), B: (2.0, 4.0, 3.0), C: (7.0, 5.0, 9.0)}
    table = np.array(list(rows.values()))
    rest = table - table.mean(1, keepdims=True) - table.mean(0) + table.mean()
    spread = spread_of(scores_of(rows))
    assert spread is not None
    assert spread.deviation == pytest.approx(sqrt(np.sum(rest**2) / 4))
    assert spread.freedom == 4


cells = st.lists(st.tuples(st.sampled_from([A, B, C]), st.integers(0, 4)), min_size=6, unique=True)


@given(cells, st.integers(0, 2**32 - 1))
@settings(max_examples=50, deadline=None)
def test_missing_scores_are_those_of_least_squares(
    places: list[tuple[tuple[str, str], int]], number: int
) -> None:
    random = np.random.default_rng(number)
    scores: dict[tuple[str, str], dict[int, float]] = {}
    for row, seed in places:
        scores.setdefault(row, {})[seed] = random.normal()
    names, seeds = list(scores), sorted({seed for _, seed in places})
    design = np.zeros((len(places), len(names) + len(seeds)))
    for index, (row, seed) in enumerate(places):
        design[index, names.index(row)] = design[index, len(names) + seeds.index(seed)] = 1
    values = np.array([scores[row][seed] for row, seed in places])
    fit, _, rank, _ = np.linalg.lstsq(design, values, rcond=None)
    if rank < len(places):
        spread = spread_of(scores)
        assert spread is not None
        assert spread.freedom == len(places) - rank
        square = np.sum((values - design @ fit) ** 2) / spread.freedom
        assert spread.deviation == pytest.approx(sqrt(square), rel=1e-6, abs=1e-9)


def test_a_row_by_itself_has_the_deviation_of_its_scores() -> None:
    spread = spread_of(scores_of({A: (79.0, 80.0, 81.0)}))
    assert spread is not None
    assert spread.deviation == pytest.approx(1)
    assert spread.freedom == 2


def test_studies_do_not_share_a_seed() -> None:
    one, other = ("x", "a"), ("y", "a")
    scores = scores_of({one: (79.0, 80.0, 81.0), other: (81.0, 80.0, 79.0)})
    spread = spread_of(scores)
    assert spread is not None
    assert spread.deviation == pytest.approx(1)
    assert spread.freedom == 4


def test_shared_variance_is_what_seeds_have_beyond_a_rows_own() -> None:
    random = np.random.default_rng(0)
    values = 3 * random.standard_normal((4, 1, 20_000)) + random.standard_normal((4, 5, 20_000))
    layout = layout_of(
        dict.fromkeys([("", str(row)) for row in range(5)], dict.fromkeys(range(20), 0.0)), ()
    )
    drawn = values.reshape(4, 5, 1000, 20).transpose(0, 2, 1, 3)
    estimated = variances(layout, drawn)
    assert np.mean(estimated.own) == pytest.approx(1, rel=0.02)
    assert np.mean(estimated.shared) == pytest.approx(9, rel=0.05)


@pytest.mark.parametrize(
    "rows",
    [
        {},
        {A: ()},
        {A: (80.0,), B: (81.0,)},
        {A: (80.0,) * 3, B: (81.0,) * 3},
        {A: (79.1, 80.2, 81.3), B: (80.1, 81.2, 82.3)},
    ],
    ids=["nothing", "no score", "one seed", "all the same", "a constant difference"],
)
def test_without_anything_that_varies_there_is_no_spread(
    rows: Mapping[tuple[str, str], tuple[float, ...]],
) -> None:
    assert spread_of(scores_of(rows)) is None


def test_the_values_are_those_of_the_scores() -> None:
    scores = scores_of({A: (1.0, 2.0), B: (3.0, 5.0)})
    layout = layout_of(scores, ())
    assert variances(layout, values_of(scores)).own == pytest.approx(0.25)
