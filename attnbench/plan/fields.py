"""Fields that say themselves what they take.

A field's annotation holds its bounds or choices, its docstring the meaning: checks, errors and the
comments of TOML files are read off them.
"""

from collections.abc import Iterator, Mapping
from dataclasses import MISSING, dataclass, fields, is_dataclass
from enum import Enum
from functools import cache
from typing import Annotated, Any, Literal, TypeVar, get_args, get_origin, get_type_hints

from annotated_types import Ge, Gt, Le, Lt
from pydantic import ConfigDict, Field, TypeAdapter, ValidationError
from pydantic.fields import FieldInfo

from attnbench.errors import UnknownName, WrongUse
from attnbench.plan.option_text import parse_value

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Ends:
    """Meanings of the two ends of a range."""

    least: str
    most: str


Chance = Annotated[float, Field(ge=0, le=1), Ends("never", "always")]
Share = Annotated[float, Field(ge=0, lt=1)]
"""A part of a whole, never all of it."""
NotNegative = Annotated[float, Field(ge=0)]
Count = Annotated[int, Field(ge=0)]
Positive = Annotated[int, Field(ge=1)]


class Mark(Enum):
    """Further properties of a field, said in its annotation."""

    FIXED = "an ablation cannot vary it"


OUT_OF_RANGE = ("greater_than", "greater_than_equal", "less_than", "less_than_equal")
"""The complaints of pydantic about a value of the right type."""
WORDS: Mapping[object, str] = {
    bool: "true or false",
    int: "a whole number",
    float: "a finite number",
    str: "text",
}


def check_fields(instance: object, of: str = "") -> None:
    """Check each field of a dataclass against its annotation, and make tuples of lists.

    Args:
        instance: May be frozen; call this in its `__post_init__`.
        of: What stands before a field's name in an error, such as `recipe.`.

    Raises:
        WrongUse: if a value is of another type, out of range, or not among the choices.
    """
    kind: type = type(instance)
    for name in annotations(kind):
        checked = checked_value(kind, name, getattr(instance, name), of)
        object.__setattr__(instance, name, checked)


def checked_value(kind: type, name: str, value: object, of: str = "") -> object:
    """A value as a field of a dataclass holds it.

    Args:
        kind: The dataclass.
        name: Its field.
        value: The value; a list is made a tuple.
        of: What stands before the field's name in an error.

    Raises:
        WrongUse: if the field does not take the value.
    """
    try:
        return _adapters(kind)[name].validate_python(
            tuple(value) if isinstance(value, list) else value, strict=True
        )
    except ValidationError as error:
        first = error.errors()[0]
        cause = first.get("ctx", {}).get("error")
        if isinstance(cause, WrongUse):
            raise cause from error
        out_of_range = first["type"] in OUT_OF_RANGE
        wanted = _wanted(annotations(kind)[name], out_of_range=out_of_range)
        raise WrongUse(f"must be {wanted}, got {value!r}", parameter=of + name) from error


def read_value(kind: type, name: str, text: str) -> object:
    """The value that a text means for a field; whether the field takes it is not checked.

    Args:
        kind: The dataclass.
        name: Its field; a list is written with commas.
        text: What was typed.
    """
    wanted = _kind(annotations(kind)[name])
    if wanted is str or get_origin(wanted) is Literal:
        return text
    if get_origin(wanted) is tuple:
        return tuple(parse_value(part.strip()) for part in text.split(",") if part.strip())
    return parse_value(text)


def make(kind: type[T], values: Mapping[str, object], see: str, of: str = "") -> T:
    """A dataclass from its values by name.

    Args:
        kind: The dataclass.
        values: By the names of its fields.
        see: A command that shows the fields, for the error.
        of: What stands before a field's name in an error.

    Raises:
        WrongUse: if there is no such field, one is missing, or one does not take its value.
    """
    known = {field.name: field for field in fields(kind)}  # type: ignore[arg-type]  # a dataclass
    for name in values:
        if name not in known:
            raise UnknownName("field", of + name, [of + field for field in known], see)
    for name, field in known.items():
        if name not in values and field.default is field.default_factory is MISSING:
            raise WrongUse(f"is missing; add it; see: {see}", parameter=of + name)
    return kind(**values)


def meanings(kind: type) -> Mapping[str, str]:
    """The docstrings of a dataclass's fields by name."""
    properties = TypeAdapter(kind).json_schema()["properties"]
    return {name: properties[name].get("description", "") for name in annotations(kind)}


def varied_fields(kind: type) -> list[str]:
    """The fields of a dataclass that an ablation can vary."""
    return [
        name
        for name, annotation in annotations(kind).items()
        if Mark.FIXED not in get_args(annotation)
    ]


def range_of(annotation: object) -> str:
    """The range or the choices of an annotation in words; empty where it has neither."""
    kind = _kind(annotation)
    if get_origin(kind) is Literal:
        return f"one of {', '.join(map(str, get_args(kind)))}"
    bounds = dict(_bounds(annotation))
    if bounds.keys() == {"at least", "at most"}:
        return f"between {bounds['at least']} and {bounds['at most']}"
    return " and ".join(f"{word} {bound}" for word, bound in bounds.items())


def annotations(kind: type) -> Mapping[str, object]:
    """The annotations of a dataclass's fields by name, with their metadata."""
    return _annotations(kind)


@cache
def _annotations(kind: type) -> Mapping[str, object]:
    hints = get_type_hints(kind, include_extras=True)
    return {field.name: hints[field.name] for field in fields(kind)}


@cache
def _adapters(kind: type) -> Mapping[str, TypeAdapter[object]]:
    return {name: _adapter(annotation) for name, annotation in annotations(kind).items()}


def _adapter(annotation: Any) -> TypeAdapter[object]:
    config = None if is_dataclass(_kind(annotation)) else ConfigDict(allow_inf_nan=False)
    return TypeAdapter(annotation, config=config)


def _kind(annotation: Any) -> Any:
    """The type itself, without its metadata."""
    return get_args(annotation)[0] if get_origin(annotation) is Annotated else annotation


def _wanted(annotation: object, *, out_of_range: bool) -> str:
    """The values that a field takes, in words: the range if only that is wrong, else the type."""
    kind = _kind(annotation)
    if get_origin(kind) is Literal or (out_of_range and any(_bounds(annotation))):
        return range_of(annotation)
    if get_origin(kind) is tuple:
        return f"a list, each {_wanted(get_args(kind)[0], out_of_range=out_of_range)}"
    return WORDS.get(kind, f"a {getattr(kind, '__name__', kind)}")


def _bounds(annotation: object) -> Iterator[tuple[str, str]]:
    """The bounds of an annotation, each as a word and a number."""
    marks = get_args(annotation)[1:] if get_origin(annotation) is Annotated else ()
    ends = next((note for note in marks if isinstance(note, Ends)), None)
    for info in marks:
        for bound in info.metadata if isinstance(info, FieldInfo) else ():
            match bound:
                case Ge(ge=least):
                    yield "at least", f"{least} ({ends.least})" if ends else f"{least}"
                case Gt(gt=least):
                    yield "above", f"{least}"
                case Le(le=most):
                    yield "at most", f"{most} ({ends.most})" if ends else f"{most}"
                case Lt(lt=most):
                    yield "below", f"{most}"
