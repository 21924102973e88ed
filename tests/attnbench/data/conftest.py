"""Small real data sets on disk, and the exact CIFAR-100 where somebody has put it."""

import hashlib
import os
import pickle
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from torchvision.datasets import CIFAR100

MakeFolder = Callable[..., Path]

CLASSES = ("cat", "dog")
SIZE = (40, 30)
"""Width and height: no square, so that a crop has something to cut off."""


@pytest.fixture
def make_folder(tmp_path: Path) -> MakeFolder:
    """Builds a folder of noise, the same each time, so many images a class in each split."""

    def make(
        name: str = "pets",
        *,
        train: int = 6,
        test: int = 4,
        held_out: str = "val",
        classes: tuple[str, ...] = CLASSES,
    ) -> Path:
        folder = tmp_path / name
        random = np.random.default_rng(0)
        for split, count in (("train", train), (held_out, test)):
            for label in classes:
                (folder / split / label).mkdir(parents=True)
                for index in range(count):
                    pixels = random.integers(256, size=(*SIZE[::-1], 3), dtype=np.uint8)
                    Image.fromarray(pixels).save(folder / split / label / f"{index}.png")
        return folder

    return make


@pytest.fixture
def few_of_cifar100(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A root with a hundred training and a hundred test images as CIFAR-100 lays them out.

    torchvision is told their checksums, so that it takes them for the whole.
    """
    folder = tmp_path / CIFAR100.base_folder
    folder.mkdir()
    random = np.random.default_rng(0)
    contents: dict[str, dict[str, object]] = {
        split: {
            "data": random.integers(256, size=(100, 3072), dtype=np.uint8),
            "fine_labels": list(range(100)),
        }
        for split in ("train", "test")
    }
    contents["meta"] = {"fine_label_names": [f"kind {index}" for index in range(100)]}
    md5 = {}
    for name, content in contents.items():
        written = pickle.dumps(content)
        (folder / name).write_bytes(written)
        md5[name] = hashlib.md5(written).hexdigest()
    monkeypatch.setattr(CIFAR100, "train_list", [["train", md5["train"]]])
    monkeypatch.setattr(CIFAR100, "test_list", [["test", md5["test"]]])
    monkeypatch.setattr(CIFAR100, "meta", {**CIFAR100.meta, "md5": md5["meta"]})
    return tmp_path


@pytest.fixture(scope="session")
def data_root() -> Path:
    """Where the exact data sets lie."""
    if "ATTNBENCH_DATA" not in os.environ:
        pytest.skip("ATTNBENCH_DATA names no folder with cifar-100-python in it")
    return Path(os.environ["ATTNBENCH_DATA"])
