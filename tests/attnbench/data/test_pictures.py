"""A picture is decoded into RGB, or refused by its name."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from attnbench.data.pictures import FilePictures, decode, refuse_different
from attnbench.errors import CorruptImage, WrongUse


def pictures(*files: Path) -> FilePictures:
    return FilePictures(tuple(map(str, files)), np.zeros(len(files), np.int64))


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA"])
def test_every_usual_mode_becomes_rgb(tmp_path: Path, mode: str) -> None:
    file = tmp_path / "white.png"
    Image.new("RGB", (3, 2), "white").convert(mode).save(file)
    image = decode(pictures(file), 0)
    assert image.mode == "RGB"
    assert (np.asarray(image) == 255).all()


def test_a_transparent_palette_is_read_without_a_warning(tmp_path: Path) -> None:
    file = tmp_path / "palette.png"
    image = Image.new("P", (2, 2), 1)
    image.putpalette([0, 0, 0, 10, 20, 30])
    image.save(file, transparency=bytes([255, 100]))
    assert decode(pictures(file), 0).getpixel((0, 0)) == (10, 20, 30)


def test_a_cmyk_jpeg_becomes_rgb(tmp_path: Path) -> None:
    file = tmp_path / "print.jpg"
    Image.new("CMYK", (8, 8)).save(file)
    assert decode(pictures(file), 0).getpixel((0, 0)) == (255, 255, 255)


def test_deep_pixels_are_refused_rather_than_clipped(tmp_path: Path) -> None:
    file = tmp_path / "deep.png"
    Image.fromarray(np.full((2, 2), 300, np.uint16)).save(file)
    with pytest.raises(CorruptImage, match=r"deep\.png has more than 8 bits a channel"):
        decode(pictures(file), 0)


@given(share=st.floats(0, 0.95), suffix=st.sampled_from(["png", "jpg"]))
def test_a_truncated_file_is_named_in_one_line(
    tmp_path_factory: pytest.TempPathFactory, share: float, suffix: str
) -> None:
    file = tmp_path_factory.getbasetemp() / f"cut.{suffix}"
    pixels = np.random.default_rng(0).integers(256, size=(16, 16, 3), dtype=np.uint8)
    Image.fromarray(pixels).save(file)
    content = file.read_bytes()
    file.write_bytes(content[: int(share * len(content))])
    with pytest.raises(CorruptImage) as refusal:
        decode(pictures(file), 0)
    assert str(refusal.value).startswith(f"cannot read image {file}: ")
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize("content", [b"", b"<html>not found</html>"], ids=["empty", "a web page"])
def test_what_is_no_image_is_named(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "saved.jpg"
    file.write_bytes(content)
    with pytest.raises(CorruptImage, match=r"cannot read image .*saved\.jpg: cannot identify"):
        decode(pictures(file), 0)


def test_a_file_that_is_gone_is_named(tmp_path: Path) -> None:
    with pytest.raises(CorruptImage, match=r"gone\.png: .*No such file"):
        decode(pictures(tmp_path / "gone.png"), 0)


def test_many_different_classes_are_not_all_listed() -> None:
    classes = [f"class {index}" for index in range(9)]
    with pytest.raises(WrongUse, match=r"'class 0', .*'class 4' and 4 more; give both"):
        refuse_different("pets", classes, "test", [])
