"""A dry run adds up what runs one after another, and divides what runs side by side."""

import pytest

from attnbench.engine.estimate import expected_total
from attnbench.plan.cells import Cell, CostCell, SpeedCell, TrainCell
from attnbench.plan.plan import Plan
from attnbench.plan.variant import THE_BASELINE, parse_variant, parse_variants
from attnbench.tasks.recipes import RECIPES

ECA = parse_variant("eca")
PLAN = Plan(modules=parse_variants("eca"), recipe=RECIPES["quick"])


@pytest.mark.parametrize(("parallel", "total"), [(1, 91.0), (2, 61.0), (8, 61.0)])
def test_training_takes_its_share_but_never_less_than_its_longest_cell(
    parallel: int, total: float
) -> None:
    expected: dict[Cell, float] = {
        CostCell(ECA): 1.0,
        SpeedCell(PLAN.variants): 10.0,
        TrainCell(THE_BASELINE, 0): 30.0,
        TrainCell(ECA, 0): 50.0,
    }
    assert expected_total(expected, parallel) == total
