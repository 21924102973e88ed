"""A file of annotations in the format of COCO, as strictly read as people's files allow."""

from codecs import BOM_UTF8
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, TypeAdapter, ValidationError

from attnbench.errors import WrongUse
from attnbench.tasks.detection.data.checking import MOST
from attnreport.stored import first_problem

Pixels = Annotated[float, Field(ge=-MOST, le=MOST, allow_inf_nan=False)]
Area = Annotated[float, Field(ge=0, allow_inf_nan=False)]


def _whole(value: object) -> object:
    """A whole number, also where it is written as 1.0 or as text."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return int(value) if isinstance(value, str) and value.isascii() and value.isdigit() else value


Id = Annotated[int | str, BeforeValidator(_whole)]
Length = Annotated[int, BeforeValidator(_whole), Field(ge=-1, le=MOST)]
"""Pixels; below 1 where nobody knows."""


@dataclass(frozen=True, slots=True)
class Image:
    """An entry of `images`."""

    id: Id
    file_name: str
    width: Length = -1
    height: Length = -1

    @property
    def size(self) -> tuple[int, int] | None:
        """Width and height; None where the file does not say."""
        return (self.width, self.height) if min(self.width, self.height) > 0 else None


@dataclass(frozen=True, slots=True)
class Annotation:
    """An entry of `annotations`."""

    image_id: Id
    category_id: Id
    bbox: tuple[Pixels, Pixels, Pixels, Pixels]
    """Left, top, width and height."""
    id: Id | None = None
    area: Area | None = None
    iscrowd: bool | Literal[0, 1] | None = False


@dataclass(frozen=True, slots=True)
class Category:
    """An entry of `categories`."""

    id: Id
    name: str


@dataclass(frozen=True, slots=True)
class Instances:
    """What is read of a file; whatever else it holds is passed over."""

    images: Annotated[list[Image], Field(min_length=1)]
    annotations: Annotated[list[Annotation], Field(min_length=1)]
    categories: Annotated[list[Category], Field(min_length=1)]


_ADAPTER = TypeAdapter(Instances)


def read_instances(file: Path) -> Instances:
    """What a file holds, every id once.

    Raises:
        WrongUse: if it cannot be read, or is not in the format of COCO.
    """
    content = _read(file)
    _refuse_repeated(file, "image id", (image.id for image in content.images))
    _refuse_repeated(file, "category id", (category.id for category in content.categories))
    _refuse_repeated(file, "annotation id", (a.id for a in content.annotations if a.id is not None))
    _refuse_repeated(file, "category", (category.name for category in content.categories))
    return content


def _read(file: Path) -> Instances:
    try:
        return _ADAPTER.validate_json(file.read_bytes().removeprefix(BOM_UTF8), strict=True)
    except OSError as error:
        raise WrongUse(f"cannot read {file}: {error.strerror}; make it readable") from error
    except ValidationError as error:
        problem = first_problem(error, "the file")
        raise WrongUse(
            f"{file} is not in the format of COCO: {problem}; such a file "
            "holds images, annotations and categories: correct it, or name another folder"
        ) from error


def _refuse_repeated(file: Path, kind: str, values: Iterable[int | str]) -> None:
    for value, count in Counter(values).most_common(1):
        if count == 1:
            return
        raise WrongUse(f"{file} has {kind} {value!r} {count} times; give each its own")
