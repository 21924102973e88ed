"""The data sets by name."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path

from attnbench.data.pictures import PictureSet
from attnbench.data.sheet import SAMPLES, draw_sheet
from attnbench.data.source import DataSource, find_root
from attnbench.errors import UnknownName, WrongUse
from attnbench.plan.plan import Plan, Task
from attnbench.tasks.classification.data import cifar, digits, folder, timm_names
from attnbench.tasks.classification.data.images import Images
from attnbench.tasks.classification.data.resident import Resident
from attnbench.tasks.classification.data.samples import first_pictures, first_samples
from attnbench.tasks.classification.data.streamed import Streamed
from attnbench.tasks.data_named_folder import find_folder, kind_of
from attnbench.tasks.detection.data import coco, digit_boxes, visdrone
from attnbench.tasks.detection.data.feed import BoxedFeed
from attnbench.tasks.detection.data.pictures import BoxedPictureSet
from attnbench.tasks.detection.data.sheet import draw_boxes
from attnbench.tasks.suited import refuse_unsuited

SIDE = 224
"""Of image files as the network gets them, if the recipe does not say otherwise."""
BOXED: Mapping[str, Callable[[Path], BoxedPictureSet]] = {
    "coco": coco.scan,
    "visdrone": visdrone.scan,
}
"""What reads folders of images with boxes, by their kind."""
FORMS = (
    *("digits", *cifar.SETS, "folder:DIR", "torch/NAME", "hfds/NAME"),
    *(digit_boxes.NAME, *(f"{kind}:DIR" for kind in BOXED)),
)
"""Names, and how the names of all others look."""
SEE = "attnbench list data"


def find_data(name: str, root: str = "", image_size: int = 0) -> DataSource:
    """A data set by its name.

    Args:
        name: Of `attnbench list data`.
        root: Folder in which data sets lie that are not embedded; none for `data`.
        image_size: Side to which image files, and images with boxes, are brought; 0 for the data
            set's own, of files 224, of files with boxes 640.

    Raises:
        UnknownName: if there is no such data set.
        WrongUse: if it is not there, or cannot be used.
    """
    place = find_root(root)
    if name == "digits":
        return _resident(name, digits.load, digits.NUM_CLASSES, image_size)
    if name in cifar.SETS:
        cifar.refuse_absent(name, place)
        load = partial(cifar.load, name, place)
        return _resident(name, load, cifar.NUM_CLASSES[name], image_size)
    if name == digit_boxes.NAME:
        return _digit_boxes(image_size)
    kind = kind_of(name)
    if kind in BOXED:
        return _boxed_files(partial(BOXED[kind], find_folder(name, place)), image_size)
    if kind:
        return _streamed(partial(folder.scan, find_folder(name, place)), image_size)
    if timm_names.is_timm_name(name):
        return _streamed(partial(timm_names.load, name, place), image_size)
    if name and Path(name).is_dir():
        raise WrongUse(f"{name} is a folder; to take its images, pass folder:{name}")
    raise UnknownName("data", name, FORMS, SEE)


def task_of(name: str) -> Task:
    """What the images of a data set are to be learned for, whether it is there or not."""
    return "detect" if name == digit_boxes.NAME or kind_of(name) in BOXED else "classify"


def data_of(plan: Plan) -> DataSource:
    """The data set of a plan.

    Raises:
        WrongUse: if it is not there, cannot be used, or is not what the recipe is for.
    """
    refuse_unsuited(plan.recipe, task_of(plan.data), plan.data)
    return find_data(plan.data, plan.data_root, plan.recipe.image_size)


def download(name: str, root: str = "") -> None:
    """Bring a data set from where torchvision knows it, unless it is there.

    Raises:
        WrongUse: if it cannot be had that way.
    """
    place = find_root(root)
    if name in cifar.SETS:
        cifar.download(name, place)
    elif name.startswith(f"{timm_names.TORCH}/"):
        timm_names.download(name, place)
    elif name not in ("digits", digit_boxes.NAME):
        raise WrongUse(
            f"{name} is nothing to download; leave --download out; what can be: "
            f"{', '.join((*cifar.SETS, *timm_names.TORCH_NAMES))}"
        )


def _resident(
    name: str, load: Callable[[], Images], num_classes: int, image_size: int
) -> DataSource:
    """A data set that fits into memory; its images are all of one size."""
    side = digits.SIDE
    if image_size not in (0, side):
        raise WrongUse(
            f"image_size={image_size} is for image files, and {name} has images of {side}x{side}; "
            "pass image_size=0"
        )
    return DataSource(
        task="classify",
        size=(3, side, side),
        num_classes=num_classes,
        fingerprint=name,
        prepare=load,
        feed=lambda order: Resident(load(), order),
        sheet=lambda: draw_sheet(first_samples(load(), SAMPLES)),
    )


def _streamed(load: Callable[[], PictureSet], image_size: int) -> DataSource:
    """A data set of image files."""
    pictures, side = load(), image_size or SIDE
    return DataSource(
        task="classify",
        size=(3, side, side),
        num_classes=len(pictures.classes),
        fingerprint=pictures.fingerprint,
        prepare=load,
        feed=lambda order: Streamed(load(), side, order),
        sheet=lambda: draw_sheet(first_pictures(load(), SAMPLES, side)),
    )


def _digit_boxes(image_size: int) -> DataSource:
    """The embedded data set with boxes; nothing is drawn yet."""
    return _boxed(
        digit_boxes.load,
        side=image_size or digit_boxes.SIDE,
        class_names=tuple(map(str, range(digits.NUM_CLASSES))),
        fingerprint=digit_boxes.NAME,
    )


def _boxed_files(load: Callable[[], BoxedPictureSet], image_size: int) -> DataSource:
    """A data set of image files with boxes."""
    pictures = load()
    source = _boxed(
        load,
        side=image_size or pictures.side,
        class_names=pictures.classes,
        fingerprint=pictures.fingerprint,
    )
    return replace(source, notes=pictures.notes)


def _boxed(
    load: Callable[[], BoxedPictureSet],
    *,
    side: int,
    class_names: tuple[str, ...],
    fingerprint: str,
) -> DataSource:
    """A data set whose images have boxes."""
    return DataSource(
        task="detect",
        size=(3, side, side),
        num_classes=len(class_names),
        class_names=class_names,
        fingerprint=fingerprint,
        prepare=load,
        feed=lambda order: BoxedFeed(load(), side, order),
        sheet=lambda: draw_boxes(load()),
    )
