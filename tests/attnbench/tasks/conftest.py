"""Small real data sets on disk, and the exact CIFAR-100 where somebody has put it."""

import hashlib
import json
import os
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from torchvision.datasets import CIFAR100

MakeFolder = Callable[..., Path]
MakeCoco = Callable[..., Path]
Content = dict[str, Any]
Change = Callable[[Content], None]

CLASSES = ("cat", "dog")
SIZE = (40, 30)
"""Width and height: no square, so that a crop has something to cut off."""


@pytest.fixture
def make_folder(tmp_path: Path) -> MakeFolder:
    """Builds the same folder of noise each time, with `train` and `test` images of each class."""

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


def noise(size: tuple[int, int], seed: int) -> Image.Image:
    random = np.random.default_rng(seed)
    return Image.fromarray(random.integers(256, size=(*size[::-1], 3), dtype=np.uint8))


def coco_content(split: str, count: int) -> Content:
    """So many images of different sizes, image number n with n % 3 boxes, the last one a crowd."""
    random = np.random.default_rng(0)
    images: list[Content] = []
    annotations: list[Content] = []
    for number in range(count):
        width, height = (40 + number, 30) if number % 2 else (25, 50 + number)
        name = f"{split} {number}.png"
        images.append({"id": 100 + number, "file_name": name, "width": width, "height": height})
        for _ in range(number % 3):
            left, top, right, bottom = random.integers(0, 12, 4).tolist()
            box = [left, top, width - left - right, height - top - bottom]
            annotations.append(
                {
                    "id": len(annotations),
                    "image_id": 100 + number,
                    "category_id": int(random.choice([3, 7])),
                    "bbox": box,
                    "area": box[2] * box[3] / 2,
                    "iscrowd": 0,
                }
            )
    annotations[-1]["iscrowd"] = 1
    categories = [{"id": 7, "name": "dog"}, {"id": 3, "name": "cat"}]
    return {"images": images, "annotations": annotations, "categories": categories}


@pytest.fixture
def make_coco(tmp_path: Path) -> MakeCoco:
    """Builds a folder in COCO's format; `change` changes what the file of a split holds."""

    def make(
        name: str = "pets",
        *,
        train: int = 12,
        test: int = 5,
        held_out: str = "val",
        images: str = "images/{split}",
        change: Change | None = None,
        of: str = "train",
    ) -> Path:
        folder = tmp_path / name
        (folder / "annotations").mkdir(parents=True)
        for split, count in (("train", train), (held_out, test)):
            content = coco_content(split, count)
            place = folder / images.format(split=split)
            place.mkdir(parents=True, exist_ok=True)
            for image in content["images"]:
                size = image["width"], image["height"]
                noise(size, image["id"]).save(place / image["file_name"])
            if change is not None and split == of:
                change(content)
            file = folder / "annotations" / f"instances_{split}.json"
            file.write_text(json.dumps(content))
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
