"""Each design gives the rows that its name promises."""

from math import prod

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attnbench.ablation.designs import grid, grid_and_parts, leave_one_out, one_at_a_time
from attnbench.ablation.factor import Factor
from attnbench.errors import WrongUse


def factor(name: str, *levels: int | bool, default: int | bool = True) -> Factor:
    return Factor(name=name, levels=levels, default=default, scope="option")


numbers = st.lists(st.integers(0, 9), min_size=1, max_size=4, unique=True)
factor_lists = st.lists(numbers, min_size=1, max_size=4).map(
    lambda level_lists: [
        factor(f"f{at}", *levels, default=3) for at, levels in enumerate(level_lists)
    ]
)


@given(factor_lists)
def test_a_grid_has_every_combination_once(factors: list[Factor]) -> None:
    rows = grid(factors)
    assert len(rows) == prod(len(factor.levels) for factor in factors)
    assert len({tuple(row.items()) for row in rows}) == len(rows)


@given(factor_lists)
def test_one_at_a_time_changes_one_factor_of_the_center_a_row(factors: list[Factor]) -> None:
    center, *others = one_at_a_time(factors)
    assert all(center[factor.name] == factor.center for factor in factors)
    assert len(others) == sum(len(factor.levels) - 1 for factor in factors)
    for row in others:
        assert sum(row[name] != center[name] for name in row) == 1


def test_leave_one_out_switches_each_part_off_by_itself() -> None:
    rows = leave_one_out([factor("a", True, False), factor("b", True, False)])
    assert rows == [{"a": True, "b": True}, {"a": False, "b": True}, {"a": True, "b": False}]


def test_leave_one_out_needs_switches() -> None:
    with pytest.raises(WrongUse, match=r"are on and off \(got groups=8,16\)"):
        leave_one_out([factor("groups", 8, 16, default=8)])


def test_the_papers_table_is_a_grid_and_each_part_off_at_the_default() -> None:
    rows = grid_and_parts([factor("groups", 16, 32, default=32)], [factor("cross", True, False)])
    assert rows == [
        {"groups": 16, "cross": True},
        {"groups": 32, "cross": True},
        {"groups": 32, "cross": False},
    ]
