"""CIFAR-10 and CIFAR-100 (Krizhevsky, 2009), read from disk through torchvision.

The files lie where torchvision puts them, such as `ROOT/cifar-100-python`. It checks their MD5
before it reads them, so what is read is the data set to the byte, and its name is its fingerprint.
"""

from functools import cache
from http.client import HTTPException
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from torchvision.datasets import CIFAR10, CIFAR100
from torchvision.datasets.utils import check_integrity

from attnbench.errors import WrongUse
from attnbench.tasks.classification.data.images import Images

SIDE = 32
LEVELS = 256
"""Values of a byte."""
PART = 1000
"""Images that are counted at a time."""

SETS: dict[str, type[CIFAR10]] = {"cifar10": CIFAR10, "cifar100": CIFAR100}
NUM_CLASSES = {"cifar10": 10, "cifar100": 100}


def is_present(name: str, root: Path) -> bool:
    """Whether all files lie in a root; their contents are not checked."""
    return all(file.is_file() for file, _ in _files(name, root))


def refuse_absent(name: str, root: Path) -> None:
    """Check that all files lie in a root.

    Raises:
        WrongUse: if one is missing; says where to get the data set.
    """
    for file, _ in _files(name, root):
        if not file.is_file():
            raise WrongUse(f"{name} not found: no file {file}; {_remedy(name, root)}")


@cache
def load(name: str, root: Path) -> Images:
    """All images, 50,000 to train on and 10,000 to test.

    Args:
        name: `cifar10` or `cifar100`.
        root: The folder that holds torchvision's.

    Raises:
        WrongUse: if a file is missing or damaged.
    """
    refuse_absent(name, root)
    try:
        train, test = (SETS[name](root, train=train) for train in (True, False))
    except (RuntimeError, OSError) as error:
        raise WrongUse(f"{_damage(name, root) or error}; {_remedy(name, root)}") from error
    pixels = _channels_first(train.data)
    mean, deviation = channel_statistics(pixels)
    return Images(
        train_images=pixels,
        train_labels=np.array(train.targets, dtype=np.int64),
        test_images=_channels_first(test.data),
        test_labels=np.array(test.targets, dtype=np.int64),
        num_classes=len(train.classes),
        mean=mean,
        deviation=deviation,
        class_names=tuple(train.classes),
    )


def download(name: str, root: Path) -> None:
    """Let torchvision download the missing files.

    Raises:
        WrongUse: if it cannot be downloaded or written.
    """
    try:
        SETS[name](root, download=True)
    except (OSError, RuntimeError, HTTPException) as error:
        reason = " ".join(str(error).split())
        raise WrongUse(f"cannot download {name}: {reason}; {_by_hand(name, root)}") from error


def channel_statistics(
    images: NDArray[np.uint8],
) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Mean and standard deviation by channel of (N, C, H, W), as shares of 255."""
    counts = np.zeros((images.shape[1], LEVELS), dtype=np.int64)
    for start in range(0, len(images), PART):
        channels = images[start : start + PART].swapaxes(0, 1)
        counts += [np.bincount(channel.ravel(), minlength=LEVELS) for channel in channels]
    levels = np.arange(LEVELS) / (LEVELS - 1)
    shares = counts / counts.sum(1, keepdims=True)
    mean = shares @ levels
    variance = shares @ levels**2 - mean**2
    return tuple(mean.tolist()), tuple(np.sqrt(variance).tolist())


def _channels_first(images: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """(N, H, W, C) -> (N, C, H, W)."""
    return np.ascontiguousarray(images.transpose(0, 3, 1, 2))


def _files(name: str, root: Path) -> list[tuple[Path, str]]:
    """All files with the MD5 that each must have."""
    kind = SETS[name]
    folder = root / kind.base_folder
    meta = (kind.meta["filename"], kind.meta["md5"])
    return [(folder / file, md5) for file, md5 in (*kind.train_list, *kind.test_list, meta)]


def _damage(name: str, root: Path) -> str:
    """Which file is damaged, in words; empty if none is."""
    for file, md5 in _files(name, root):
        if not check_integrity(file, md5):
            return f"{file} is damaged: its MD5 is not {md5}"
    return ""


def _remedy(name: str, root: Path) -> str:
    return (
        "if it is elsewhere, pass data_root=DIR; else pass download=True, or "
        f"{_by_hand(name, root)}"
    )


def _by_hand(name: str, root: Path) -> str:
    kind = SETS[name]
    return f"unpack {kind.url} (MD5 {kind.tgz_md5}) into {root}"
