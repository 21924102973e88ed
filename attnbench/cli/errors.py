"""What a user reads when something is wrong: the flag in place of the parameter."""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from attnbench.cli.installation import unloadable
from attnbench.cli.option import flag_of
from attnbench.cli.streams import FULL
from attnbench.errors import WrongUse

OWN_PACKAGES = ("attnbench", "attnreport", "attnzoo")

ADVICE = re.compile(r"\b(use|pass|with|or) (\w+)=(?:(True\b)|(?=\S))")
"""Where a message says what to do with a parameter."""


@contextmanager
def naming_flags(flags: Mapping[str, str]) -> Iterator[None]:
    """Turn an error about a parameter into one about the option that the user typed.

    `seeds must be at least 1 (got 0); to skip training use epochs=0` becomes `--seeds must be at
    least 1 (got 0); to skip training use --epochs 0`. What to do is also translated in errors
    about no single parameter.

    Args:
        flags: By parameter, of the command that runs.

    Raises:
        WrongUse: in place of an error that names a parameter with a flag.
    """
    try:
        yield
    except ValueError as error:
        text = _with_flags(error, flags)
        if text == str(error) or not _is_ours(error):
            raise
        raise WrongUse(text) from error


def _with_flags(error: ValueError, flags: Mapping[str, str]) -> str:
    """The text of an error; `use epochs=0` is `use --epochs 0`, and `pass force=True` `--force`."""

    def flag(match: re.Match[str]) -> str:
        verb, name, is_on = match.groups()
        return f"{verb} {flags[name]}{'' if is_on else ' '}" if name in flags else match[0]

    named = flags.get(getattr(error, "parameter", None) or "")
    text = str(error) if named is None else f"{named} {getattr(error, 'message', error)}"
    return ADVICE.sub(flag, text)


def _is_ours(error: Exception) -> bool:
    return type(error).__module__.split(".")[0] in OWN_PACKAGES


def refuse_beside(name: str, others: Sequence[str]) -> None:
    """Refuse options that another one settles, or that do nothing beside it.

    Args:
        name: Of the field that settles them.
        others: The fields that were typed though it does.

    Raises:
        WrongUse: if there are any.
    """
    if others:
        flags = ", ".join(map(flag_of, others))
        raise WrongUse(f"cannot be combined with {flags}; leave one of them out", parameter=name)


def user_text(error: Exception) -> str | None:
    """The text for a user, if the error is about what the user typed; None if it is a bug."""
    format_message = getattr(error, "format_message", None)
    if callable(format_message):
        message = str(format_message()).removesuffix(".")
        where = getattr(getattr(error, "ctx", None), "command_path", "attnbench")
        return f"{message}; see: {where} --help"
    if isinstance(error, ValueError) and _is_ours(error):
        return str(error)
    if isinstance(error, OSError) and error.errno in FULL:
        where = f" {error.filename}" if error.filename else ""
        return (
            f"cannot write{where}: {error.strerror}; make room or write elsewhere, and run the "
            "same command again: what was measured is kept"
        )
    return unloadable(error)
