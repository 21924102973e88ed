"""The published recipes train for as many steps as published, with the published numbers."""

import re
from dataclasses import replace

import pytest
import torch
from torch import nn

from attnbench.plan.recipe import Recipe, flat
from attnbench.tasks.recipes import RECIPES
from attnbench.tasks.segmentation.fields import SegmentationFields
from attnbench.training.optimization import make_optimizer, make_scheduler
from attnreport.published.paper import PaperTable, shipped_papers

PUBLISHED = [
    ("mmseg-ade20k-160k", 20_210, 160_000),
    ("mmseg-cityscapes-40k", 2_975, 40_000),
    ("voc-20k", 10_582, 20_000),
]

in_each = pytest.mark.parametrize("name", [name for name, _, _ in PUBLISHED])


@pytest.mark.parametrize(("name", "images", "steps"), PUBLISHED)
def test_the_epochs_are_those_whose_steps_are_nearest(name: str, images: int, steps: int) -> None:
    recipe = RECIPES[name]
    each = images // recipe.batch_size
    assert abs(recipe.epochs * each - steps) <= each / 2
    numbers = [int(number.replace(",", "")) for number in re.findall(r"\d[\d,]*", recipe.source)]
    assert {recipe.epochs, images, recipe.epochs * each, steps} <= {*numbers}


def rate(recipe: Recipe, step: int, steps_per_epoch: int) -> float:
    optimizer = make_optimizer(nn.Linear(2, 2), recipe)
    make_scheduler(optimizer, recipe, steps_per_epoch).step_update(step)
    return float(optimizer.param_groups[0]["lr"])


@pytest.mark.parametrize(("name", "images"), [entry[:2] for entry in PUBLISHED])
def test_the_rate_falls_as_published_from_the_first_step_on(name: str, images: int) -> None:
    recipe = RECIPES[name]
    each = images // recipe.batch_size
    total = recipe.epochs * each
    for step in (0, 1, total // 3, total - 1):
        expected = (0.01 - 1e-4) * (1 - step / total) ** 0.9 + 1e-4
        assert rate(recipe, step, each) == pytest.approx(expected)


@in_each
def test_the_optimizer_is_plain_momentum_that_decays_every_parameter(name: str) -> None:
    network = nn.Sequential(nn.Conv2d(3, 4, 1), nn.BatchNorm2d(4))
    optimizer = make_optimizer(network, RECIPES[name])
    assert isinstance(optimizer, torch.optim.SGD)
    decayed = 0
    for group in optimizer.param_groups:
        assert (group["momentum"], group["nesterov"], group["dampening"]) == (0.9, False, 0)
        assert group["weight_decay"] == 5e-4
        decayed += len(group["params"])
    assert decayed == len([*network.parameters()])


@in_each
def test_images_are_augmented_as_published(name: str) -> None:
    recipe = RECIPES[name]
    fields = recipe.task_fields(SegmentationFields)
    assert recipe.flip == 0.5
    assert (fields.least_scale, fields.most_scale) == (0.5, 2.0)
    assert fields.most_of_a_class == 0.75
    assert fields.photometric
    assert recipe.image_size == 512
    assert fields.whole_side == (1024 if "cityscapes" in name else 0)
    assert recipe.batch_size == (8 if "cityscapes" in name else 16)
    assert recipe.validation_share == 0


def test_all_of_them_are_one_recipe_in_what_they_do_not_say() -> None:
    first, *others = (RECIPES[name] for name, _, _ in PUBLISHED)
    for other in others:
        same = replace(
            other,
            name=first.name,
            source=first.source,
            epochs=first.epochs,
            batch_size=first.batch_size,
            options=first.options,
        )
        assert same == first


def option(table: PaperTable, name: str) -> str | None:
    """The value of one of the options that train like a published table."""
    assert table.training is not None
    words = table.training.options.split()
    return words[words.index(name) + 1] if name in words else None


@pytest.mark.parametrize(
    "table",
    [
        table
        for paper in shipped_papers()
        for table in paper.tables
        if table.training is not None and table.training.options
    ],
    ids=lambda table: table.name,
)
def test_what_trains_like_a_published_table_has_its_numbers(table: PaperTable) -> None:
    assert table.training is not None
    recipe = RECIPES[option(table, "--recipe") or ""]
    assert option(table, "--task") == recipe.task
    assert (option(table, "--data") or "").startswith(f"{table.setting.data}:")
    assert option(table, "--weights")
    epochs = int(option(table, "--epochs") or recipe.epochs)
    assert epochs - 1 <= table.training.epochs <= epochs
    ours = flat(recipe)
    assert {name: ours[name] for name in table.training.recipe} == table.training.recipe
