"""Plans are checked when made, survive TOML, grow, and expand to cells."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import replace

import pytest

from attnbench.errors import WrongUse
from attnbench.plan.plan import (
    CostCell,
    Plan,
    SpeedCell,
    TrainCell,
    cells,
    identity,
    plan_from_toml,
)
from attnbench.plan.recipes import RECIPES

PLAN = Plan(modules=("ema(groups=16)", "ca"), seeds=(0, 1, 2))
Change = Callable[[], Plan]


def test_toml_round_trip() -> None:
    assert plan_from_toml(PLAN.to_toml(), "plan") == PLAN


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda: replace(PLAN, batch_size=0), "batch_size=0 is below 1"),
        (lambda: replace(PLAN, threads=0), "threads=0 is below 1"),
        (lambda: replace(PLAN, rounds=-1), "rounds=-1 is below 1"),
        (lambda: replace(PLAN, seeds=3), "seeds=3 is no tuple; pass one, such as"),  # type: ignore[arg-type]  # that is the mistake
        (lambda: replace(PLAN, modules="ca"), "modules='ca' is no tuple"),  # type: ignore[arg-type]  # as above
        (lambda: replace(PLAN, seeds=()), "seeds"),
        (
            lambda: replace(PLAN, recipe=replace(PLAN.recipe, precision="bf16")),
            "precision=fp32 is not the recipe's, bf16",
        ),
        (lambda: replace(PLAN, seeds=(1, 1)), "different numbers"),
        (lambda: replace(PLAN, seeds=(-1,)), "0 or more"),
        (lambda: replace(PLAN, modules=()), "at least one"),
        (lambda: replace(PLAN, modules=("ca", "ca")), "must be different"),
        (lambda: replace(PLAN, modules=("baseline",)), "must be different"),
    ],
)
def test_impossible_plans_are_refused_when_made(change: Change, reason: str) -> None:
    with pytest.raises(WrongUse, match=reason):
        change()


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("modules = [", "p.toml is not TOML"),
        ("", "p.toml is no plan: modules"),
        ("modules = ['ca']\nmodulez = 1", "p.toml is no plan: modulez"),
        ("modules = ['ca']\nbatch_size = 'many'", "p.toml is no plan: batch_size"),
        ("modules = ['ca']\nprecision = 'fp64'", "p.toml is no plan: precision"),
        ("modules = ['ca']\nbatch_size = 0", "batch_size=0 is below 1"),
    ],
)
def test_broken_plan_files_say_what_is_wrong(text: str, reason: str) -> None:
    with pytest.raises(WrongUse, match=reason):
        plan_from_toml(text, "p.toml")


def test_a_study_grows_in_modules_and_seeds() -> None:
    grown = PLAN.merge(replace(PLAN, modules=("ca", "se"), seeds=(2, 5)))
    assert grown.modules == ("ema(groups=16)", "ca", "se")
    assert grown.seeds == (0, 1, 2, 5)


@pytest.mark.parametrize(
    "change",
    [
        {"backbone": "resnet18"},
        {"site": "block"},
        {"stem": "cifar"},
        {"precision": "bf16"},
        {"threads": 4},
        {"limit": 500},
        {"weights": "w.safetensors"},
        {"devices": 2},
        {"recipe": replace(RECIPES["quick"], name="slow", epochs=9)},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_study_does_not_change_in_anything_else(change: dict[str, object]) -> None:
    other = replace(PLAN, **change)  # type: ignore[arg-type]  # one field of each type in turn
    with pytest.raises(WrongUse, match=f"the study has {next(iter(change))}[.=]"):
        PLAN.merge(other)
    assert PLAN.digest() != other.digest()


@pytest.mark.parametrize(
    "change",
    [{"data_root": "elsewhere"}, {"workers": 3}, {"checkpoint_minutes": 9.0}],
    ids=lambda change: next(iter(change)),
)
def test_what_no_number_depends_on_may_differ(change: dict[str, object]) -> None:
    other = replace(PLAN, **change)  # type: ignore[arg-type]  # one field of each type in turn
    assert PLAN.merge(other) == other
    assert PLAN.digest() == other.digest()
    cell = cells(PLAN)[-1]
    assert identity(PLAN, cell) == identity(other, cell)


def test_recipes_that_differ_are_named_by_what_differs() -> None:
    other = replace(PLAN, recipe=replace(PLAN.recipe, lr=0.5))
    with pytest.raises(WrongUse, match=r"the study has recipe\.lr=0\.004, not 0\.5"):
        PLAN.merge(other)


def test_a_recipe_by_another_name_gives_the_same_cells() -> None:
    other = replace(PLAN, recipe=replace(PLAN.recipe, name="mine", source="me"))
    assert all(identity(PLAN, cell) == identity(other, cell) for cell in cells(PLAN))


def test_growing_keeps_the_default_folder() -> None:
    assert PLAN.digest() == replace(PLAN, modules=("se",), seeds=(7,)).digest()


def test_cells_are_the_baseline_and_each_variant_of_each_kind() -> None:
    expanded = cells(PLAN)
    rows = PLAN.variants
    assert [str(variant) for variant in rows] == ["baseline", "ema(groups=16)", "ca"]
    assert expanded[:4] == (*map(CostCell, rows), SpeedCell(rows))
    assert set(expanded[4:]) == {TrainCell(v, seed) for v in rows for seed in (0, 1, 2)}
    assert len(expanded) == 3 + 1 + 9


def test_no_epochs_means_no_training_cells() -> None:
    plan = replace(PLAN, recipe=replace(RECIPES["quick"], epochs=0))
    assert not any(isinstance(cell, TrainCell) for cell in cells(plan))


def test_speed_depends_on_the_rows_and_sizes_do_not_depend_on_the_recipe() -> None:
    rows = PLAN.variants
    more = replace(PLAN, modules=(*PLAN.modules, "se"))
    assert identity(PLAN, SpeedCell(rows)) != identity(more, SpeedCell(more.variants))
    slow = replace(PLAN, recipe=replace(RECIPES["quick"], epochs=9))
    assert identity(PLAN, CostCell(rows[1])) == identity(slow, CostCell(rows[1]))
    assert identity(PLAN, TrainCell(rows[1], 0)) != identity(slow, TrainCell(rows[1], 0))


def test_what_was_measured_before_there_was_detection_is_found_under_its_old_name() -> None:
    # Both digests are of the commit before plans had a task (2f03a22).
    old = Plan(modules=("ema", "ca"))
    assert old.digest() == "f96ff1bc04"
    content = json.dumps(identity(old, cells(old)[-1]), sort_keys=True)
    assert hashlib.sha256(content.encode()).hexdigest()[:10] == "475b31c460"


@pytest.mark.parametrize(
    "changes", [{"task": "detect"}, {"head": "fcos", "task": "detect"}, {"recipe": "mosaic"}]
)
def test_detection_is_another_study_with_other_cells(changes: dict[str, str]) -> None:
    if "recipe" in changes:
        other = replace(PLAN, recipe=replace(PLAN.recipe, mosaic=0.5))
    else:
        other = replace(PLAN, **changes)  # type: ignore[arg-type]  # any fields
    assert other.digest() != PLAN.digest()
    train = cells(PLAN)[-1]
    assert identity(other, train) != identity(PLAN, train)
