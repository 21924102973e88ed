"""Options and lists as they are typed: words, numbers, quotes and commas."""

OptionValue = int | float | bool | str | None

WORDS: dict[str, OptionValue] = {
    "on": True,
    "true": True,
    "off": False,
    "false": False,
    "none": None,
    "auto": None,
}


QUOTES = "\"'"


def split_list(text: str) -> list[str]:
    """The parts of a text between the commas outside parentheses and quotes."""
    return [part.strip() for part in _parts(text)]


def _parts(text: str) -> list[str]:
    """The parts of a text between its outer commas, as they are.

    A quote opens where a name or a value begins, so that an apostrophe within one is a letter.
    """
    parts, quote, depth, before = [""], "", 0, ","
    for character in text:
        if quote:
            quote = "" if character == quote else quote
        elif character in QUOTES and before in ",(=":
            quote = character
        elif character == "," and depth == 0:
            parts.append("")
            before = ","
            continue
        else:
            depth = max(depth + (character == "(") - (character == ")"), 0)
        parts[-1] += character
        before = before if character.isspace() else character
    return parts


def parse_value(text: str) -> OptionValue:
    """A value from its text: on, off, true, false, none, a number, or the text itself.

    What is in quotes is text.
    """
    if len(text) > 1 and text[0] in QUOTES and text[0] == text[-1]:
        return text[1:-1]
    if text.lower() in WORDS:
        return WORDS[text.lower()]
    for read in (int, float):
        try:
            return read(text)
        except ValueError:
            continue
    return text


def value_text(value: OptionValue) -> str:
    """A value as `parse_value` reads it."""
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, str):
        return quoted(value, ",()", always=parse_value(value) != value)
    return "auto" if value is None else str(value)


def quoted(text: str, special: str, *, always: bool = False) -> str:
    """A text, in quotes where it would not be read as one without.

    Args:
        text: A name, a path or a word.
        special: Characters besides spaces that end it where it has no quotes.
        always: Whether to put it in quotes in any case.
    """
    needs = not text or text[0] in QUOTES or any(c.isspace() or c in special for c in text)
    if not (needs or always):
        return text
    return f"'{text}'" if '"' in text else f'"{text}"'
