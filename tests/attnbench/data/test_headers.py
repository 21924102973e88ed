"""The size of an image is that of the image as it is shown, without decoding it."""

from pathlib import Path

import pytest
from PIL import Image, ImageOps

from attnbench.data.headers import read_header, read_size
from attnbench.errors import CorruptImage


@pytest.mark.parametrize("suffix", [".jpg", ".png", ".webp", ".tif"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_size_is_that_of_the_turned_image(tmp_path: Path, suffix: str, orientation: int) -> None:
    file = tmp_path / f"image{suffix}"
    exif = Image.Exif()
    exif[0x0112] = orientation
    Image.new("RGB", (40, 20)).save(file, exif=exif)
    with Image.open(file) as image:
        assert read_size(file) == ImageOps.exif_transpose(image).size
    if suffix != ".tif":
        assert read_header(file) == ((40, 20), orientation)


def test_what_is_no_image_is_named_with_the_reason(tmp_path: Path) -> None:
    empty, page, link = (tmp_path / name for name in ("empty.jpg", "page.jpg", "link.jpg"))
    empty.write_bytes(b"")
    page.write_text("<html>404</html>")
    link.symlink_to(tmp_path / "nowhere.jpg")
    for file, reason in (
        (empty, "is empty; replace it"),
        (page, "cannot identify image file"),
        (link, r"it is a link to .*nowhere.jpg, which does not exist; replace it"),
    ):
        with pytest.raises(CorruptImage, match=reason):
            read_size(file)
