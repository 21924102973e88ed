"""Images become what the network gets, and their boxes what it learns."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch

from attnbench.tasks.detection.data import coco
from attnbench.tasks.detection.data.augmentation import Augmentation
from attnbench.tasks.detection.data.samples import EvaluationSamples, TrainingSamples, collate
from attnbench.tasks.recipes import RECIPES
from tests.attnbench.recipes import with_fields

MakeCoco = Callable[..., Path]

PLAIN = Augmentation(with_fields(RECIPES["quick-boxes"], shift=0.0), 32)


def test_crowds_are_scored_on_but_not_learned(make_coco: MakeCoco) -> None:
    pictures = coco.scan(make_coco())
    (index,) = (place for place in range(12) if pictures.train.boxes_of(place).crowds.any())
    _, learned = TrainingSamples(pictures.train, np.array([index]), PLAIN, (0, 0))[0]
    _, scored = EvaluationSamples(pictures.train, np.array([index]), 32)[0]
    assert scored["crowds"].tolist() == [False, True]
    assert len(learned["boxes"]) == len(learned["labels"]) == 1
    assert learned["labels"][0] == scored["labels"][0]


def test_scales_lead_from_the_original_to_the_networks_image(make_coco: MakeCoco) -> None:
    pictures = coco.scan(make_coco())
    _, learned = TrainingSamples(pictures.train, np.array([1]), PLAIN, (0, 0))[0]
    _, scored = EvaluationSamples(pictures.train, np.array([1]), 32)[0]
    assert scored["scales"].item() == pytest.approx(32 / 41)
    torch.testing.assert_close(scored["boxes"] * scored["scales"], learned["boxes"])


def test_a_batch_is_padded_to_the_most_boxes_of_an_image(make_coco: MakeCoco) -> None:
    pictures = coco.scan(make_coco())
    samples = EvaluationSamples(pictures.train, np.arange(3), 32)
    images, targets = collate([samples[place] for place in range(3)])
    assert images.shape == (3, 3, 32, 32)
    assert images.dtype == torch.uint8
    assert {name: (target.shape[1:], target.dtype) for name, target in targets.items()} == {
        "boxes": ((2, 4), torch.float32),
        "labels": ((2,), torch.int64),
        "crowds": ((2,), torch.bool),
        "areas": ((2,), torch.float32),
        "scales": ((), torch.float32),
        "sizes": ((2,), torch.int64),
    }
    assert (targets["labels"] >= 0).sum(1).tolist() == [0, 1, 2]
    assert (targets["boxes"][targets["labels"] < 0] == 0).all()
    assert not targets["crowds"][targets["labels"] < 0].any()


def test_a_batch_without_any_box_has_room_for_one(make_coco: MakeCoco) -> None:
    pictures = coco.scan(make_coco())
    samples = TrainingSamples(pictures.train, np.array([0, 3]), PLAIN, (0, 0))
    _, targets = collate([samples[0], samples[1]])
    assert targets["boxes"].shape == (2, 1, 4)
    assert targets["labels"].tolist() == [[-1], [-1]]
