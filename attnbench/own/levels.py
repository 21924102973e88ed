"""The values that an option is to take, from a text such as `groups=16,32`."""

import re
from collections.abc import Iterable, Sequence

from attnbench.errors import WrongUse
from attnbench.plan.option_text import OptionValue, parse_value
from attnzoo import Option
from attnzoo.option import value_text

Levels = tuple[OptionValue, ...]


def split_levels(text: str) -> tuple[str, list[str]]:
    """The name before the equals sign, and the words between the commas behind it.

    Raises:
        WrongUse: if the text is not of that form.
    """
    name, equals, values = (part.strip() for part in text.partition("="))
    words = [word.strip() for word in values.split(",")]
    if not equals or not all(words):
        raise WrongUse(f"cannot read {text!r}; write option=a,b,c, such as groups=16,32")
    if any(re.fullmatch(r"0\d+", word) for word in words):
        raise WrongUse(
            f"cannot read {text!r}: commas separate levels; write fractions with a point"
        )
    return name, words


def option_levels(name: str, words: Sequence[str], option: Option) -> Levels:
    """The levels of a module's option.

    Raises:
        BadOption: if the option does not take one of them.
        WrongUse: if two of them are printed alike.
    """
    levels = different(name, map(parse_value, words))
    for level in levels:
        option.check(name, level)
    return levels


def different(name: str, levels: Iterable[OptionValue]) -> Levels:
    """The levels, if they can be told apart as they are printed.

    Raises:
        WrongUse: if two of them cannot.
    """
    listed = tuple(levels)
    texts = [value_text(level) for level in listed]
    repeated = [text for text in texts if texts.count(text) > 1]
    if repeated:
        raise WrongUse(f"{name} has the level {repeated[0]} twice; give each once")
    return listed
