"""The test images that are drawn, with their masks, and what each row found in them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from attnbench.data.feed import Order
from attnbench.data.source import DataSource
from attnbench.errors import WrongUse
from attnbench.study import Study
from attnbench.tasks.pictures import first_runs, first_test_images, pixels_of
from attnbench.tasks.segmentation.data.pictures import Mask
from attnbench.tasks.segmentation.legend import draw_legend
from attnbench.tasks.segmentation.palette import Palette, palette_of
from attnbench.tasks.segmentation.pictures.drawing import (
    Column,
    image_tile,
    mask_tile,
    shown_size,
)
from attnreport.record import TrainRecord, data_kind
from attnreport.scores import headline, read_scores
from attnreport.text import plural


@dataclass(frozen=True, slots=True)
class FoundMasks:
    """What one row found."""

    run: TrainRecord
    masks: Sequence[Mask]
    """Of the first test images."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """The first test images with their masks, and how both are shown."""

    pixels: Sequence[NDArray[np.uint8]]
    """(H, W, 3) each, as the network gets them."""
    masks: Sequence[Mask]
    """Each in the size that it has in the data set."""
    class_names: Sequence[str]
    palette: Palette
    data: str
    """The name of the data set."""

    def columns(self) -> tuple[Column, Column]:
        """Images and true masks."""
        tiles = [
            image_tile(pixels, shown_size(mask))
            for pixels, mask in zip(self.pixels, self.masks, strict=True)
        ]
        return (Column(head=("image",), tiles=tiles), self.column(("label",), self.masks))

    def column(self, head: tuple[str, ...], masks: Sequence[Mask]) -> Column:
        """Masks in the colours of the classes."""
        return Column(head=head, tiles=[mask_tile(mask, self.palette) for mask in masks])

    def found(self, row: FoundMasks) -> Column:
        """What a row found."""
        return self.column(_head(row.run), row.masks)

    def legend(self, masks: Sequence[Mask], width: int) -> Image.Image:
        """The classes that masks have, and their colours."""
        met = sorted({int(label) for mask in masks for label in np.unique(mask)})
        return draw_legend(self.class_names, self.palette, width, shown=met)

    def title(self, what: str) -> str:
        """The title of a sheet."""
        return f"{self.data}, the first {plural(len(self.masks), 'test image')}: {what}"


def found_masks(study: Study, source: DataSource) -> list[FoundMasks]:
    """The rows that have predictions, in the study's order.

    Args:
        study: The trained rows.
        source: The data set that they were trained on.

    Raises:
        UnreadableRecord: if a record is damaged.
        WrongUse: if no row is trained or has its predictions, or the data have changed since.
    """
    rows = []
    for run in first_runs(study):
        if run.data_fingerprint != source.fingerprint:
            raise WrongUse(
                f"{study.plan.data} has changed since {study.folder} was trained, so its "
                "predictions are of other images; restore the data, or train a new study"
            )
        outcomes = study.outcomes(run.key)
        if "predicted" in outcomes:
            rows.append(FoundMasks(run, _masks_in(outcomes)))
    if not rows:
        raise WrongUse(
            f"{study.folder / 'outcomes'} has no predictions; delete the records of training, and "
            "run compare again"
        )
    return rows


def _masks_in(outcomes: Mapping[str, NDArray[np.generic]]) -> list[Mask]:
    """The masks that `Segmentation.evaluate` has put one after the other."""
    labels, sizes = outcomes["predicted"].astype(np.uint8), outcomes["predicted_sizes"].astype(int)
    parts = np.split(labels, sizes.prod(1).cumsum()[:-1])
    return [part.reshape(height, width) for part, (height, width) in zip(parts, sizes, strict=True)]


def scene_of(study: Study, source: DataSource, row: FoundMasks) -> Scene:
    """The test images of which a row has predictions."""
    plan = study.plan
    feed = source.feed(Order(recipe=plan.recipe, device="cpu", limit=plan.limit))
    places = list(first_test_images(feed))
    return Scene(
        pixels=[pixels_of(batch["images"][place]) for batch, place in places],
        masks=[batch["masks"][place].numpy() for batch, place in places],
        class_names=source.class_names,
        palette=palette_of(source.num_classes, source.class_colours),
        data=data_kind(row.run.setting),
    )


def _head(run: TrainRecord) -> tuple[str, ...]:
    """The row, its seed, and its score on all test images."""
    kind = headline([run])
    if kind is None:
        return run.label, f"seed {run.seed}"
    (score,) = read_scores([run], kind)
    return run.label, f"seed {run.seed}, {kind.head} {score:.1f} {kind.unit}"
