"""A table as LaTeX, for a paper."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, count, zip_longest

from attnreport.tables.column import Column, Field
from attnreport.tables.column_groups import split
from attnreport.tables.table import Table
from attnreport.text import printable

PACKAGES = r"\usepackage[T1]{fontenc} and \usepackage{booktabs}"
"""What the text needs in a document's preamble."""

NARROW, WIDE = 52, 80
"""Characters that fit into one of two columns of an article, and below a text of one column."""

GAP = 2
"""Characters that the room between two columns takes."""

SPECIAL = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "$": r"\$",
    "&": r"\&",
    "#": r"\#",
    "%": r"\%",
    "_": r"\_",
    "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    '"': r"\textquotedbl{}",
    "`": r"\textasciigrave{}",
    "–": r"\textendash{}",
    "—": r"\textemdash{}",
    "…": r"\dots{}",
    "±": r"$\pm$",
    "×": r"$\times$",
    "·": r"$\cdot$",
    "≤": r"$\leq$",
    "≥": r"$\geq$",
    "→": r"$\rightarrow$",
    "²": "$^2$",
    "µ": r"$\mu$",
    "Δ": r"$\Delta$",
    "δ": r"$\delta$",
}
"""By character, how LaTeX is told to print it."""

PIECES = re.compile(r"(?P<minus>(?<![\w.])-(?=\d))|(?P<joined>[-,'])(?=(?P=joined))|.")
"""A minus sign, a character that LaTeX would join with the same one behind it, or any other."""


def render(table: Table) -> str:
    """A float with booktabs, the best in bold; behind it the lead and the notes as comments.

    A table that is too wide for one of two columns spans both. What is too wide for these stands
    in groups of columns below each other, the rows' names left of each.
    """
    return render_all([table])


def render_all(tables: Sequence[Table]) -> str:
    """The floats of a document, one below the other, each with a label of its own."""
    return "\n".join(map(_float, tables, _labels(table.title for table in tables)))


def _float(table: Table, label: str) -> str:
    groups = split(table, lambda part: _width(part) <= WIDE)
    place = "table" if all(_width(group) <= NARROW for group in groups) else "table*"
    lines = [
        f"% Needs {PACKAGES}.",
        rf"\begin{{{place}}}[t]",
        r"  \centering\footnotesize\setlength{\tabcolsep}{4pt}",
        rf"  \caption{{{escape(table.title)}}}",
        rf"  \label{{{label}}}\par\smallskip",
        *_between(r"  \par\medskip", map(_tabular, groups)),
        rf"\end{{{place}}}",
        *(f"% {printable(text)}" for text in (table.lead, *table.notes) if text),
    ]
    return "\n".join(lines) + "\n"


def _labels(titles: Iterable[str]) -> list[str]:
    """What a text refers to each table by: tab:comparison-of-attention-modules.

    A title that is there again gets a number: tab:speed, tab:speed-2.
    """
    labels: list[str] = []
    for title in titles:
        label = "tab:" + "-".join(re.findall(r"[a-z0-9]+", title.lower()))
        spellings = chain([label], (f"{label}-{number}" for number in count(2)))
        labels.append(next(spelling for spelling in spellings if spelling not in labels))
    return labels


def _width(table: Table) -> int:
    """Characters of the table's longest line."""
    widths = [
        max(map(len, [*column.head_lines, *(field.text for field in column.fields)]))
        for column in table.columns
    ]
    return sum(widths) + GAP * (len(widths) - 1)


def _between(separator: str, blocks: Iterable[Sequence[str]]) -> Iterator[str]:
    """The lines of blocks, with a line between two of them."""
    for number, block in enumerate(blocks):
        yield from [separator] if number else []
        yield from block


def _tabular(table: Table) -> list[str]:
    sides = "".join("l" if column.holds_words else "r" for column in table.columns)
    return [
        rf"  \begin{{tabular}}{{@{{}}{sides}@{{}}}}",
        r"    \toprule",
        *map(_line, _heads(table.columns)),
        r"    \midrule",
        *(_line([_field(field) for field in row]) for row in table.rows),
        r"    \bottomrule",
        r"  \end{tabular}",
    ]


def _heads(columns: Sequence[Column]) -> list[list[str]]:
    """The lines of the heads, the last ones beside each other."""
    from_below = zip_longest(*(reversed(column.head_lines) for column in columns), fillvalue="")
    return [[_guard(escape(text)) for text in line] for line in from_below][::-1]


def _line(fields: Sequence[str]) -> str:
    return rf"    {' & '.join(fields)} \\"


def _field(field: Field) -> str:
    text = escape(field.text)
    return rf"\textbf{{{text}}}" if field.is_best else _guard(text)


def _guard(text: str) -> str:
    """A field in which the end of the row above does not find an option at its start."""
    return f"{{}}{text}" if text.startswith(("[", "*")) else text


def escape(text: str) -> str:
    """The text with nothing in it that LaTeX would act on, and no character that it lacks."""
    return PIECES.sub(_printed, " ".join(text.split()))


def _printed(piece: re.Match[str]) -> str:
    """What prints as the piece; of a character that needs other packages, its number."""
    character = piece[0]
    if piece["minus"]:
        return "$-$"
    if piece["joined"]:
        return f"{character}{{}}"
    if character in SPECIAL:
        return SPECIAL[character]
    is_known = character.isascii() or (character.isalpha() and "À" <= character <= "ÿ")
    return character if is_known and character.isprintable() else f"[U+{ord(character):04X}]"
