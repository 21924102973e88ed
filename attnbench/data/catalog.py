"""The data sets by name."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from attnbench.data import cifar, digits, folder, timm_names
from attnbench.data.images import Images
from attnbench.data.pictures import PictureSet
from attnbench.data.resident import Resident
from attnbench.data.samples import first_pictures, first_samples
from attnbench.data.source import DataSource, find_root
from attnbench.data.streamed import Streamed
from attnbench.errors import UnknownName, WrongUse
from attnbench.plan import Plan

SIDE = 224
"""Of image files as the network gets them, if the recipe does not say otherwise."""
FORMS = ("digits", *cifar.SETS, "folder:DIR", "torch/NAME", "hfds/NAME")
"""Names, and how the names of all others look."""
SEE = "attnbench list data"


def find_data(name: str, root: str = "", image_size: int = 0) -> DataSource:
    """A data set by its name.

    Args:
        name: Of `attnbench list data`.
        root: Folder in which data sets lie that are not embedded; none for `data`.
        image_size: Side to which image files are brought; 0 for the data set's own, of files 224.

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
    if name.startswith(folder.PREFIX):
        return _streamed(partial(folder.scan, folder.find_folder(name, place)), image_size)
    if timm_names.is_timm_name(name):
        return _streamed(partial(timm_names.load, name, place), image_size)
    if name and Path(name).is_dir():
        raise WrongUse(f"{name} is a folder; to take its images, pass {folder.PREFIX}{name}")
    raise UnknownName("data", name, FORMS, SEE)


def data_of(plan: Plan) -> DataSource:
    """The data set of a plan."""
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
    elif name != "digits":
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
        size=(3, side, side),
        num_classes=num_classes,
        fingerprint=name,
        prepare=load,
        feed=lambda order: Resident(load(), order),
        samples=lambda count: first_samples(load(), count),
    )


def _streamed(load: Callable[[], PictureSet], image_size: int) -> DataSource:
    """A data set of image files."""
    pictures, side = load(), image_size or SIDE
    return DataSource(
        size=(3, side, side),
        num_classes=len(pictures.classes),
        fingerprint=pictures.fingerprint,
        prepare=load,
        feed=lambda order: Streamed(load(), side, order),
        samples=lambda count: first_pictures(load(), count, side),
    )
