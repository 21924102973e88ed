"""timm's names give torchvision's data sets; what cannot be had that way is refused by name."""

import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest
import torch
from torchvision.datasets import MNIST

from attnbench.data.pictures import decode
from attnbench.errors import CorruptImage, UnknownName, WrongUse
from attnbench.tasks.classification.data import timm_names

HUB = """
from pathlib import Path
from types import SimpleNamespace

from PIL import Image as Pictures

SPLITS = {"train": [0, 1, 1], "test": [-1, -1], "validation": [1, 0]}

class Image:
    def __init__(self, decode): pass

class Split(list):
    info = SimpleNamespace(
        features={"label": SimpleNamespace(names=["bean", "leaf"])}, splits=dict(SPLITS)
    )

    def cast_column(self, key, feature):
        return self

    def __getitem__(self, key):
        rows = list(self)
        return [row[key] for row in rows] if isinstance(key, str) else rows[key]

def load_dataset(name, split, cache_dir):
    if name not in ("beans", "secret"):
        raise ConnectionError(f"Couldn't reach\\n'{name}' on the Hub")
    rows = Split()
    for index, label in enumerate(SPLITS["test" if name == "secret" else split]):
        path = Path(cache_dir) / f"{split}{index}.png"
        Pictures.new("RGB", (4, 4), (index, 0, 0)).save(path)
        rows.append({"image": {"path": str(path)}, "label": label})
    return rows
"""
"""Stands in for the package datasets, which the tests do not install."""


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A root for which the stand-in can be imported."""
    (tmp_path / "datasets.py").write_text(HUB)
    monkeypatch.syspath_prepend(tmp_path)
    yield tmp_path
    for module in ("datasets", "timm.data.readers.reader_hfds"):
        sys.modules.pop(module, None)


@pytest.fixture
def mnist(tmp_path: Path) -> Path:
    """A root with a few digits in MNIST's own format."""
    folder = tmp_path / "MNIST" / "raw"
    folder.mkdir(parents=True)
    random = np.random.default_rng(0)
    for name, count in (("train", 30), ("t10k", 20)):
        pixels = random.integers(256, size=(count, 28, 28), dtype=np.uint8)
        labels = np.arange(count, dtype=np.uint8) % 10
        sizes = np.array([2051, *pixels.shape], ">i4").tobytes()
        (folder / f"{name}-images-idx3-ubyte").write_bytes(sizes + pixels.tobytes())
        sizes = np.array([2049, count], ">i4").tobytes()
        (folder / f"{name}-labels-idx1-ubyte").write_bytes(sizes + labels.tobytes())
    return tmp_path


def test_images_and_labels_are_torchvisions(mnist: Path) -> None:
    pictures = timm_names.load("torch/mnist", mnist)
    source = MNIST(mnist, train=False)
    assert len(pictures.classes) == 10
    assert len(pictures.train.labels) == 30
    assert pictures.test.labels.tolist() == source.targets.tolist()
    image = torch.from_numpy(np.array(decode(pictures.test, 13)))
    assert torch.equal(image, source.data[13][..., None].expand(-1, -1, 3))


def test_the_fingerprint_tells_names_and_labels_apart(mnist: Path, few_of_cifar100: Path) -> None:
    first = timm_names.load("torch/mnist", mnist).fingerprint
    assert timm_names.load("torch/cifar100", few_of_cifar100).fingerprint != first


def test_data_that_are_not_there_say_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(
        WrongUse, match=r"torch/mnist cannot be read from .*data_root=DIR.*download=True"
    ):
        timm_names.load("torch/mnist", tmp_path)


def test_a_damaged_file_is_no_traceback(mnist: Path) -> None:
    (mnist / "MNIST" / "raw" / "train-labels-idx1-ubyte").write_bytes(b"\0\0")
    with pytest.raises(WrongUse, match="torch/mnist cannot be read"):
        timm_names.load("torch/mnist", mnist)


def test_an_unknown_name_lists_the_near_ones(tmp_path: Path) -> None:
    with pytest.raises(UnknownName, match="did you mean 'torch/mnist'"):
        timm_names.load("torch/minst", tmp_path)


@pytest.mark.parametrize("name", ["tfds/mnist", "wds/imagenet", "hfids/beans"])
def test_a_stream_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(WrongUse, match=f"{name} is a stream, .* pass hfds/NAME"):
        timm_names.load(name, tmp_path)


def test_a_hubs_data_set_is_tested_on_the_split_that_has_labels(hub: Path) -> None:
    pictures = timm_names.load("hfds/beans", hub)
    assert pictures.classes == ("bean", "leaf")
    assert pictures.train.labels.tolist() == [0, 1, 1]
    assert pictures.test.labels.tolist() == [1, 0]
    assert decode(pictures.test, 1).getpixel((0, 0)) == (1, 0, 0)


def test_labels_that_are_kept_secret_are_refused(hub: Path) -> None:
    with pytest.raises(WrongUse, match="hfds/secret has no labels in its train split"):
        timm_names.load("hfds/secret", hub)


def test_a_corrupt_image_of_a_hub_is_named(hub: Path) -> None:
    pictures = timm_names.load("hfds/beans", hub)
    (hub / "train2.png").write_bytes(b"")
    with pytest.raises(CorruptImage, match=r"cannot read image .*train2\.png: cannot identify"):
        decode(pictures.train, 2)


def test_a_hub_that_cannot_be_reached_is_one_line(hub: Path) -> None:
    with pytest.raises(WrongUse, match="Couldn't reach 'nosuch' on the Hub; check the name and"):
        timm_names.load("hfds/nosuch", hub)


@pytest.mark.skipif(find_spec("datasets") is not None, reason="the package datasets is installed")
def test_a_hub_needs_its_package(tmp_path: Path) -> None:
    with pytest.raises(WrongUse, match="hfds/beans needs the package datasets; install it with"):
        timm_names.load("hfds/beans", tmp_path)
