"""Published tables as data: one TOML file a paper. See docs/papers.md for the format."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Annotated, Literal

from pydantic import BeforeValidator, ConfigDict, Field, TypeAdapter, ValidationError

from attnreport.record import ScoreKind
from attnreport.stored import first_problem

Size = Literal["params", "macs"]
"""What follows from the network alone; `macs` stand under the head FLOPs."""

SIZES: tuple[Size, ...] = ("params", "macs")

Unit = Literal["K", "M", "G"]
"""Of a printed size."""

Value = str | bool | int | float | tuple[int, ...]

REMEDY = "see docs/papers.md for the format"


def _one_or_several(value: object) -> object:
    return (value,) if isinstance(value, str) else value


Digits = Annotated[str, Field(pattern=r"^\d+(\.\d+)?$")]
Runs = Annotated[tuple[Digits, ...], BeforeValidator(_one_or_several), Field(min_length=1)]
"""Printed values digit by digit: one text, or one for each run that is printed."""

Positive = Annotated[int, Field(ge=1)]
Image = tuple[Positive, Positive, Positive]
"""Channels, height and width."""


class UnreadablePaper(ValueError):
    """A file that is not a paper in our format; names the field."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperSetting:
    """What the rows of a published table have in common, but for what a row names itself."""

    __pydantic_config__ = ConfigDict(extra="forbid")

    head: str = ""
    """What makes a task's network of the backbone; empty where the backbone is all of it."""
    backbone: str
    """Name of the network, as `attnbench list backbones` has it."""
    stem: str = "timm"
    site: str = "residual"
    data: str
    input_size: Image
    num_classes: Positive
    counted_at: Image | None = None
    """The small image whose operations were counted, two a multiply-accumulate, and then scaled by
    area; None where the table has multiply-accumulates of its own image."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Training:
    """How the rows of a published table were trained, as far as it is published."""

    __pydantic_config__ = ConfigDict(extra="forbid")

    epochs: int
    train_images: int
    recipe: Mapping[str, Value] = field(default_factory=dict)
    """What else is published, by the names of a recipe's fields."""
    weights: str = ""
    """What the network starts from, such as ImageNet; empty where it is trained from scratch."""
    options: str = ""
    """Those of `attnbench compare` that train like this: data, recipe and weights."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperScore(ScoreKind):
    """A column of scores, and how it prints them."""

    __pydantic_config__ = ConfigDict(extra="forbid")

    prints_error: bool = False
    """Whether it prints what is missing to 100 %, and not the score itself."""

    def read(self, text: str) -> Decimal:
        """The score of a printed value."""
        return 100 - Decimal(text) if self.prints_error else Decimal(text)


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperRow:
    """One row as it is printed, and the network that it means."""

    __pydantic_config__ = ConfigDict(extra="forbid")

    label: str
    """As printed."""
    variant: str = ""
    """The module as on the command line, `baseline` for none; empty where nothing can be built."""
    backbone: str = ""
    """Where it is not the setting's; so are head, site, data and num_classes."""
    near: tuple[str, ...] = ()
    """Backbones that differ so little that a baseline of theirs is held against the row's."""
    head: str = ""
    site: str = ""
    data: str = ""
    num_classes: Positive | None = None
    rewires: str = ""
    """The network without a module that the row is held against, where its own backbone differs
    from that in more than the module."""
    printed: Mapping[str, Runs] = field(default_factory=dict)
    """By the name of a size or a score."""
    note: str = ""
    """What the paper leaves open, or what is known of its numbers."""
    refused: bool = False
    """Whether the network is known not to take the module."""
    absent: str = ""
    """Why there is no network; only without a variant."""

    def __post_init__(self) -> None:
        """Check that there is a network, or the reason why not, and one value of each size.

        Raises:
            ValueError: if it has both, or neither, or several values of a size.
        """
        if bool(self.variant) == bool(self.absent):
            raise ValueError(
                f"row {self.label!r} needs either a variant, or absent: why it has none"
            )
        for size in SIZES:
            texts = self.printed.get(size, ())
            if len(texts) > 1:
                raise ValueError(
                    f"row {self.label!r} prints {len(texts)} values of {size}, and a network has "
                    "one; give one text"
                )


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperTable:
    """One published table."""

    __pydantic_config__ = ConfigDict(extra="forbid")

    name: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$")]
    """What the command line calls it."""
    caption: str
    place: str
    """Where it stands, such as Table 1."""
    page: str = ""
    """As printed; empty where it is not known."""
    note: str = ""
    repository: str = ""
    """Whose README holds it, as owner/name; empty for a paper."""
    commit: str = ""
    units: Mapping[Size, Unit]
    """By size that the table prints, in the order of its columns."""
    scores: tuple[PaperScore, ...] = ()
    """The scores that the table prints, the headline first."""
    setting: PaperSetting
    training: Training | None = None
    rows: Annotated[tuple[PaperRow, ...], Field(min_length=1)]

    def __post_init__(self) -> None:
        """Check that every printed value is of a column.

        Raises:
            ValueError: if one is not.
        """
        known = {*self.units, *(score.name for score in self.scores)}
        for row in self.rows:
            for name in row.printed:
                if name not in known:
                    raise ValueError(
                        f"row {row.label!r} prints {name}, which neither units nor scores names"
                    )

    @property
    def is_pretrained(self) -> bool:
        """Whether its networks start from weights; not where nothing is said of their training."""
        return self.training is not None and bool(self.training.weights)

    def setting_of(self, row: PaperRow) -> PaperSetting:
        """The table's setting with what a row names itself."""
        return replace(
            self.setting,
            backbone=row.backbone or self.setting.backbone,
            head=row.head or self.setting.head,
            site=row.site or self.setting.site,
            data=row.data or self.setting.data,
            num_classes=row.num_classes or self.setting.num_classes,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A source of published tables."""

    __pydantic_config__ = ConfigDict(extra="forbid")

    name: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$")]
    """What the command line calls all its tables together."""
    title: str
    authors: str
    source: str
    """Where it was published."""
    link: str
    tables: Annotated[tuple[PaperTable, ...], Field(min_length=1)]


_ADAPTER = TypeAdapter(Paper)


def read_paper(text: str, name: str) -> Paper:
    """The paper in a TOML text.

    Args:
        text: In the format of docs/papers.md.
        name: What to call the text in an error, such as its path.

    Raises:
        UnreadablePaper: if the text is not TOML, or a field is missing, unknown or wrong.
    """
    try:
        return _ADAPTER.validate_python(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise UnreadablePaper(f"{name} is not TOML: {error}; {REMEDY}") from error
    except ValidationError as error:
        problem = first_problem(error, "the paper")
        raise UnreadablePaper(f"{name} is not a paper: {problem}; {REMEDY}") from error


@cache
def shipped_papers() -> tuple[Paper, ...]:
    """The papers that come with this package, by the names of their files."""
    folder = files("attnreport") / "papers"
    papers = (file for file in folder.iterdir() if file.name.endswith(".toml"))
    return tuple(
        read_paper(file.read_text(encoding="utf-8"), file.name)
        for file in sorted(papers, key=lambda file: file.name)
    )
