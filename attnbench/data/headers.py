"""What the header of an image file says, before anything is decoded."""

from pathlib import Path

from PIL import ExifTags, Image

from attnbench.errors import CorruptImage

TURNED = (5, 6, 7, 8)
"""EXIF orientations that exchange width and height."""


def read_size(path: Path) -> tuple[int, int]:
    """Width and height of an image as it is shown, turned as its EXIF orientation says.

    Raises:
        CorruptImage: if there is no image.
    """
    (width, height), orientation = read_header(path)
    return (height, width) if orientation in TURNED else (width, height)


def read_header(path: Path) -> tuple[tuple[int, int], int]:
    """Width and height of the stored pixels, and the EXIF orientation, 1 where there is none.

    Raises:
        CorruptImage: if there is no image.
    """
    try:
        if not path.stat().st_size:
            raise CorruptImage(f"image {path} is empty; replace it, or remove it from the data")
        with Image.open(path) as image:
            # Pillow would decode a PNG for it, and turns a TIFF by itself.
            exif = image.getexif() if "exif" in image.info else {}
            return image.size, int(exif.get(ExifTags.Base.Orientation, 1))
    except OSError as error:
        raise CorruptImage(
            f"cannot read image {path}: {_reason(path, error)}; replace it, or remove it from the "
            "data"
        ) from error


def _reason(path: Path, error: OSError) -> str:
    if path.is_symlink() and not path.exists():
        return f"it is a link to {path.readlink()}, which does not exist"
    return error.strerror or str(error)
