"""Few images, a small network and a recipe of two epochs: what every test here trains."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from attnbench.data.feed import Order
from attnbench.network.build import build_row, move_to
from attnbench.plan.plan import Plan
from attnbench.plan.recipe import Recipe
from attnbench.plan.variant import parse_variant, parse_variants
from attnbench.tasks.classification.classification import Classification
from attnbench.tasks.classification.data import digits
from attnbench.tasks.classification.data.images import Images
from attnbench.tasks.classification.data.mixing import mixed
from attnbench.tasks.classification.data.resident import Resident
from attnbench.tasks.classification.fields import ClassificationFields
from attnbench.tasks.recipes import RECIPES
from attnbench.tasks.sources import open_data_of
from attnbench.tasks.tasks import find_task
from attnbench.training.device import accelerator_for
from attnbench.training.keeper import Keeper
from attnbench.training.messages import OnMessage
from attnbench.training.task import Task
from attnbench.training.train import TrainingResult, train

SHORT = replace(
    RECIPES["quick"],
    name="short",
    epochs=2,
    batch_size=8,
    schedule="cosine",
    warmup_epochs=0,
    validation_share=0.0,
)


def first_digits(count: int = 24) -> Images:
    """The first images of `digits`."""
    data = digits.load()
    return replace(
        data,
        train_images=data.train_images[:count],
        train_labels=data.train_labels[:count],
        test_images=data.test_images[:40],
        test_labels=data.test_labels[:40],
    )


SETTINGS: Mapping[str, Mapping[str, Any]] = {
    "classify": {},
    "segment": {"task": "segment", "head": "uper", "data": "digit-masks"},
}
"""By task, of a plan."""


def make_task(plan: Plan) -> Task:
    """A plan's task with the first 24 images."""
    recipe = plan.recipe
    if plan.task != "classify":
        order = Order(recipe=recipe, device="cpu", limit=24)
        return find_task(plan.task).make(open_data_of(plan), order)
    feed = mixed(Resident(first_digits(), Order(recipe=recipe, device="cpu")), recipe, 10)
    return Classification(feed, recipe.task_fields(ClassificationFields).label_smoothing)


@pytest.fixture
def few() -> Callable[[], Images]:
    return first_digits


@pytest.fixture(scope="session")
def short() -> Recipe:
    return SHORT


@pytest.fixture(scope="session")
def run() -> Callable[..., TrainingResult]:
    def run_it(
        recipe: Recipe = SHORT,
        *,
        seed: int = 0,
        module: str = "eca",
        report: OnMessage = lambda _: None,
        keeper: Keeper | None = None,
        machine: str = "here",
    ) -> TrainingResult:
        plan = Plan(modules=parse_variants(module), recipe=recipe, **SETTINGS[recipe.task])
        network = build_row(plan, open_data_of(plan), parse_variant(module), seed=seed)
        return train(
            move_to(network, "cpu", channels_last=recipe.channels_last),
            make_task(plan),
            recipe,
            seed=seed,
            accelerator=accelerator_for("cpu", "fp32"),
            precision="fp32",
            report=report,
            keeper=keeper,
            machine=machine,
        )

    return run_it


@pytest.fixture(scope="session")
def run_once(run: Callable[..., TrainingResult]) -> Callable[..., TrainingResult]:
    """Trains each recipe and module once, for tests that change nothing of the result."""

    @cache
    def run_it(recipe: Recipe = SHORT, module: str = "eca") -> TrainingResult:
        return run(recipe, module=module)

    return run_it


@pytest.fixture
def keeper(tmp_path: Path) -> Keeper:
    """Saves after every step."""
    return Keeper(tmp_path / "checkpoint", minutes=0, epochs=1)
