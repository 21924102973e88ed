"""Ties come from the spread over seeds, and a row's twin is never called different."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import combinations, combinations_with_replacement
from math import nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attnreport.comparison.effects import effects
from attnreport.comparison.notes.ties import stretches, ties
from attnreport.record import TrainRecord

MakeTrain = Callable[[str, int], TrainRecord]


@pytest.fixture
def sentences(make_train: MakeTrain) -> Callable[..., list[str]]:
    """The sentences for the scores of each row."""

    def make(**rows: Sequence[float]) -> list[str]:
        runs = [
            replace(
                make_train("baseline", 0),
                variant=name,
                label=name.upper(),
                seed=seed,
                scores={"top1": (0.0, score)},
            )
            for name, scores in rows.items()
            for seed, score in enumerate(scores)
        ]
        return list(ties(runs, effects(runs)))

    return make


def test_a_far_row_differs_and_a_near_one_ties(sentences: Callable[..., list[str]]) -> None:
    against, groups = sentences(
        baseline=(77.0, 77.4, 77.2), far=(80.0, 80.4, 80.2), near=(77.1, 77.5, 77.0)
    )
    assert "FAR above (p < 0.001)" in against
    assert "no difference shown for NEAR" in against
    assert groups.endswith("cannot be told apart: {FAR} {BASELINE, NEAR}.")


def test_a_lower_row_is_below(sentences: Callable[..., list[str]]) -> None:
    against, _ = sentences(baseline=(77.0, 77.4, 77.2), low=(70.0, 70.5, 70.2))
    assert "LOW below" in against


def test_groups_may_overlap(sentences: Callable[..., list[str]]) -> None:
    _, groups = sentences(
        baseline=(80.0, 80.6, 80.3), middle=(79.6, 79.4, 80.1), low=(78.8, 79.0, 79.4)
    )
    assert groups.endswith("{BASELINE, MIDDLE} {MIDDLE, LOW}.")


def test_twins_with_the_same_scores_tie(sentences: Callable[..., list[str]]) -> None:
    _, groups = sentences(baseline=(77.0, 77.4, 77.2), a=(80.0, 80.5, 80.2), b=(80.0, 80.5, 80.2))
    assert groups.endswith("{A, B} {BASELINE}.")


@pytest.mark.parametrize("spread", [0.0, 0.3], ids=["no spread", "shared by all rows"])
def test_where_no_difference_varies_nothing_is_tested(
    spread: float, sentences: Callable[..., list[str]]
) -> None:
    seeds = (0.0, spread, 2 * spread)
    rows = {"baseline": 77.0, "a": 80.0, "b": 80.0}
    (groups,) = sentences(**{name: [mean + s for s in seeds] for name, mean in rows.items()})
    assert groups == (
        "Ties in Top-1 (not tested: no difference between rows varies over seeds): rows within "
        "braces cannot be told apart: {A, B} {BASELINE}."
    )


def test_rows_without_common_seeds_are_not_tested(sentences: Callable[..., list[str]]) -> None:
    assert (
        sentences(baseline=(77.0, 77.4, 77.2, nan, nan, nan), a=(nan, nan, nan, 80.0, 81.0, 80.5))
        == []
    )


def test_below_three_seeds_a_row_nothing_is_said(sentences: Callable[..., list[str]]) -> None:
    assert sentences(baseline=(77.0, 77.4, 77.2), a=(80.0, 80.4)) == []
    assert sentences(baseline=(77.0, 77.4, 77.2), a=(80.0, 80.4, nan)) == []


def test_a_row_of_too_few_seeds_is_left_out_of_the_others_ties(
    sentences: Callable[..., list[str]],
) -> None:
    against, groups = sentences(
        baseline=(77.0, 77.4, 77.2), far=(80.0, 80.5, 80.2), cut=(80.0, 80.4)
    )
    assert "CUT" not in against + groups
    assert groups.endswith("{FAR} {BASELINE}.")


def test_one_row_ties_with_nothing(sentences: Callable[..., list[str]]) -> None:
    assert sentences(baseline=(77.0, 77.4, 77.2)) == []


@given(st.integers(0, 8), st.sets(st.tuples(st.integers(0, 7), st.integers(0, 7))))
def test_stretches_are_the_longest_of_all_in_which_no_two_differ(
    count: int, differing: set[tuple[int, int]]
) -> None:
    order = [("", str(place)) for place in range(count)]
    apart = {frozenset((order[a], order[b])) for a, b in differing if a < b < count}
    alike = [
        (first, last)
        for first, last in combinations_with_replacement(range(count), 2)
        if apart.isdisjoint(map(frozenset, combinations(order[first : last + 1], 2)))
    ]
    longest = [
        (a, b)
        for a, b in alike
        if not any((c, d) != (a, b) and c <= a and b <= d for c, d in alike)
    ]
    assert stretches(order, apart) == longest
