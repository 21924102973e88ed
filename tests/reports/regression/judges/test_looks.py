"""Looks come at growing distances, and every session ends with one."""

from itertools import accumulate

from hypothesis import given
from hypothesis import strategies as st

from attnreport.regression.judges.looks import FEWEST_BLOCKS, look_after, looks_of


def test_a_session_is_looked_at_from_the_fewest_blocks_on_and_at_its_end() -> None:
    assert looks_of([10]) == (10,)
    assert looks_of([14]) == (10, 14)
    assert looks_of([33]) == (10, 14, 20, 28, 33)


def test_blocks_of_earlier_sessions_are_counted_too() -> None:
    assert looks_of([15, 20, 10]) == (10, 14, 15, 25, 29, 35, 45)


def test_a_session_that_was_cut_short_is_looked_at_once() -> None:
    assert looks_of([6]) == (6,)


@given(st.lists(st.integers(1, 2000), max_size=4))
def test_looks_increase_and_hold_the_end_of_each_session(sessions: list[int]) -> None:
    looks = looks_of(sessions)
    assert list(looks) == sorted(set(looks))
    assert set(accumulate(sessions)) <= set(looks)


def test_the_session_asks_at_the_same_blocks() -> None:
    asked, blocks = [], 0
    for _ in range(5):
        blocks = look_after(blocks)
        asked.append(blocks)
    assert tuple(asked) == looks_of([asked[-1]])
    assert asked[0] == FEWEST_BLOCKS
