"""The sheet shows samples of every class, each where its label says."""

from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from attnbench.cli import main
from attnbench.data.sheet import GAP, HEADER, LONGEST_NAME, margin_of
from attnbench.tasks.classification.data import digits
from attnbench.tasks.classification.data.folder import scan
from attnbench.tasks.classification.data.images import Images
from attnbench.tasks.classification.data.samples import first_pictures, first_samples
from attnbench.tasks.classification.data.sheet import SAMPLES, TILE, draw_sheet

MakeFolder = Callable[..., Path]


@pytest.fixture(scope="module")
def samples() -> Images:
    return first_samples(digits.load(), SAMPLES)


def draw(images: Images) -> Image.Image:
    return Image.open(BytesIO(draw_sheet(images)))


@pytest.mark.parametrize("split", ["train", "test"])
@pytest.mark.parametrize("label", [0, 9])
def test_a_sample_lies_in_the_row_of_its_class(samples: Images, split: str, label: int) -> None:
    pixels, labels = (
        (samples.train_images, samples.train_labels)
        if split == "train"
        else (samples.test_images, samples.test_labels)
    )
    sample = pixels[np.flatnonzero(labels == label)[1]].transpose(1, 2, 0)
    step, margin = TILE + GAP, margin_of([f"class {label}" for label in range(10)])
    left = margin + step + (split == "test") * (SAMPLES * step + margin)
    top = HEADER + label * step
    shown = np.asarray(draw(samples).crop((left, top, left + TILE, top + TILE)))
    assert np.array_equal(shown[::2, ::2], sample)


def test_large_images_are_brought_to_the_tile(make_folder: MakeFolder) -> None:
    sheet = draw(first_pictures(scan(make_folder()), SAMPLES, 3 * TILE))
    assert sheet.height == HEADER + 2 * (TILE + GAP)


def test_a_long_name_does_not_widen_the_sheet_without_end(samples: Images) -> None:
    short, long = (
        draw(replace(samples, class_names=(letters, *"123456789")))
        for letters in ("w" * LONGEST_NAME, "w" * 1000)
    )
    assert long.width <= short.width


def test_the_command_writes_a_png(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "new" / "digits.png"
    with pytest.raises(SystemExit) as end:
        main(["list", "data", "--sheet", str(file)])
    assert end.value.code == 0
    with Image.open(file) as picture:
        assert picture.format == "PNG"
    assert f"wrote {file}" in capsys.readouterr().err


def test_the_command_draws_a_folder(
    make_folder: MakeFolder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "pets.png"
    with pytest.raises(SystemExit) as end:
        main(["list", "data", "--sheet", str(file), "--name", f"folder:{make_folder()}"])
    assert end.value.code == 0
    assert file.exists()
    assert f"wrote {file}" in capsys.readouterr().err
