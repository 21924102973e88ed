"""Words about shapes and names."""

import torch

from attnbench.doctor.checks.closeness import listed, shape_text


def test_the_last_of_many_names_are_counted() -> None:
    assert listed(["a", "b"]) == "a, b"
    assert listed(["a", "b", "c"], most=2) == "a, b and 1 more"


def test_shapes_are_written_as_people_do() -> None:
    assert shape_text(torch.empty(2, 3)) == "(2, 3)"
