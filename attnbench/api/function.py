"""Commands as functions: the same words, the same defaults, the same errors by another name."""

import re
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from functools import wraps
from inspect import getdoc
from textwrap import fill
from typing import Any, TypeVar, get_type_hints

from attnbench.api.call import PRINTED, PROGRESS, Function, call_text
from attnbench.cli.feedback import QUIET, SHOWN, Feedback
from attnbench.errors import WrongUse

Result = TypeVar("Result")

WIDTH = 88
"""Columns of a docstring."""

FLAG = re.compile(r"attnbench [^;)]*|--([a-z][a-z-]*)")
"""A command, which stays as it is; or a flag."""


def function_of(
    request: type, *first: str, without: tuple[str, ...] = PRINTED
) -> Callable[[Callable[[Any, Feedback], Result]], Callable[..., Result]]:
    """Make a function with the options of a command as its parameters.

    The decorated one gets the request and where to tell its progress. Its docstring is the
    function's, to which the meaning of every parameter is added.

    Args:
        request: The command's; its fields are the parameters.
        first: Parameters that may be given by position.
        without: Options that the function does not have.
    """

    def decorate(act: Callable[[Any, Feedback], Result]) -> Callable[..., Result]:
        function = Function(name=act.__name__, request=request, first=first, without=without)

        @wraps(act)
        def call(*positional: object, **named: object) -> Result:
            given = function.bind(positional, named)
            is_shown = given.pop(PROGRESS, True)
            if not isinstance(is_shown, bool):
                raise WrongUse(f"must be True or False (got {is_shown!r})", parameter=PROGRESS)
            with naming_parameters(function.options):
                read = function.read(given, call_text(function.name, positional, named))
                return act(read, SHOWN if is_shown else QUIET)

        call.__signature__ = function.signature(  # type: ignore[attr-defined]
            get_type_hints(act).get("return")
        )
        call.__doc__ = documented(getdoc(act) or "", function)
        return call

    return decorate


def documented(text: str, function: Function) -> str:
    """A docstring with the meaning of every parameter where its sections begin."""
    options = function.options
    meanings = {name: without_flags(option.help, options) for name, option in options.items()}
    meanings[PROGRESS] = "Whether to show what runs, on standard error."
    arguments = "\n".join(_item(f"{name}: {meaning}") for name, meaning in meanings.items())
    what, _, sections = text.partition("\n\nReturns:")
    parts = [what, f"Args:\n{arguments}", f"Returns:{sections}" if sections else ""]
    return "\n\n".join(filter(None, parts))


def _item(text: str) -> str:
    return fill(text, WIDTH, initial_indent=" " * 4, subsequent_indent=" " * 8)


def without_flags(text: str, names: Collection[str]) -> str:
    """A text with the parameters' names in place of the flags: batch_size for --batch-size."""

    def parameter(match: re.Match[str]) -> str:
        name = (match[1] or "").replace("-", "_")
        return name if name in names else match[0]

    return FLAG.sub(parameter, text)


@contextmanager
def naming_parameters(names: Collection[str]) -> Iterator[None]:
    """Turn an error about an option of the command line into one about the parameter.

    `pass either --baseline or --baseline-ref` becomes `pass either baseline or baseline_ref`.

    Args:
        names: Of the parameters that the function has.

    Raises:
        WrongUse: in place of an error whose text has a flag of one of them.
    """
    try:
        yield
    except WrongUse as error:
        text = without_flags(str(error), names)
        if text == str(error):
            raise
        raise WrongUse(text) from error
