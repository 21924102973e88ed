"""From a request's fields to typer's parameters, and from what was typed to a request.

All that is known of typer's own types stands here and in `app.py`.
"""

import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import MISSING, Field, dataclass, fields
from typing import TYPE_CHECKING, Annotated, Any, get_args, get_origin, get_type_hints

import typer

from attnbench.cli.errors import naming_flags
from attnbench.cli.option import WHAT, Argument, Invocation, Names, Option, flag_of
from attnbench.errors import WrongUse

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

CONTEXT = "typer_context"

Read = Callable[["Declared", Any], Any]
"""Makes the value of a field of what was given for it."""


@dataclass(frozen=True, slots=True)
class Declared:
    """One field of a request, or of a group of options in it, and how it is typed."""

    field: Field[Any]
    kind: Any
    """Its annotation, without what is declared."""
    declaration: Option | Argument

    @property
    def help(self) -> str:
        """What it is, in words."""
        text = self.declaration.help
        return text() if callable(text) else text

    @property
    def default(self) -> Any:
        """Its value where nothing is given; `inspect.Parameter.empty` where something must be."""
        if self.field.default_factory is not MISSING:
            return self.field.default_factory()
        is_required = self.field.default is MISSING
        return inspect.Parameter.empty if is_required else self.field.default

    @property
    def flag(self) -> str:
        """What is typed: `--batch-size`, or the name of an argument."""
        name = self.field.name
        if isinstance(self.declaration, Argument):
            return self.declaration.metavar or name.upper()
        return flag_of(name)


def declared(request: type["DataclassInstance"]) -> Iterator[Declared]:
    """All that can be typed for a request, in its order; groups of options are looked into."""
    hints = get_type_hints(request, include_extras=True)
    for field in fields(request):
        hint = hints[field.name]
        if get_origin(hint) is Annotated:
            kind, declaration = get_args(hint)
            yield Declared(field, kind, declaration)
        elif hint is not Invocation:
            yield from declared(hint)


def callback_of(
    request: type["DataclassInstance"], what: str, act: Callable[[Any], None]
) -> Callable[..., None]:
    """The function that typer makes a command of.

    Args:
        request: Has the options.
        what: Panel in the place of `What to compare`.
        act: Is called with the request that was typed.
    """
    options = list(declared(request))
    flags = {option.field.name: option.flag for option in options}

    def run(**values: Any) -> None:
        context = values.pop(CONTEXT)
        if context.invoked_subcommand is not None:
            return  # The word after it is a command of its own.
        typed = tuple(name for name in flags if _is_typed(context, name))
        invocation = Invocation(command=str(context.find_root().obj), typed=typed)
        with naming_flags(flags):
            _refuse_swallowed(values, typed, tuple(flags.values()))
            act(build(request, values, invocation))

    parameters = [_parameter(option, what) for option in options]
    context = inspect.Parameter(CONTEXT, inspect.Parameter.KEYWORD_ONLY, annotation=typer.Context)
    run.__signature__ = inspect.Signature([context, *parameters])  # type: ignore[attr-defined]
    run.__annotations__ = {
        parameter.name: parameter.annotation for parameter in (context, *parameters)
    }
    return run


def _refuse_swallowed(
    values: Mapping[str, Any], typed: Sequence[str], flags: Sequence[str]
) -> None:
    """Refuse a flag that was taken for the value of the one before it, which has none.

    Raises:
        WrongUse: if there is one.
    """
    for name in typed:
        given = values[name] if isinstance(values[name], list) else [values[name]]
        for text in map(str, given):
            if text.startswith("--") and text.partition("=")[0] in flags:
                raise WrongUse(f"needs a value, got the option {text}", parameter=name)


def _parameter(option: Declared, what: str) -> inspect.Parameter:
    """The parameter that typer reads; it gives texts, which `build` reads."""
    declaration, default, kind = option.declaration, option.default, option.kind
    help_text = option.help.replace("[", r"\[")
    shared: dict[str, Any] = {"help": help_text, "metavar": declaration.metavar}
    if declaration.names is not None:
        shared["autocompletion"] = _completion(declaration.names)
    if isinstance(declaration, Argument):
        shared["metavar"] = option.flag
        kind = kind if declaration.read is None else str
        info = typer.Argument(**shared, show_default=default not in (None, inspect.Parameter.empty))
    else:
        reader = declaration.read
        if reader is not None:
            kind = str if default is inspect.Parameter.empty else str | None
            shared["metavar"] = declaration.metavar or reader.metavar
            if default == ():
                default = None
            elif default not in (None, inspect.Parameter.empty):
                default = reader.write(default)
        info = typer.Option(
            option.flag,
            **shared,
            rich_help_panel=what if declaration.panel == WHAT else declaration.panel,
            show_default=default not in (None, "", False, inspect.Parameter.empty),
        )
    return inspect.Parameter(
        option.field.name,
        inspect.Parameter.KEYWORD_ONLY,
        default=default,
        annotation=Annotated[kind, info],
    )


def _completion(names: Names) -> Callable[[str], list[str]]:
    """Completes a name, or the last one of a list such as `console,md`."""

    def complete(incomplete: str) -> list[str]:
        before, comma, _ = incomplete.rpartition(",")
        taken = before.split(",")
        return [f"{before}{comma}{name}" for name in names() if name not in taken]

    return complete


def _is_typed(context: typer.Context, name: str) -> bool:
    return getattr(context.get_parameter_source(name), "name", "") == "COMMANDLINE"


def read_typed(option: Declared, value: Any) -> Any:
    """The value of what was typed; typer has read what has no reader of its own."""
    reader = option.declaration.read
    return value if reader is None else reader.read(value)


def build(
    request: type["DataclassInstance"],
    values: Mapping[str, Any],
    invocation: Invocation,
    read: Read = read_typed,
) -> Any:
    """A request of given values, its groups of options first.

    Args:
        request: What is built.
        values: By the names of fields; what is absent or None leaves a field at its default.
        invocation: What the user typed or called.
        read: Makes the field's value.

    Raises:
        WrongUse: if a value cannot be read; names the field.
    """
    hints = get_type_hints(request, include_extras=True)
    parts: dict[str, Any] = {}
    for field in fields(request):
        hint = hints[field.name]
        if hint is Invocation:
            parts[field.name] = invocation
        elif get_origin(hint) is Annotated:
            value = values.get(field.name)
            if value is not None:
                parts[field.name] = _named(Declared(field, *get_args(hint)), value, read)
        else:
            parts[field.name] = build(hint, values, invocation, read)
    return request(**parts)


def _named(option: Declared, value: Any, read: Read) -> Any:
    try:
        return read(option, value)
    except WrongUse as error:
        raise WrongUse(error.message, parameter=option.field.name) from error
