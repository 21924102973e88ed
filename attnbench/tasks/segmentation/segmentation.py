"""The segmentation task: cross-entropy of pixels, scored by intersection over union."""

from collections.abc import Sequence

import numpy as np
import torch
from accelerate.utils import extract_model_from_parallel
from torch import Tensor, nn

from attnbench.data.feed import Batch, Feed, Split
from attnbench.errors import WrongUse
from attnbench.tasks.pictures import IMAGES
from attnbench.tasks.segmentation.by_class import CLASS_NAMES, CONFUSION
from attnbench.tasks.segmentation.confusion import count_pixels, predicted_classes, scores_of
from attnbench.tasks.segmentation.segmenter import Segmenter, at_size
from attnbench.training.task import Evaluation

EMPTY = Evaluation({}, {})


class Segmentation:
    """Images with masks; implements `Task`.

    Args:
        feed: The data set.
        class_names: Of pixels, by class.
    """

    def __init__(self, feed: Feed, class_names: Sequence[str]) -> None:
        self.feed = feed
        self._class_names = class_names

    def loss(self, network: nn.Module, batch: Batch) -> Tensor:
        """The network's loss, in float32 whatever it computes in."""
        scores = network(batch["images"])
        with torch.autocast(batch["images"].device.type, enabled=False):
            return segmenter_of(network).loss(
                [level.float() for level in scores], batch["masks"].long()
            )

    @torch.no_grad()
    def evaluate(self, network: nn.Module, split: Split) -> Evaluation:
        """Mean intersection over union and accuracies in percent.

        The outcome `confusion` is the matrix of all pixels, and `class_names` has its classes.
        `predicted` has the predictions of the first images, one after the other, and
        `predicted_sizes` the height and width of each of them.
        """
        num_classes = len(self._class_names)
        confusion = np.zeros((num_classes, num_classes + 1), np.int64)
        drawn: list[Tensor] = []
        for batch in self.feed.evaluation(split):
            masks = batch["masks"].long()
            scores = network(batch["images"]).float()
            for level, mask in zip(scores, masks, strict=True):
                predicted = predicted_classes(at_size(level[None], *mask.shape)[0])
                confusion += count_pixels(mask, predicted, num_classes).cpu().numpy()
                if len(drawn) < IMAGES:
                    drawn.append(predicted.to("cpu", torch.uint8))
        if not drawn:
            return EMPTY
        if not confusion.any():
            raise WrongUse(
                f"none of the {split} images has a labelled pixel; raise the limit on images, or "
                "fix the masks"
            )
        return Evaluation(
            scores_of(confusion),
            {
                CONFUSION: confusion,
                CLASS_NAMES: np.array(self._class_names, np.str_),
                "predicted": torch.cat([mask.flatten() for mask in drawn]).numpy(),
                "predicted_sizes": np.array([mask.shape for mask in drawn], np.int32),
            },
        )


def segmenter_of(network: nn.Module) -> Segmenter:
    """The segmenter in what several devices train together."""
    segmenter = extract_model_from_parallel(network)
    assert isinstance(segmenter, Segmenter), f"{type(segmenter).__name__} is no segmenter"
    return segmenter
