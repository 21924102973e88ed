"""Whatever goes wrong in a training cell is its record's error, in one sentence with a remedy."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from attnbench.engine.cells.header import Job
from attnbench.engine.cells.measure import measure
from attnbench.plan.cells import TrainCell
from attnbench.plan.plan import Plan
from attnbench.plan.variant import THE_BASELINE
from attnbench.tasks.sources import open_data_of
from attnbench.training.keeper import Keeper
from attnreport.record import TrainRecord
from tests.attnbench.recipes import with_fields


def trained(plan: Plan, folder: Path) -> TrainRecord:
    keeper = Keeper(folder / "checkpoint", minutes=2.0, epochs=10)
    job = Job(plan, open_data_of(plan), TrainCell(THE_BASELINE, 0), "key", "command")
    record = measure(job, lambda *_: None, keeper).record
    assert isinstance(record, TrainRecord)
    return record


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    """A folder of two classes, with more than one batch to train on."""
    dice = np.random.default_rng(0)
    for split, count in (("train", 40), ("test", 4)):
        for label in ("cat", "dog"):
            folder = tmp_path / "pets" / split / label
            folder.mkdir(parents=True)
            for number in range(count):
                pixels = dice.integers(256, size=(40, 32, 3), dtype=np.uint8)
                Image.fromarray(pixels).save(folder / f"{number}.jpg")
    return tmp_path / "pets"


def test_image_files_train_and_say_what_they_are(
    pictures: Path, brief: Plan, tmp_path: Path
) -> None:
    recipe = with_fields(brief.recipe, image_size=32, crop="resized", crop_padding=0, flip=0.5)
    record = trained(replace(brief, data=f"folder:{pictures}", recipe=recipe, limit=0), tmp_path)
    assert record.error is None
    assert (record.train_images, record.validation_images, record.test_images) == (72, 8, 8)
    assert record.setting.num_classes == 2
    assert record.data_fingerprint


def test_a_corrupt_image_is_named(pictures: Path, brief: Plan, tmp_path: Path) -> None:
    bad = pictures / "train" / "dog" / "7.jpg"
    bad.write_bytes(bad.read_bytes()[:200])
    recipe = replace(brief.recipe, image_size=32, validation_share=0.0)
    record = trained(replace(brief, data=f"folder:{pictures}", recipe=recipe, limit=0), tmp_path)
    assert record.error is not None
    assert "CorruptImage" in record.error
    assert str(bad) in record.error


def test_a_loss_that_is_no_number_says_what_to_change(brief: Plan, tmp_path: Path) -> None:
    recipe = replace(brief.recipe, optimizer="momentum", lr=1e30)
    record = trained(replace(brief, recipe=recipe, limit=256), tmp_path)
    assert record.error is not None
    assert "the loss of epoch 1 is nan; lower the recipe's lr" in record.error


def test_more_than_there_is_in_a_batch_is_refused(brief: Plan, tmp_path: Path) -> None:
    record = trained(replace(brief, limit=10, threads=2), tmp_path)
    assert record.error is not None
    assert "batch_size must be at most the" in record.error
    assert torch.get_num_threads() == 1  # As before: the process may have other work.


def test_an_optimizer_that_there_is_not_is_named(brief: Plan, tmp_path: Path) -> None:
    recipe = replace(brief.recipe, optimizer="no-such-optimizer")
    record = trained(replace(brief, recipe=recipe), tmp_path)
    assert record.error is not None
    assert "no-such-optimizer" in record.error


def test_a_record_holds_what_it_takes_to_read_it(brief: Plan, tmp_path: Path) -> None:
    record = trained(replace(brief, limit=100), tmp_path)
    assert record.error is None
    assert record.setting.limit == 100
    assert record.recipe_settings["lr"] == brief.recipe.lr
    assert record.train_images + record.validation_images == 100
    assert len(record.validation_scores["top1"]) == len(record.scores["top1"]) == 1
    assert record.resumed_at == ()
