"""The catalogue as text: a card for one module, a list or a table of all.

What a card says beyond the entry's data comes from the docstrings of the module's own file.
"""

import inspect
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby

from attnzoo.entry import EVIDENCE, FAMILIES, Entry
from attnzoo.option import value_text

EXAMPLE = (256, 16, 16)
"""The map on which a card gives the cost in numbers."""


def card(entry: Entry) -> str:
    """Everything that is known about a module, as Markdown."""
    sections = {
        "What it computes": _computes(entry),
        "Options": _options_table(entry) or "none",
        "What it needs": entry.constraints,
        **({} if entry.family == "control" else _origin(entry)),
        "What it costs": _cost(entry),
        "How it was verified": _sentence(EVIDENCE[entry.verified]),
    }
    body = "\n\n".join(f"## {head}\n\n{text}" for head, text in sections.items())
    return (
        f"# {entry.acronym}: {entry.title}\n\n`{entry.name}` · {entry.paper} · {entry.family}: "
        f"{FAMILIES[entry.family]}\n\n{body}\n"
    )


def _origin(entry: Entry) -> Mapping[str, str]:
    """Sections that only a published module has."""
    remarks = _remarks(entry)
    return {
        "Where its authors place it": _sentence(entry.placement),
        "Source": remarks.get("Source", entry.paper),
        "Code": remarks.get("Code", "your own"),
        "How paper, code and this module differ": _sentence(remarks.get("Differs", "not known")),
    }


def _sentence(text: str) -> str:
    """A phrase as a sentence of its own."""
    return f"{text[:1].upper()}{text[1:].rstrip('.')}."


def listed(entry: Entry) -> tuple[Sequence[str], Sequence[str]]:
    """What a list shows: phrases that say what the module is, and what it takes and costs."""
    options = ", ".join(f"{name}={values}" for name, values in _choices(entry))
    return (
        (entry.title, entry.paper),
        (
            f"options: {options or 'none'}",
            f"needs: {entry.constraints}",
            f"parameters: {entry.formula}",
        ),
    )


def tables(entries: Iterable[Entry]) -> str:
    """A Markdown table of the modules of each family."""
    return "\n".join(
        f"## {family.capitalize()}: {FAMILIES[family]}\n\n{_table(members)}"
        for family, members in groupby(entries, key=lambda entry: entry.family)
    )


def _table(entries: Iterable[Entry]) -> str:
    rows = [
        f"| `{entry.name}` | {entry.title} | {entry.paper} | "
        f"{', '.join(f'`{name}={value}`' for name, value in _defaults(entry)) or '–'} | "
        f"{entry.formula} |\n"
        for entry in entries
    ]
    head = "| name | module | paper | options | parameters |\n|:--|:--|:--|:--|:--|\n"
    return head + "".join(rows)


def _defaults(entry: Entry) -> Iterator[tuple[str, str]]:
    for name, option in entry.options.items():
        yield name, option.default_text()


def _choices(entry: Entry) -> Iterator[tuple[str, str]]:
    """Each option with its default, and the other values where they are few words."""
    for name, option in entry.options.items():
        others = [value_text(value) for value in option.choices if value != option.default]
        few = option.kind is str and len(others) <= len("abcd")
        yield name, "|".join([option.default_text(), *(others if few else [])])


def _options_table(entry: Entry) -> str:
    rows = [
        f"| `{name}` | {option.default_text()} | {option.allowed} | {option.meaning} |"
        for name, option in entry.options.items()
    ]
    if not rows:
        return ""
    return "| option | default | takes | meaning |\n|:--|:--|:--|:--|\n" + "\n".join(rows)


def _computes(entry: Entry) -> str:
    """The class's docstring before its sections."""
    text = inspect.getdoc(entry.build) or "not said"
    return text.partition("\nArgs:")[0].partition("\nRaises:")[0].strip()


def _remarks(entry: Entry) -> Mapping[str, str]:
    """The lines `Word: text` of the docstring of the file that the module is in."""
    home = sys.modules.get(getattr(entry.build, "__module__", ""))
    words: dict[str, str] = {}
    word = ""
    for text in (home.__doc__ or "" if home else "").splitlines():
        start, colon, rest = text.partition(": ")
        if colon and start.isidentifier():
            word = start
            words[word] = rest
        elif word:
            words[word] = f"{words[word]} {text.strip()}".strip()
    return words


def _cost(entry: Entry) -> str:
    formulas = f"- parameters: {entry.formula}\n- MACs, as torch counts them: {entry.macs_formula}"
    channels, height, width = EXAMPLE
    options = entry.defaults()
    if entry.misfit(*EXAMPLE, **options) is not None:
        return formulas
    params = entry.params(channels, **options, **entry.sizing(height, width))
    macs = entry.macs(*EXAMPLE, **options)
    where = f"{channels} channels on a {height}x{width} map"
    return f"{formulas}\n- with the defaults, {where}: {params:,} parameters, {macs:,} MACs"
