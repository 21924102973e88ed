"""How far two sets of outputs are apart."""

import math

import torch

from attnbench.export.check import agreement

TRAINED = torch.tensor([[1.0, -8.0], [2.0, 2.5]])


def test_the_largest_difference_is_told_and_how_many_answers_are_the_same() -> None:
    agreed = agreement((TRAINED + torch.tensor([[0.0, 0.0], [0.0, -1.0]]),), (TRAINED,))
    assert (agreed.images, agreed.difference, agreed.largest) == (2, 1.0, 8.0)
    assert agreed.same_answers == 1
    assert not agreed.is_close


def test_rounding_is_close_and_a_share_above_it_is_not() -> None:
    assert agreement((TRAINED + 0.007,), (TRAINED,)).is_close
    assert not agreement((TRAINED + 0.009,), (TRAINED,)).is_close


def test_another_shape_and_another_number_of_outputs_are_never_close() -> None:
    for other in ((TRAINED[:1],), (TRAINED, TRAINED)):
        agreed = agreement(other, (TRAINED,))
        assert agreed.difference == math.inf
        assert agreed.same_answers is None
        assert not agreed.is_close


def test_each_output_is_judged_by_its_own_size() -> None:
    small = torch.full((2, 1, 4, 4), 1e-3)
    agreed = agreement((TRAINED, small * 2), (TRAINED, small))
    assert agreed.largest == 8.0
    assert agreed.same_answers is None
    assert not agreed.is_close
