"""A study whose rows found planted masks, and the data set that it was trained on."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from attnbench.data.source import DataSource
from attnbench.plan.plan import Plan
from attnbench.plan.variant import parse_variants
from attnbench.study import Study
from attnbench.tasks.recipe_changes import changed_recipe
from attnbench.tasks.recipes import RECIPES
from attnbench.tasks.segmentation.data.feed import masked_feed
from attnbench.tasks.segmentation.data.pictures import IGNORED, Mask
from attnbench.tasks.segmentation.kind import SEGMENTATION
from attnreport.record import BASELINE, TrainRecord
from tests.attnbench.tasks.segmentation.data.painted import draw_set
from tests.reports.conftest import SETTING, train

SIZES = [(32, 48)] * 10 + [(48, 32)] * 5
"""Height and width of the test images."""
PICTURES = draw_set([(32, 48)] * 4, SIZES)
CLASSES = len(PICTURES.classes)
RECIPE = changed_recipe(RECIPES["quick-masks"], {"batch_size": 4, "validation_share": 0.0})


def source(fingerprint: str = PICTURES.fingerprint) -> DataSource:
    """The data set, opened."""
    return DataSource(
        size=(3, 32, 32),
        num_classes=CLASSES,
        class_names=PICTURES.classes,
        fingerprint=fingerprint,
        prepare=lambda: None,
        feed=lambda order: masked_feed(PICTURES, (32, 32), order),
    )


def true_masks(count: int) -> Iterator[Mask]:
    """The masks of the first test images."""
    return (PICTURES.test.masks.read(index) for index in range(count))


def shifted(mask: Mask, by: int) -> Mask:
    """A mask in which every label is another; where there is none, it is class 0."""
    return np.where(mask == IGNORED, 0, (mask + by) % CLASSES).astype(np.uint8)


def run_of(variant: str, seed: int = 0) -> TrainRecord:
    return replace(
        train("eca", 0),
        key=f"train-{variant}-seed{seed}",
        variant=variant,
        label=variant.capitalize() if variant == BASELINE else variant.upper(),
        seed=seed,
        setting=replace(SETTING, task="segment", data="masks:painted"),
        score_kinds=SEGMENTATION.scores,
        scores={"miou": (40.0, 50.0)},
        validation_scores={},
        data_fingerprint=PICTURES.fingerprint,
    )


def plant(folder: Path, modules: str = "eca", shifts: Mapping[str, int] | None = None) -> Study:
    """A study whose rows found every class by so much too high; by 1 where nothing is said."""
    plan = Plan(
        task="segment",
        head="fcn",
        modules=parse_variants(modules),
        data="masks:painted",
        recipe=RECIPE,
        seeds=(0,),
    )
    study = Study.open(folder, plan)
    for variant in (BASELINE, *modules.split(",")):
        run = run_of(variant)
        study.write(run)
        by = (shifts or {}).get(variant, 1)
        study.write_outcomes(run.key, outcomes_of([shifted(m, by) for m in true_masks(12)]))
    return study


def outcomes_of(masks: Sequence[Mask]) -> Mapping[str, NDArray[np.generic]]:
    """What a run stores that found these masks in the first test images."""
    confusion = np.zeros((CLASSES, CLASSES), np.int64)
    for mask, found in zip(true_masks(len(masks)), masks, strict=True):
        is_labelled = mask != IGNORED
        np.add.at(confusion, (mask[is_labelled], found[is_labelled]), 1)
    return {
        "confusion": confusion,
        "class_names": np.array(PICTURES.classes),
        "predicted": np.concatenate([mask.ravel() for mask in masks]),
        "predicted_sizes": np.array([mask.shape for mask in masks], np.int32),
    }
