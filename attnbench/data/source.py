"""Data sets: the entry of the table that names them, and one of them once it is opened."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from attnbench.data.folder import find_folder

if TYPE_CHECKING:
    from attnbench.data.feed import Feed, Order
    from attnbench.meta import ImageSize
    from attnbench.plan.recipe import Recipe

ROOT = "data"
"""Folder of the data sets by default, below the current folder."""


def _none(recipe: "Recipe") -> "tuple[ImageSize, ...]":
    """No other size, as of images that are all brought to one."""
    del recipe
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DataSource:
    """An opened data set; no image is loaded yet."""

    size: "ImageSize"
    """Channels, height and width of an image as the network gets it."""
    num_classes: int
    """0 where images have no classes."""
    fingerprint: str
    """Digest of what the data set holds, so that changed data are not taken for the old ones."""
    prepare: Callable[[], object]
    """Loads what all cells of a process need.

    Raises:
        WrongUse: if the data are damaged.
    """
    feed: "Callable[[Order], Feed]"
    other_sizes: "Callable[[Recipe], tuple[ImageSize, ...]]" = _none
    """Sizes of images on which a network is evaluated, where they are not `size`.

    Of many the most frequent, the smallest and the largest.
    """
    sheet: Callable[[], bytes] | None = None
    """Draws samples of both splits, as PNG; None where it cannot."""
    class_names: tuple[str, ...] = ()
    """In the order of the class indices; empty where they have none."""
    class_colours: tuple[tuple[int, int, int], ...] = ()
    """Red, green and blue that the data set itself gives each class; empty where it gives none."""
    notes: tuple[str, ...] = ()
    """What a reader of a table should know of the data; clauses without a full stop."""


def proxy_note(name: str) -> str:
    """The note of a data set that is too small to tell most modules apart."""
    return (
        f"{name} is a small proxy task: it shows that a module trains, not that it wins on "
        "photographs."
    )


def built_in(name: str, root: Path) -> str:
    """The presence of a data set that comes with the tool."""
    del name, root
    return "yes"


def unknown(name: str, root: Path) -> str:
    """The presence of one of many data sets under an entry."""
    del name, root
    return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceKind:
    """One data set, or all those whose names have one form. Reading it loads nothing."""

    form: str
    """The name; or `KIND:DIR`, or `PREFIX/NAME`, whose last word stands for any."""
    task: str
    """The name of the task that its images are for."""
    meaning: str
    image: str
    """The size of its images, in words."""
    classes: str
    """How many classes it has, in words."""
    open: Callable[[str, Path, int], DataSource]
    """Opens a data set, given its name, the folder of data sets and the recipe's image size.

    Raises:
        WrongUse: if it is absent, or cannot be used.
    """
    presence: Callable[[str, Path], str] = unknown
    """Says in words whether the data set of that name is in the folder of data sets."""
    download: Callable[[str, Path], None] | None = None
    """Downloads it into that folder; None if that is impossible or not needed.

    Raises:
        WrongUse: if it cannot be downloaded.
    """
    note: str = ""
    """Note below every table of the data set; empty for none."""
    layout: str = ""
    """What a folder named by `KIND:DIR` holds, for errors."""
    synonyms: tuple[str, ...] = ()
    """Further forms that `open` takes, or explains why it does not."""

    @property
    def is_built_in(self) -> bool:
        """Whether it comes with the tool."""
        return self.presence is built_in

    @property
    def kind(self) -> str:
        """What the name begins with: KIND of `KIND:DIR`, PREFIX of `PREFIX/NAME`, or all of it."""
        return _prefix(self.form)[:-1] or self.form

    def matches(self, name: str) -> bool:
        """Whether a name is of this entry."""
        return any(_matches(form, name) for form in (self.form, *self.synonyms))

    def full_name(self, name: str, root: Path) -> str:
        """The name with the whole path of its folder, where it is named by one."""
        if not self.layout:
            return name
        return f"{self.kind}:{find_folder(name, root, self.layout)}"


def _matches(form: str, name: str) -> bool:
    prefix = _prefix(form)
    return name.startswith(prefix) if prefix else name == form


def _prefix(form: str) -> str:
    """What all names of a form begin with; empty for a form that is one name."""
    for sign, placeholder in ((":", "DIR"), ("/", "NAME")):
        if form.endswith(f"{sign}{placeholder}"):
            return form.removesuffix(placeholder)
    return ""


def find_root(root: str) -> Path:
    """The folder of the data sets that are not built in; `data` by default."""
    return Path(root or ROOT)
