"""From the arguments of a call to the request that a command reads."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from inspect import Parameter, Signature
from typing import TYPE_CHECKING, Any

from attnbench.api.values import read_value
from attnbench.cli.expand import Declared, build, declared
from attnbench.cli.option import Invocation
from attnbench.errors import UnknownName, WrongUse

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

PRINTED = ("format", "output", "columns", "dry_run")
"""Options of what a command prints and writes; a function gives a result instead."""

PROGRESS = "progress"
"""The parameter that every function has besides."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Function:
    """A command as a function: its options are the parameters."""

    name: str
    request: type["DataclassInstance"]
    first: tuple[str, ...]
    """Parameters that may be given by position."""
    without: tuple[str, ...] = PRINTED
    """Options that it does not have."""

    @property
    def options(self) -> Mapping[str, Declared]:
        """The options by name, those that may be given by position first."""
        known = {option.field.name: option for option in declared(self.request)}
        names = dict.fromkeys((*self.first, *known))
        return {name: known[name] for name in names if name not in self.without}

    @property
    def see(self) -> str:
        """Where to read about it."""
        return f"help(attnbench.{self.name})"

    def bind(self, positional: Sequence[object], named: Mapping[str, object]) -> dict[str, object]:
        """The arguments by name, those left out that are None.

        Raises:
            UnknownName: if there is no such parameter.
            WrongUse: if there are too many, or one is given twice.
        """
        if len(positional) > len(self.first):
            raise WrongUse(
                f"{self.name} takes only {' and '.join(self.first)} by position (got "
                f"{len(positional)} values); name the others"
            )
        known = [*self.options, PROGRESS]
        for name in named:
            if name not in known:
                raise UnknownName(f"parameter of {self.name}", name, known, self.see)
        given = dict(zip(self.first, positional, strict=False))
        for name in given.keys() & named.keys():
            raise WrongUse("is given twice, by position and by name", parameter=name)
        return {name: v for name, v in {**given, **named}.items() if v is not None}

    def read(self, given: Mapping[str, object], call: str) -> Any:
        """The request of some arguments.

        Args:
            given: By name.
            call: How it was called, for records.

        Raises:
            WrongUse: if one is missing, or cannot be read.
        """
        options = self.options
        for name, option in options.items():
            if option.default is Parameter.empty and name not in given:
                raise WrongUse(f"must be given; see: {self.see}", parameter=name)
        invocation = Invocation(command=call, typed=tuple(n for n in options if n in given))
        values = {name: v for name, v in given.items() if not _is_default(options[name], v)}
        return build(self.request, values, invocation, read_value)

    def signature(self, returns: object) -> Signature:
        """What help and completion show: every option with its default, and its type if short."""
        parameters = [
            Parameter(
                name,
                Parameter.POSITIONAL_OR_KEYWORD if name in self.first else Parameter.KEYWORD_ONLY,
                default=() if option.default == [] else option.default,
                annotation=Parameter.empty if _takes_objects(option) else option.kind,
            )
            for name, option in self.options.items()
        ]
        progress = Parameter(PROGRESS, Parameter.KEYWORD_ONLY, default=True, annotation=bool)
        return Signature([*parameters, progress], return_annotation=returns)


def _takes_objects(option: Declared) -> bool:
    reader = option.declaration.read
    return reader is not None and reader.takes_objects


def _is_default(option: Declared, value: object) -> bool:
    return type(value) is type(option.default) and bool(value == option.default)


def call_text(name: str, positional: Sequence[object], named: Mapping[str, object]) -> str:
    """A call as records have it: attnbench.compare('ema', seeds=3)."""
    texts = [*map(repr, positional), *(f"{key}={value!r}" for key, value in named.items())]
    return f"attnbench.{name}({', '.join(texts)})"
