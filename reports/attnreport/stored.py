"""What was stored as JSON, read back or refused by name."""

from typing import TypeVar

from pydantic import TypeAdapter, ValidationError
from pydantic_core import from_json

T = TypeVar("T")


def read_stored(
    text: bytes,
    name: str,
    adapter: TypeAdapter[T],
    *,
    kind: str,
    schema: int,
    remedy: str,
    refusal: type[ValueError],
    newer: type[ValueError] | None = None,
) -> T:
    """The value stored in a text.

    Args:
        text: JSON, with its schema's version as `schema_version`.
        name: What to call the text in an error, such as its path.
        adapter: Of the value's type.
        kind: What it is, such as record.
        schema: The newest version that can be read.
        remedy: What to do about a damaged text.
        refusal: The error to raise.
        newer: The error to raise for a newer schema, where that is another one.

    Raises:
        ValueError: the refusal, if the text is damaged or of a newer schema.
    """
    try:
        raw = from_json(text)
    except ValueError as error:
        raise refusal(f"{name} is damaged ({error}); {remedy}") from error
    version = raw.get("schema_version") if isinstance(raw, dict) else None
    if isinstance(version, int) and version < 1:
        raise refusal(f"{name} is damaged (schema {version} was never written); {remedy}")
    if isinstance(version, int) and version > schema:
        raise (newer or refusal)(
            f"{name} has schema {version}, newer than this attnbench's {schema}; upgrade attnbench"
        )
    try:
        return adapter.validate_python(raw)
    except ValidationError as error:
        problem = first_problem(error, f"the {kind}")
        raise refusal(f"{name} is damaged ({problem}); {remedy}") from error


def first_problem(error: ValidationError, whole: str) -> str:
    """The first complaint of a validation, as `field: what is wrong`.

    Args:
        error: Its items of lists are counted from 1.
        whole: What to call the value itself, such as the record.
    """
    first = error.errors()[0]
    path = (str(part + 1) if isinstance(part, int) else part for part in first["loc"])
    return f"{'.'.join(path) or whole}: {first['msg']}"
