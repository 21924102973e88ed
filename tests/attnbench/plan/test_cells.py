"""A plan expands to cells, each of which depends on a part of it."""

from dataclasses import replace

import pytest

from attnbench.plan.cells import CostCell, SpeedCell, TrainCell, cells, identity
from attnbench.plan.plan import Plan
from attnbench.plan.variant import Variant, parse_variants
from attnbench.tasks.recipes import RECIPES
from tests.attnbench.recipes import with_fields

PLAN = Plan(modules=parse_variants("ema(groups=16),ca"), recipe=RECIPES["quick"], seeds=(0, 1, 2))


def test_cells_are_the_baseline_and_each_variant_of_each_kind() -> None:
    expanded = cells(PLAN)
    rows = PLAN.variants
    assert [str(variant) for variant in rows] == ["baseline", "ema(groups=16)", "ca"]
    assert expanded[:4] == (*map(CostCell, rows), SpeedCell(rows))
    # All rows of a seed come before the next seed: what is stopped has whole comparisons.
    assert expanded[4:] == tuple(TrainCell(v, seed) for seed in (0, 1, 2) for v in rows)


def test_no_epochs_means_no_training_cells() -> None:
    plan = replace(PLAN, recipe=replace(RECIPES["quick"], epochs=0))
    assert not any(isinstance(cell, TrainCell) for cell in cells(plan))


def test_speed_depends_on_the_rows_and_sizes_do_not_depend_on_the_recipe() -> None:
    rows = PLAN.variants
    more = replace(PLAN, modules=(*PLAN.modules, Variant("se")))
    assert identity(PLAN, SpeedCell(rows)) != identity(more, SpeedCell(more.variants))
    slow = replace(PLAN, recipe=replace(RECIPES["quick"], epochs=9))
    assert identity(PLAN, CostCell(rows[1])) == identity(slow, CostCell(rows[1]))
    assert identity(PLAN, TrainCell(rows[1], 0)) != identity(slow, TrainCell(rows[1], 0))


def test_a_recipe_by_another_name_gives_the_same_cells() -> None:
    other = replace(PLAN, recipe=replace(PLAN.recipe, name="mine", source="me"))
    assert all(identity(PLAN, cell) == identity(other, cell) for cell in cells(PLAN))


@pytest.mark.parametrize(
    "changes", [{"task": "detect"}, {"head": "fcos", "task": "detect"}, {"recipe": "averaging"}]
)
def test_detection_is_another_study_with_other_cells(changes: dict[str, str]) -> None:
    if "recipe" in changes:
        other = replace(PLAN, recipe=with_fields(PLAN.recipe, averaging=0.5))
    else:
        other = replace(PLAN, **changes)  # type: ignore[arg-type]  # any fields
    assert other.digest() != PLAN.digest()
    train = cells(PLAN)[-1]
    assert identity(other, train) != identity(PLAN, train)


@pytest.mark.parametrize(
    ("changes", "kinds"),
    [
        ({"threads": 2}, ["train"]),
        ({"devices": 2}, ["train"]),
        ({"limit": 100}, ["train"]),
        ({"timing_threads": 2}, ["speed"]),
        ({"batch_size": 8}, ["speed"]),
        ({"rounds": 8}, ["speed"]),
        ({"device": "cuda"}, ["speed", "train"]),
        ({"workers": 2, "checkpoint_epochs": 1, "data_root": "elsewhere"}, []),
    ],
    ids=str,
)
def test_a_field_changes_the_cells_that_depend_on_it_and_no_other(
    changes: dict[str, object], kinds: list[str]
) -> None:
    other = replace(PLAN, **changes)  # type: ignore[arg-type]  # fields by name
    changed = {cell.kind for cell in cells(PLAN) if identity(PLAN, cell) != identity(other, cell)}
    assert sorted(changed) == kinds
