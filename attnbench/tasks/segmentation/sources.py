"""The data sets whose images have masks."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from attnbench.data.source import DataSource, SourceKind, built_in, proxy_note
from attnbench.lazy import lazy

if TYPE_CHECKING:
    from attnbench.tasks.segmentation.data import digit_masks, feed
    from attnbench.tasks.segmentation.data.pictures import MaskedPictureSet
else:
    digit_masks = lazy("attnbench.tasks.segmentation.data.digit_masks")
    feed = lazy("attnbench.tasks.segmentation.data.feed")

TASK = "segment"


def _open_digit_masks(name: str, root: Path, image_size: int) -> DataSource:
    """The built-in data set; nothing is drawn yet."""
    del root
    side = image_size or digit_masks.SIDE
    return _source(
        digit_masks.load,
        crop=(side, side),
        class_names=digit_masks.CLASSES,
        fingerprint=name,
    )


def _source(
    load: "Callable[[], MaskedPictureSet]",
    *,
    crop: tuple[int, int],
    class_names: tuple[str, ...],
    fingerprint: str,
) -> DataSource:
    return DataSource(
        size=(3, *crop),
        num_classes=len(class_names),
        class_names=class_names,
        fingerprint=fingerprint,
        prepare=load,
        feed=lambda order: feed.masked_feed(load(), crop, order),
    )


SOURCES = (
    SourceKind(
        form="digit-masks",
        task=TASK,
        meaning="4 such digits or pieces of them, with masks of their strokes; built in",
        image="3x32x32, or the recipe's image_size",
        classes="11",
        open=_open_digit_masks,
        presence=built_in,
        note=proxy_note("digit-masks"),
    ),
)
"""The entries of all data sets with masks."""
