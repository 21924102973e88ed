"""The data sets whose images have masks."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from attnbench.data.folder import find_folder
from attnbench.data.source import DataSource, SourceKind, built_in, proxy_note
from attnbench.lazy import lazy
from attnbench.tasks.segmentation.data.layouts import (
    ADE20K,
    CAMVID,
    CITYSCAPES,
    LARGEST_SIDE,
    MASKS,
    VOC,
)

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from attnbench.plan.recipe import Recipe
    from attnbench.tasks.segmentation.data import (
        ade20k,
        camvid,
        cityscapes,
        crop,
        digit_masks,
        feed,
        plain,
        sheet,
        voc,
    )
    from attnbench.tasks.segmentation.data.pictures import MaskedPictureSet
else:
    ade20k = lazy("attnbench.tasks.segmentation.data.ade20k")
    camvid = lazy("attnbench.tasks.segmentation.data.camvid")
    cityscapes = lazy("attnbench.tasks.segmentation.data.cityscapes")
    crop = lazy("attnbench.tasks.segmentation.data.crop")
    digit_masks = lazy("attnbench.tasks.segmentation.data.digit_masks")
    feed = lazy("attnbench.tasks.segmentation.data.feed")
    plain = lazy("attnbench.tasks.segmentation.data.plain")
    sheet = lazy("attnbench.tasks.segmentation.data.sheet")
    voc = lazy("attnbench.tasks.segmentation.data.voc")

TASK = "segment"
FILES = f"up to {LARGEST_SIDE}, or the recipe's image_size"


def _open_digit_masks(name: str, root: Path, image_size: int) -> DataSource:
    """The built-in data set; nothing is drawn yet."""
    del root
    side = image_size or digit_masks.SIDE
    return _source(
        digit_masks.load,
        lambda _recipe: digit_masks.IMAGE_SIZES,
        size=(side, side),
        class_names=digit_masks.CLASSES,
        fingerprint=name,
    )


def _open_masks(name: str, root: Path, image_size: int) -> DataSource:
    return _from_files(plain.scan(find_folder(name, root, MASKS)), image_size)


def _open_ade20k(name: str, root: Path, image_size: int) -> DataSource:
    return _from_files(ade20k.scan(find_folder(name, root, ADE20K)), image_size)


def _open_cityscapes(name: str, root: Path, image_size: int) -> DataSource:
    return _from_files(cityscapes.scan(find_folder(name, root, CITYSCAPES)), image_size)


def _open_voc(name: str, root: Path, image_size: int) -> DataSource:
    return _from_files(voc.scan(find_folder(name, root, VOC)), image_size)


def _open_camvid(name: str, root: Path, image_size: int) -> DataSource:
    return _from_files(camvid.scan(find_folder(name, root, CAMVID)), image_size)


def _from_files(pictures: "MaskedPictureSet", image_size: int) -> DataSource:
    """A data set of image files."""
    source = _source(
        lambda: pictures,
        lambda recipe: feed.evaluated_sizes(pictures, recipe),
        size=crop.crop_of(pictures, image_size),
        class_names=pictures.classes,
        fingerprint=pictures.fingerprint,
    )
    own = () if pictures.palette is None else pictures.palette.tolist()
    colours = tuple((red, green, blue) for red, green, blue in own)
    return replace(source, notes=pictures.notes, class_colours=colours)


def _source(
    load: "Callable[[], MaskedPictureSet]",
    evaluated: "Callable[[Recipe], NDArray[np.int64]]",
    *,
    size: tuple[int, int],
    class_names: tuple[str, ...],
    fingerprint: str,
) -> DataSource:
    return DataSource(
        size=(3, *size),
        num_classes=len(class_names),
        class_names=class_names,
        fingerprint=fingerprint,
        prepare=load,
        feed=lambda order: feed.masked_feed(load(), size, order),
        other_sizes=lambda recipe: feed.other_sizes(evaluated(recipe), size, recipe),
        sheet=lambda: sheet.draw_masks(load()),
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
    SourceKind(
        form="masks:DIR",
        task=TASK,
        meaning="your own: DIR/images/train, DIR/masks/train and the same of val or test",
        image=FILES,
        classes="the data's",
        open=_open_masks,
        layout=MASKS,
    ),
    SourceKind(
        form="ade20k:DIR",
        task=TASK,
        meaning="ADE20K as the challenge of 2016 has it, DIR/annotations and DIR/images",
        image=FILES,
        classes="150",
        open=_open_ade20k,
        layout=ADE20K,
    ),
    SourceKind(
        form="cityscapes:DIR",
        task=TASK,
        meaning="Cityscapes with fine masks, DIR/leftImg8bit and DIR/gtFine",
        image=FILES,
        classes="19",
        open=_open_cityscapes,
        layout=CITYSCAPES,
    ),
    SourceKind(
        form="voc:DIR",
        task=TASK,
        meaning="Pascal VOC 2012, DIR/SegmentationClass, with SBD's masks if there",
        image=FILES,
        classes="21",
        open=_open_voc,
        layout=VOC,
    ),
    SourceKind(
        form="camvid:DIR",
        task=TASK,
        meaning="CamVid in SegNet's copy, DIR/train, DIR/trainannot and the same of test",
        image=FILES,
        classes="11",
        open=_open_camvid,
        layout=CAMVID,
    ),
)
"""The entries of all data sets with masks."""
