"""The data sets whose images are of one class each."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from attnbench.data.folder import find_folder
from attnbench.data.source import DataSource, SourceKind, built_in, proxy_note
from attnbench.errors import WrongUse
from attnbench.lazy import lazy
from attnbench.tasks.classification.data.layouts import FOLDER

if TYPE_CHECKING:
    from attnbench.data.pictures import PictureSet
    from attnbench.tasks.classification.data import (
        cifar,
        digits,
        folder,
        resident,
        samples,
        sheet,
        streamed,
        timm_names,
    )
    from attnbench.tasks.classification.data.images import Images
else:
    cifar = lazy("attnbench.tasks.classification.data.cifar")
    digits = lazy("attnbench.tasks.classification.data.digits")
    folder = lazy("attnbench.tasks.classification.data.folder")
    resident = lazy("attnbench.tasks.classification.data.resident")
    samples = lazy("attnbench.tasks.classification.data.samples")
    sheet = lazy("attnbench.tasks.classification.data.sheet")
    streamed = lazy("attnbench.tasks.classification.data.streamed")
    timm_names = lazy("attnbench.tasks.classification.data.timm_names")

TASK = "classify"
SMALL_SIDE = 32
"""Side of the images of data sets that fit into memory."""
SIDE = 224
"""Side to which image files are resized if the recipe does not say otherwise."""
SMALL = f"3x{SMALL_SIDE}x{SMALL_SIDE}"
FILES = f"{SIDE}x{SIDE}, or the recipe's image_size"
OF_THE_DATA = "the data's"


def _open_digits(name: str, root: Path, image_size: int) -> DataSource:
    del root
    return _resident(name, digits.load, digits.NUM_CLASSES, image_size)


def _open_cifar(name: str, root: Path, image_size: int) -> DataSource:
    cifar.refuse_absent(name, root)
    load = partial(cifar.load, name, root)
    return _resident(name, load, cifar.NUM_CLASSES[name], image_size)


def _open_folder(name: str, root: Path, image_size: int) -> DataSource:
    return _streamed(folder.scan(find_folder(name, root, FOLDER)), image_size)


def _open_timm_name(name: str, root: Path, image_size: int) -> DataSource:
    return _streamed(timm_names.load(name, root), image_size)


def _presence_of_cifar(name: str, root: Path) -> str:
    return f"in {root}" if cifar.is_present(name, root) else f"not in {root}"


def _download_cifar(name: str, root: Path) -> None:
    cifar.download(name, root)


def _download_timm_name(name: str, root: Path) -> None:
    timm_names.download(name, root)


def _resident(
    name: str, load: "Callable[[], Images]", num_classes: int, image_size: int
) -> DataSource:
    """A data set that fits into memory; its images are all of one size."""
    if image_size not in (0, SMALL_SIDE):
        raise WrongUse(
            f"must be 0 for {name}, whose images are {SMALL_SIDE}x{SMALL_SIDE}, got {image_size}",
            parameter="recipe.image_size",
        )
    return DataSource(
        size=(3, SMALL_SIDE, SMALL_SIDE),
        num_classes=num_classes,
        fingerprint=name,
        prepare=load,
        feed=lambda order: resident.Resident(load(), order),
        sheet=lambda: sheet.draw_sheet(samples.first_samples(load(), sheet.SAMPLES)),
    )


def _streamed(pictures: "PictureSet", image_size: int) -> DataSource:
    """A data set of image files."""
    side = image_size or SIDE
    return DataSource(
        size=(3, side, side),
        num_classes=len(pictures.classes),
        fingerprint=pictures.fingerprint,
        notes=pictures.notes,
        prepare=lambda: pictures,
        feed=lambda order: streamed.Streamed(pictures, side, order),
        sheet=lambda: sheet.draw_sheet(samples.first_pictures(pictures, sheet.SAMPLES, side)),
    )


SOURCES = (
    SourceKind(
        form="digits",
        task=TASK,
        meaning="real handwritten digits among distractors; built in",
        image=SMALL,
        classes="10",
        open=_open_digits,
        presence=built_in,
        note=proxy_note("digits"),
    ),
    *(
        SourceKind(
            form=name,
            task=TASK,
            meaning="small photographs (Krizhevsky, 2009), read by torchvision",
            image=SMALL,
            classes=classes,
            open=_open_cifar,
            presence=_presence_of_cifar,
            download=_download_cifar,
        )
        for name, classes in (("cifar10", "10"), ("cifar100", "100"))
    ),
    SourceKind(
        form="folder:DIR",
        task=TASK,
        meaning="DIR/train/CLASS/IMAGE and DIR/test/CLASS/IMAGE",
        image=FILES,
        classes=OF_THE_DATA,
        open=_open_folder,
        layout=FOLDER,
    ),
    SourceKind(
        form="torch/NAME",
        task=TASK,
        meaning="timm's data sets of torchvision",
        image=FILES,
        classes=OF_THE_DATA,
        open=_open_timm_name,
        download=_download_timm_name,
    ),
    SourceKind(
        form="hfds/NAME",
        task=TASK,
        meaning="timm's data sets of Hugging Face",
        image=FILES,
        classes=OF_THE_DATA,
        open=_open_timm_name,
        synonyms=("tfds/NAME", "wds/NAME", "hfids/NAME"),
    ),
)
"""The entries of all data sets to classify."""
