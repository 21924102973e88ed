"""The data sets that timm knows by a name: `torch/NAME` of torchvision, `hfds/NAME` of a hub."""

import hashlib
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from timm.data import create_dataset

from attnbench.data.pictures import FilePictures, Pictures, PictureSet, refuse_different
from attnbench.errors import UnknownName, WrongUse

TORCH, HUB = "torch", "hfds"
TORCH_NAMES = tuple(
    f"{TORCH}/{name}"
    for name in (
        *("mnist", "kmnist", "fashion_mnist", "qmnist", "cifar10", "cifar100"),
        *("imagenet", "places365"),
    )
)
"""Those that timm takes from torchvision and that know the labels without reading the images."""
SPLITS = ("train", "validation")
"""timm's words for what torchvision's data sets are trained and tested on."""
STREAMED = ("tfds", "wds", "hfids")
"""What timm reads from the first sample to the last."""
TEST = ("test", "validation")
"""Splits of a hub's data set that it is tested on; the first that has labels is taken."""


@dataclass(frozen=True, slots=True)
class HubPictures:
    """Images behind a reader of timm; implements `Pictures`."""

    reader: Any
    labels: NDArray[np.int64]

    def open(self, index: int) -> Image.Image:
        """One image."""
        with self.reader[index][0] as file:
            image = Image.open(file)
            image.load()
        return image

    def name(self, index: int) -> str:
        """Its path in the data set, or its number."""
        return str(self.reader.filename(index) or index)


@dataclass(frozen=True, slots=True)
class TorchPictures:
    """A data set of torchvision; implements `Pictures`."""

    dataset: Any
    labels: NDArray[np.int64]

    def open(self, index: int) -> Image.Image:
        """One image."""
        return self.dataset[index][0]

    def name(self, index: int) -> str:
        """Its number."""
        return f"{index} of {type(self.dataset).__name__}"


def is_timm_name(name: str) -> bool:
    """Whether a name has one of timm's prefixes."""
    return name.partition("/")[0] in (TORCH, HUB, *STREAMED)


def load(name: str, root: Path) -> PictureSet:
    """Both splits of a data set.

    Raises:
        UnknownName: if torchvision has none of that name.
        WrongUse: if it is absent, cannot be read, or cannot be read image by image.
    """
    prefix = name.partition("/")[0]
    if prefix in STREAMED:
        raise WrongUse(
            f"{name} is a stream, and a study takes each image by its number; pass "
            f"{HUB}/NAME, {TORCH}/NAME or folder:DIR"
        )
    if prefix == HUB:
        return _from_hub(name, root)
    return _from_torch(name, root)


def download(name: str, root: Path) -> None:
    """Let torchvision download the missing files.

    Raises:
        UnknownName: if torchvision has none of that name.
        WrongUse: if it cannot be downloaded.
    """
    for split in SPLITS:
        _open_torch(name, root, split, download=True)


def _from_torch(name: str, root: Path) -> PictureSet:
    train, test = (_open_torch(name, root, split) for split in SPLITS)
    classes = tuple(map(_text, train.classes))
    refuse_different(name, classes, "test", tuple(map(_text, test.classes)))
    return _pair(name, _torch_pictures(train), _torch_pictures(test), classes)


def _open_torch(name: str, root: Path, split: str, *, download: bool = False) -> Any:
    if name not in TORCH_NAMES:
        raise UnknownName("data", name, TORCH_NAMES, "attnbench list data")
    try:
        return create_dataset(name, root=str(root), split=split, download=download)
    except Exception as error:  # of its download, its archives or its files
        raise WrongUse(
            f"{name} cannot be read from {root}: {_text(error)}; if it is elsewhere, pass "
            "data_root=DIR; else pass download=True"
        ) from error


def _torch_pictures(dataset: Any) -> Pictures:
    # QMNIST gives eight numbers for a label, of which the first is the class.
    labels = np.asarray(dataset.targets, dtype=np.int64).reshape(len(dataset), -1)[:, 0]
    if hasattr(dataset, "samples"):
        return FilePictures(tuple(path for path, _ in dataset.samples), labels)
    return TorchPictures(dataset, labels)


def _from_hub(name: str, root: Path) -> PictureSet:
    if find_spec("datasets") is None:
        raise WrongUse(f"{name} needs the package datasets; install it with: pip install datasets")
    train = _open_hub(name, root, "train")
    names = train.reader.class_to_idx or range(train.labels.max() + 1)
    return _pair(name, train, _open_hub_test(name, root), tuple(map(str, names)))


def _open_hub(name: str, root: Path, split: str) -> HubPictures:
    try:
        reader = create_dataset(name, root=str(root), split=split).reader
        labels = np.array(reader.dataset[reader.label_key][:], dtype=np.int64)
    except Exception as error:  # of the network, the hub or the data set
        raise WrongUse(
            f"{name} has no {split} split that can be read, with columns image and label: "
            f"{_text(error)}; check the name and the network, or pass folder:DIR"
        ) from error
    # A hub gives -1 where its makers keep the labels to themselves.
    if labels.min() < 0:
        raise WrongUse(f"{name} has no labels in its {split} split; pass another data set")
    return HubPictures(reader, labels)


def _open_hub_test(name: str, root: Path) -> HubPictures:
    *preferred, last = TEST
    for split in preferred:
        with suppress(WrongUse):
            return _open_hub(name, root, split)
    return _open_hub(name, root, last)


def _pair(name: str, train: Pictures, test: Pictures, classes: tuple[str, ...]) -> PictureSet:
    digest = hashlib.sha256(name.encode())
    for labels in (train.labels, test.labels):
        digest.update(len(labels).to_bytes(8))
        digest.update(labels.tobytes())
    return PictureSet(train=train, test=test, classes=classes, fingerprint=digest.hexdigest())


def _text(words: object) -> str:
    """On one line; a class of ImageNet has several names."""
    if isinstance(words, Iterable) and not isinstance(words, str):
        return ", ".join(map(str, words))
    return " ".join(str(words).split()) or type(words).__name__
