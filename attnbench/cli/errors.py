"""What a user reads when something is wrong: the flag in place of the parameter."""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from attnbench.cli.installation import unloadable
from attnbench.cli.option import flag_of
from attnbench.errors import WrongUse

OWN_PACKAGES = ("attnbench", "attnreport", "attnzoo")


@contextmanager
def naming_flags(flags: Mapping[str, str]) -> Iterator[None]:
    """Turn an error about a parameter into one about the option that the user typed.

    `seeds must be at least 1 (got 0); to skip training use epochs=0` becomes `--seeds must be at
    least 1 (got 0); to skip training use --epochs 0`.

    Args:
        flags: By parameter, of the command that runs.

    Raises:
        WrongUse: in place of an error whose parameter has a flag.
    """
    try:
        yield
    except ValueError as error:
        flag = flags.get(getattr(error, "parameter", None) or "")
        if flag is None:
            raise
        message = getattr(error, "message", str(error))
        raise WrongUse(f"{flag} {_with_flags(message, flags)}") from error


def _with_flags(message: str, flags: Mapping[str, str]) -> str:
    """The message with `epochs=0` written as `--epochs 0`."""

    def flag(match: re.Match[str]) -> str:
        name = match[1]
        return f"{flags[name]} " if name in flags else match[0]

    return re.sub(r"\b(\w+)=(?=\S)", flag, message)


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
    if isinstance(error, ValueError) and type(error).__module__.split(".")[0] in OWN_PACKAGES:
        return str(error)
    return unloadable(error)
