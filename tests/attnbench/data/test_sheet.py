"""The sheet shows samples of every class, each where its label says."""

from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from attnbench.cli import main
from attnbench.data import digits
from attnbench.data.sheet import GAP, HEADER, MARGIN, SAMPLES, SCALE, draw_sheet


@pytest.fixture(scope="module")
def sheet() -> Image.Image:
    return Image.open(BytesIO(draw_sheet(digits.load())))


@pytest.mark.parametrize("split", ["train", "test"])
@pytest.mark.parametrize("label", [0, 9])
def test_a_sample_lies_in_the_row_of_its_class(sheet: Image.Image, split: str, label: int) -> None:
    images = digits.load()
    pixels, labels = (
        (images.train_images, images.train_labels)
        if split == "train"
        else (images.test_images, images.test_labels)
    )
    sample = pixels[np.flatnonzero(labels == label)[1]].transpose(1, 2, 0)
    step = SCALE * 32 + GAP
    left = MARGIN + step + (split == "test") * (SAMPLES * step + MARGIN)
    top = HEADER + label * step
    shown = np.asarray(sheet.crop((left, top, left + SCALE * 32, top + SCALE * 32)))
    assert np.array_equal(shown[::SCALE, ::SCALE], sample)


def test_the_command_writes_a_png(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "new" / "digits.png"
    with pytest.raises(SystemExit) as end:
        main(["list", "data", "--sheet", str(file)])
    assert end.value.code == 0
    with Image.open(file) as picture:
        assert picture.format == "PNG"
    assert f"wrote {file}" in capsys.readouterr().err
