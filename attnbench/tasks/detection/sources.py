"""The data sets whose images have boxes."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from attnbench.data.folder import find_folder
from attnbench.data.source import DataSource, SourceKind, built_in, proxy_note
from attnbench.lazy import lazy
from attnbench.tasks.detection.data.layouts import COCO, SIDE, VISDRONE, VOC, YOLO

if TYPE_CHECKING:
    from attnbench.tasks.detection.data import (
        coco,
        digit_boxes,
        feed,
        sheet,
        visdrone,
        voc,
        yolo,
    )
    from attnbench.tasks.detection.data.pictures import BoxedPictureSet
else:
    coco = lazy("attnbench.tasks.detection.data.coco")
    digit_boxes = lazy("attnbench.tasks.detection.data.digit_boxes")
    feed = lazy("attnbench.tasks.detection.data.feed")
    sheet = lazy("attnbench.tasks.detection.data.sheet")
    visdrone = lazy("attnbench.tasks.detection.data.visdrone")
    voc = lazy("attnbench.tasks.detection.data.voc")
    yolo = lazy("attnbench.tasks.detection.data.yolo")

TASK = "detect"
FILES = f"{SIDE}x{SIDE}, or the recipe's image_size"
OF_THE_DATA = "the data's"


def _open_digit_boxes(name: str, root: Path, image_size: int) -> DataSource:
    """The built-in data set; nothing is drawn yet."""
    del root
    return _source(
        digit_boxes.load,
        side=image_size or digit_boxes.SIDE,
        class_names=digit_boxes.CLASSES,
        fingerprint=name,
    )


def _open_coco(name: str, root: Path, image_size: int) -> DataSource:
    return _from_files(coco.scan(find_folder(name, root, COCO)), image_size)


def _open_visdrone(name: str, root: Path, image_size: int) -> DataSource:
    return _from_files(visdrone.scan(find_folder(name, root, VISDRONE)), image_size)


def _open_yolo(name: str, root: Path, image_size: int) -> DataSource:
    return _from_files(yolo.scan(find_folder(name, root, YOLO)), image_size)


def _open_voc(name: str, root: Path, image_size: int) -> DataSource:
    return _from_files(voc.scan(find_folder(name, root, VOC)), image_size)


def _from_files(pictures: "BoxedPictureSet", image_size: int) -> DataSource:
    """A data set of image files."""
    source = _source(
        lambda: pictures,
        side=image_size or pictures.side,
        class_names=pictures.classes,
        fingerprint=pictures.fingerprint,
    )
    return replace(source, notes=pictures.notes)


def _source(
    load: "Callable[[], BoxedPictureSet]",
    *,
    side: int,
    class_names: tuple[str, ...],
    fingerprint: str,
) -> DataSource:
    return DataSource(
        size=(3, side, side),
        num_classes=len(class_names),
        class_names=class_names,
        fingerprint=fingerprint,
        prepare=load,
        feed=lambda order: feed.boxed_feed(load(), side, order),
        sheet=lambda: sheet.draw_boxes(load()),
    )


SOURCES = (
    SourceKind(
        form="digit-boxes",
        task=TASK,
        meaning="1 to 5 of such digits with boxes; built in",
        image="3x64x64, or the recipe's image_size",
        classes="10",
        open=_open_digit_boxes,
        presence=built_in,
        note=proxy_note("digit-boxes"),
    ),
    SourceKind(
        form="coco:DIR",
        task=TASK,
        meaning="boxes in COCO's format, DIR/annotations/instances_*.json",
        image=FILES,
        classes=OF_THE_DATA,
        open=_open_coco,
        layout=COCO,
    ),
    SourceKind(
        form="yolo:DIR",
        task=TASK,
        meaning="boxes in YOLO's text format, as DIR/data.yaml names them",
        image=FILES,
        classes=OF_THE_DATA,
        open=_open_yolo,
        layout=YOLO,
    ),
    SourceKind(
        form="voc-boxes:DIR",
        task=TASK,
        meaning="boxes in Pascal VOC's XML, DIR/Annotations or beside the images",
        image=FILES,
        classes=OF_THE_DATA,
        open=_open_voc,
        layout=VOC,
    ),
    SourceKind(
        form="visdrone:DIR",
        task=TASK,
        meaning="boxes in VisDrone's text format, DIR/*train* and DIR/*val*",
        image=FILES,
        classes=OF_THE_DATA,
        open=_open_visdrone,
        layout=VISDRONE,
    ),
)
"""The entries of all data sets with boxes."""
