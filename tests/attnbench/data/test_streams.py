"""A stream of its own for each sample, and none of the others' is used up."""

import random

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from attnbench.data.streams import seeded

SEEDS = st.lists(st.integers(0, 2**32), min_size=1, max_size=4).map(tuple)


def drawn() -> tuple[float, float]:
    return random.random(), torch.rand(()).item()


def drawn_by(seed: tuple[int, ...]) -> tuple[float, float]:
    with seeded(seed):
        return drawn()


@given(seed=SEEDS)
def test_a_seed_gives_one_stream_whatever_was_drawn_before(seed: tuple[int, ...]) -> None:
    first = drawn_by(seed)
    drawn()
    assert drawn_by(seed) == first


@given(seeds=st.lists(SEEDS.filter(lambda seed: seed[-1] > 0), min_size=2, max_size=2, unique=True))
def test_other_seeds_give_other_streams(seeds: list[tuple[int, ...]]) -> None:
    first, second = map(drawn_by, seeds)
    assert first[0] != second[0]
    assert first[1] != second[1]


@given(seed=SEEDS)
def test_the_streams_of_others_go_on_as_if_nothing_were_drawn(seed: tuple[int, ...]) -> None:
    random.seed(1)
    torch.manual_seed(1)
    expected = drawn()
    random.seed(1)
    torch.manual_seed(1)
    drawn_by(seed)
    assert drawn() == expected


def test_they_go_on_after_an_error_too() -> None:
    states = random.getstate(), torch.get_rng_state()
    with pytest.raises(ZeroDivisionError), seeded((0,)):
        _ = drawn()[0] / 0
    assert random.getstate() == states[0]
    assert torch.equal(torch.get_rng_state(), states[1])


def test_streams_lie_in_each_other() -> None:
    with seeded((0,)):
        first = drawn()
        inner = drawn_by((1,))
        second = drawn()
    with seeded((0,)):
        assert drawn() == first
        assert drawn() == second
    assert drawn_by((1,)) == inner
