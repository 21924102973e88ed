"""A table as LaTeX, for a paper."""

import re

from attnreport.tables.column import Field
from attnreport.tables.table import Table

PACKAGES = r"\usepackage[T1]{fontenc}, \usepackage{booktabs} and \usepackage{adjustbox}"
"""What the text needs in a document's preamble."""

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
    """A float with booktabs: the best in bold, the second best underlined, the notes below."""
    sides = "".join("l" if column.holds_words else "r" for column in table.columns)
    lines = [
        f"% Needs {PACKAGES}.",
        r"\begin{table}[t]",
        r"  \centering",
        rf"  \caption{{{escape(table.title)}}}",
        r"  \begin{adjustbox}{max width=\linewidth}",
        rf"    \begin{{tabular}}{{{sides}}}",
        r"      \toprule",
        _line([_guard(escape(head)) for head in table.heads]),
        r"      \midrule",
        *(_line([_field(field) for field in row]) for row in table.rows),
        r"      \bottomrule",
        r"    \end{tabular}",
        r"  \end{adjustbox}",
        *([r"  \par\smallskip\raggedright\footnotesize"] if table.notes else []),
        *(rf"  {escape(note)}\par" for note in table.notes),
        r"\end{table}",
    ]
    return "\n".join(lines) + "\n"


def _line(fields: list[str]) -> str:
    return rf"      {' & '.join(fields)} \\"


def _field(field: Field) -> str:
    text = escape(field.text)
    if field.is_best:
        return rf"\textbf{{{text}}}"
    return rf"\underline{{{text}}}" if field.is_second else _guard(text)


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
