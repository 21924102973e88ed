r"""LaTeX prints the table's own texts, whatever is in them. `read` below is a LaTeX of its own.

Per character it knows what LaTeX prints, and it fails on any command, brace or character that the
writer should not have let through.
"""

import re
import string
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from attnreport.record import AnyRecord
from attnreport.tables import latex
from attnreport.tables.column import Column, Field, number_column, word_column
from attnreport.tables.table import Table

MakeStudy = Callable[[int], list[AnyRecord]]

EXPECTED = Path(__file__).parents[1] / "expected" / "compare.tex"

PRINTED = {
    **{f"\\{character}": character for character in "{}$&#%_"},
    r"\textbackslash{}": "\\",
    r"\textasciicircum{}": "^",
    r"\textasciitilde{}": "~",
    r"\textless{}": "<",
    r"\textgreater{}": ">",
    r"\textbar{}": "|",
    r"\textquotedbl{}": '"',
    r"\textasciigrave{}": "`",
    r"\textendash{}": "–",
    r"\textemdash{}": "—",
    r"\dots{}": "…",
    r"$\pm$": "±",
    r"$\times$": "×",
    r"$\cdot$": "·",
    r"$\leq$": "≤",
    r"$\geq$": "≥",
    r"$\rightarrow$": "→",
    r"$^2$": "²",
    r"$\mu$": "µ",
    r"$\Delta$": "Δ",
    r"$\delta$": "δ",
    "$-$": "-",
    "{}": "",
}
TOKENS = re.compile("|".join(map(re.escape, sorted(PRINTED, key=len, reverse=True))) + "|.")
ACTIVE = set('\\{}$&#%_^~<>|"`')
JOINED = ("--", ",,", "''")
LATIN_1_LETTERS = "".join(chr(code) for code in range(0xC0, 0x100) if code not in (0xD7, 0xF7))


def read(text: str) -> str:
    """What LaTeX prints of a text."""
    tokens = TOKENS.findall(text)
    plain = [token for token in tokens if token not in PRINTED]
    assert not set(plain) & ACTIVE, text
    assert all(token.isascii() or token in LATIN_1_LETTERS for token in plain), text
    assert not any(pair in text for pair in JOINED), text
    return "".join(PRINTED.get(token, token) for token in tokens)


def table_of(*columns: Column) -> Table:
    return Table(title="Comparison", columns=columns, notes=(), frame=pd.DataFrame())


def test_the_comparison_reads_as_expected(table: Table) -> None:
    text = latex.render(table)
    assert text == EXPECTED.read_text(encoding="utf-8")


def test_every_cell_head_and_note_is_printed(table: Table) -> None:
    lines = latex.render(table).splitlines()
    rows = [line.strip().removesuffix(r" \\").split(" & ") for line in lines if " & " in line]
    bare = [[re.sub(r"\\(textbf|underline)\{(.*)\}$", r"\2", cell) for cell in row] for row in rows]
    assert [[read(cell) for cell in row] for row in bare] == [
        list(table.heads),
        *([field.text for field in row] for row in table.rows),
    ]
    notes = [line.strip().removesuffix(r"\par") for line in lines if line.endswith(r"\par")]
    assert list(map(read, notes)) == list(table.notes)


def test_what_opens_is_closed(table: Table) -> None:
    text = latex.render(table)
    opened: list[str] = []
    for kind, name in re.findall(r"\\(begin|end)\{(\w+)\}", text):
        assert kind == "begin" or opened.pop() == name
        opened += [name] if kind == "begin" else []
    assert not opened
    assert text.replace(r"\{", "").count("{") == text.replace(r"\}", "").count("}")


def test_names_are_set_left_and_numbers_right() -> None:
    columns = (*(word_column(head, ["a"]) for head in ("Method", "Backbone")),)
    text = latex.render(table_of(*columns, number_column("Top-1", ["1"])))
    assert r"\begin{tabular}{llr}" in text


def test_the_best_is_bold_and_the_second_underlined() -> None:
    table = table_of(
        word_column("Method", ["+ EMA"]),
        Column(name="Top-1", fields=(Field(text="80.70 ± 0.20", is_best=True),)),
        Column(name="Top-5", fields=(Field(text="80%", is_second=True),)),
    )
    line = r"+ EMA & \textbf{80.70 $\pm$ 0.20} & \underline{80\%} \\"
    assert line in latex.render(table)


def test_a_number_below_0_has_a_minus_and_a_name_its_hyphen() -> None:
    assert latex.escape("ResNet-50: -0.05 [-0.10, +0.02]") == (
        "ResNet-50: $-$0.05 [$-$0.10, +0.02]"
    )


def test_an_option_keeps_both_its_hyphens() -> None:
    assert latex.escape("pass --seeds 3") == "pass -{}-seeds 3"


@pytest.mark.parametrize("text", ["[1, 2]", "* a"])
def test_a_row_that_starts_like_an_option_of_the_last_line_end_is_guarded(text: str) -> None:
    rendered = latex.render(table_of(word_column(text, ["a", text])))
    assert not re.search(r"(\\\\|rule)\s*[\[*]", rendered)


@pytest.mark.parametrize(("character", "number"), [("中", "4E2D"), ("\0", "0000"), ("ﬁ", "FB01")])
def test_a_character_that_latex_lacks_is_named_by_its_number(character: str, number: str) -> None:
    assert latex.escape(f"a{character}b") == f"a[U+{number}]b"


@given(st.text(string.printable + "±×·≤≥→²µΔδ–—…" + LATIN_1_LETTERS))
@settings(deadline=None)
def test_any_text_prints_as_itself(text: str) -> None:
    assert read(latex.escape(text)) == " ".join(text.split())


@given(st.text())
@settings(deadline=None)
def test_no_text_leaves_a_command_behind(text: str) -> None:
    assert read(latex.escape(text)).count("\\") == text.count("\\")


def test_a_file_ends_in_one_newline(table: Table) -> None:
    text = latex.render(table)
    assert text == text.rstrip() + "\n"
