"""The options of a module, said once.

A file beside the module's declares them as a frozen dataclass, with a field for each option and a
method for each formula. From it follow the keywords of the constructor, the catalogue's options,
and what a module costs and takes before it is built. It needs no torch, so that the catalogue is
read at once.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from functools import wraps
from inspect import Parameter, cleandoc, signature
from typing import Concatenate, ParamSpec, Self, TypeVar, cast, get_type_hints

from attnzoo.fit import DoesNotFit, Size, remedy
from attnzoo.option import Option, described

Module = TypeVar("Module")
Keywords = ParamSpec("Keywords")


class Options:
    """The options of one module, and what it costs and takes with them.

    A subclass is a frozen dataclass; each field is an `option` or a `part`. What it means stands
    under `Attributes:` of the class's docstring, which is no part of the code that a record's key
    hashes.
    """

    def __post_init__(self) -> None:
        for name, option in self._declared().items():
            if not option.takes(getattr(self, name)):
                self.table()[name].check(name, getattr(self, name))

    @classmethod
    def table(cls) -> Mapping[str, Option]:
        """The options by name."""
        docstrings = [base.__doc__ for base in reversed(cls.__mro__)]
        meanings = {name: text for docstring in docstrings for name, text in _meanings(docstring)}
        return {
            name: replace(option, meaning=meanings.get(name, ""))
            for name, option in cls._declared().items()
        }

    @classmethod
    def from_values(cls, values: Mapping[str, object]) -> Self:
        """These options; what is left out has the authors' value."""
        return cast("Callable[..., Self]", cls)(**values)

    @classmethod
    def _declared(cls) -> Mapping[str, Option]:
        """The options without their meanings."""
        if not is_dataclass(cls):
            return {}
        options = {field.name: described(field.metadata) for field in fields(cls)}
        return {name: option for name, option in options.items() if option is not None}

    def params(self, channels: int) -> int:
        """Parameters of the module."""
        raise NotImplementedError

    def macs(self, channels: int, height: int, width: int) -> int:
        """MACs of one map as torch counts them; elementwise work counts nothing."""
        del channels, height, width
        return 0

    def wrong_channels(self, channels: int) -> str | None:
        """Why the module cannot be built for the channels; None if it can."""
        del channels
        return None

    def wrong_map(self, channels: int, height: int, width: int) -> str | None:
        """Why a module of these channels cannot take the map; None if it can."""
        del channels, height, width
        return None

    def misfit(
        self, channels: int, height: int | None = None, width: int | None = None
    ) -> str | None:
        """Why the module cannot take the map, or its channels alone; None if it can."""
        reason = self.wrong_channels(channels)
        if reason is not None or height is None or width is None:
            return reason
        return self.wrong_map(channels, height, width)

    def require(self, channels: int, height: int | None = None, width: int | None = None) -> None:
        """Raise `DoesNotFit` unless the module can take the map, or its channels alone."""
        if channels < 1:
            raise DoesNotFit(f"channels={channels} is below 1", "pass the channels of the map")
        reason = self.misfit(channels, height, width)
        if reason is None:
            return
        values = {name: getattr(self, name) for name in self._declared()}
        shape = (channels, height, width)
        raise DoesNotFit(reason, remedy(self._misfit_of, self._declared(), [shape], values))

    @classmethod
    def _misfit_of(
        cls, channels: int, height: int | None, width: int | None, /, **values: object
    ) -> str | None:
        return cls.from_values(values).misfit(channels, height, width)


@dataclass(frozen=True, kw_only=True)
class SizedOptions(Options):
    """The options of a module that is built for one size of map."""

    size: Size | None = None
    """Height and width of the map: no option of the catalogue, since the place decides it."""


Chosen = TypeVar("Chosen", bound=Options)


def takes(
    options: Callable[Keywords, Chosen],
) -> Callable[
    [Callable[[Module, int, Chosen], None]], Callable[Concatenate[Module, int, Keywords], None]
]:
    """Let a constructor `(self, channels, options)` take its options as keywords.

    Options that do not fit the channels are refused before the module is built.

    Args:
        options: The class of the options.
    """

    def decorate(
        build: Callable[[Module, int, Chosen], None],
    ) -> Callable[Concatenate[Module, int, Keywords], None]:
        @wraps(build)
        def init(
            self: Module, channels: int, *args: Keywords.args, **keywords: Keywords.kwargs
        ) -> None:
            chosen = options(*args, **keywords)
            chosen.require(channels)
            build(self, channels, chosen)

        _describe(init, options)
        # To a type checker a parameter before a ParamSpec has no name; Python takes `channels=`.
        return cast("Callable[Concatenate[Module, int, Keywords], None]", init)

    return decorate


def _describe(init: Callable[..., None], options: Callable[..., Options]) -> None:
    """Show the keywords where Python, an editor or `attnbench` asks for the signature."""
    positional = [Parameter(name, Parameter.POSITIONAL_OR_KEYWORD) for name in ("self", "channels")]
    own = signature(options)
    keywords = own.parameters.values()
    vars(init)["__signature__"] = own.replace(parameters=[*positional, *keywords])
    init.__annotations__ = {"channels": int, **get_type_hints(options), "return": None}


def _meanings(docstring: str | None) -> Iterator[tuple[str, str]]:
    """Names and texts under `Attributes:` of a docstring."""
    _, _, section = cleandoc(docstring or "").partition("Attributes:\n")
    for entry in re.split(r"^    (?=\w+: )", section, flags=re.MULTILINE)[1:]:
        name, _, text = entry.partition(": ")
        yield name, " ".join(text.split()).removesuffix(".")
