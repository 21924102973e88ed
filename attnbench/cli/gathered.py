"""Options that several commands take, declared once as a dataclass."""

import inspect
from collections.abc import Callable
from dataclasses import MISSING, Field, fields
from typing import TYPE_CHECKING, Any, get_type_hints

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


def gathers(options: type["DataclassInstance"]) -> Callable[[Callable[..., None]], Any]:
    """Let a command take the fields of a dataclass as options of its own.

    The command has one parameter of that type; typer sees the fields in its place.

    Args:
        options: A dataclass whose fields are annotated as typer's parameters are.
    """

    def decorate(command: Callable[..., None]) -> Callable[..., None]:
        own = inspect.signature(command, eval_str=True).parameters.values()
        gathered = next(each.name for each in own if each.annotation is options)
        hints = get_type_hints(options, include_extras=True)
        names = [each.name for each in fields(options)]
        theirs = [_parameter(each, hints[each.name]) for each in fields(options)]
        shown: list[inspect.Parameter] = []
        for each in own:
            is_gathered = each.name == gathered
            shown += theirs if is_gathered else [each.replace(kind=inspect.Parameter.KEYWORD_ONLY)]

        def run(**given: object) -> None:
            asked = options(**{name: given.pop(name) for name in names})
            command(**{gathered: asked}, **given)

        run.__doc__ = command.__doc__
        run.__name__ = command.__name__
        run.__annotations__ = {each.name: each.annotation for each in shown}
        run.__signature__ = inspect.Signature(shown)  # type: ignore[attr-defined]  # typer reads it
        return run

    return decorate


def _parameter(option: Field[Any], annotation: object) -> inspect.Parameter:
    default = inspect.Parameter.empty if option.default is MISSING else option.default
    return inspect.Parameter(
        option.name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=annotation
    )
