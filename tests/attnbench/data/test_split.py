"""Splits are stratified, disjoint and the same every time."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from attnbench.data.split import hold_out, limit_to

LABELS = st.lists(st.integers(0, 12), max_size=200).map(lambda labels: np.array(labels, np.int64))
SHARES = st.floats(0, 0.99)


@given(labels=LABELS, share=SHARES)
def test_each_class_gives_its_share_to_the_nearest_image(
    labels: NDArray[np.int64], share: float
) -> None:
    _, held = hold_out(labels, share)
    for label in np.unique(labels):
        count = np.sum(labels == label)
        assert np.sum(labels[held] == label) == round(count * share)


@given(labels=LABELS, share=SHARES)
def test_every_image_is_either_trained_on_or_held_out(
    labels: NDArray[np.int64], share: float
) -> None:
    trained, held = hold_out(labels, share)
    assert sorted([*trained, *held]) == list(range(len(labels)))


@given(labels=LABELS, share=SHARES, most=st.integers(0, 250))
def test_the_choice_is_the_same_every_time(
    labels: NDArray[np.int64], share: float, most: int
) -> None:
    for first, again in zip(hold_out(labels, share), hold_out(labels, share), strict=True):
        np.testing.assert_array_equal(first, again)
    np.testing.assert_array_equal(limit_to(labels, most), limit_to(labels, most))


def test_nothing_is_held_out_without_a_share() -> None:
    trained, held = hold_out(np.array([0, 1, 1]), 0)
    assert trained.tolist() == [0, 1, 2]
    assert held.tolist() == []


def test_the_choice_is_not_the_first_images() -> None:
    _, held = hold_out(np.zeros(1000, np.int64), 0.1)
    assert held.mean() > 400


@given(labels=LABELS, most=st.integers(1, 250))
def test_a_limit_keeps_as_many_as_it_says_as_evenly_as_there_are(
    labels: NDArray[np.int64], most: int
) -> None:
    kept = limit_to(labels, most)
    assert len(set(kept.tolist())) == len(kept) == min(most, len(labels))
    counts = np.bincount(labels, minlength=13)
    taken = np.bincount(labels[kept], minlength=13)
    fullest = taken.max(initial=0)
    assert np.all((taken >= fullest - 1) | (taken == counts))


@given(labels=LABELS)
def test_no_limit_keeps_all_in_their_order(labels: NDArray[np.int64]) -> None:
    assert limit_to(labels, 0).tolist() == list(range(len(labels)))


def test_of_more_classes_than_images_each_gives_one_at_most() -> None:
    kept = limit_to(np.repeat(np.arange(100), 5), 30)
    assert len(np.unique(kept // 5)) == 30
