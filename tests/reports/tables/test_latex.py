r"""LaTeX prints the table's own texts, whatever is in them. `read` below is a LaTeX of its own.

Per character it knows what LaTeX prints, and it fails on any command, brace or character that the
writer should not have let through.
"""

import re
import string
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from attnreport.record import AnyRecord
from attnreport.tables import latex
from attnreport.tables.choice import choose_columns
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


def lines_of_rows(text: str) -> list[list[str]]:
    """The fields of each line of a tabular."""
    rows = [line for line in text.splitlines() if line.endswith(r" \\")]
    return [row.removeprefix("    ").removesuffix(r" \\").split(" & ") for row in rows]


def test_every_head_and_field_is_printed_and_every_note_is_a_comment_behind(table: Table) -> None:
    narrow = choose_columns(table, ["method", "params", "top1_at_best_validation"])
    text = latex.render(narrow)
    bare = [
        [read(re.sub(r"\\textbf\{(.*)\}$", r"\1", cell)) for cell in row]
        for row in lines_of_rows(text)
    ]
    assert bare[:3] == [
        ["", "", "Top-1"],
        ["", "", "at best validation"],
        ["Method", "#.Param.", "(%)"],
    ]
    assert bare[3:] == [[field.text for field in row] for row in narrow.rows]
    _, notes = latex.render(replace(narrow, lead="No gain.")).split("\\end{table}\n")
    assert notes.splitlines() == ["% No gain.", *(f"% {note}" for note in table.notes)]


def test_a_wide_table_stands_in_groups_across_both_columns(table: Table) -> None:
    text = latex.render(table)
    assert r"\begin{table*}[t]" in text
    names = [row[0] for row in lines_of_rows(text) if row[0].startswith("+ EMA")]
    assert len(names) == text.count(r"\begin{tabular}") > 1
    assert text.count("Backbone") == text.count(r"\begin{tabular}")


def test_a_narrow_table_stands_in_one_column(table: Table) -> None:
    text = latex.render(choose_columns(table, ["method", "params", "macs", "top1"]))
    assert r"\begin{table}[t]" in text
    assert text.count(r"\begin{tabular}") == 1


def test_a_text_can_refer_to_the_table(table: Table) -> None:
    assert r"\label{tab:comparison-of-attention-modules}" in latex.render(table)


def test_tables_of_one_title_have_labels_of_their_own(table: Table) -> None:
    titles = ("Speed", "Speed", "Speed 2", "speed")
    text = latex.render_all([replace(table, title=title) for title in titles])
    assert re.findall(r"\\label\{(.*?)\}", text) == [
        *("tab:speed", "tab:speed-2", "tab:speed-2-2", "tab:speed-3")
    ]


def test_nothing_but_booktabs_is_needed(table: Table) -> None:
    text = latex.render(table)
    needed, *lines = text.splitlines()
    assert needed == r"% Needs \usepackage[T1]{fontenc} and \usepackage{booktabs}."
    known = {
        *("begin", "end", "centering", "footnotesize", "setlength", "tabcolsep", "caption"),
        *("label", "par", "smallskip", "medskip", "toprule", "midrule", "bottomrule", "textbf"),
        *("textendash", "pm", "times"),
    }
    kept = "\n".join(line for line in lines if not line.startswith("%"))
    assert set(re.findall(r"\\([a-z]+)", kept)) <= known


def test_what_opens_is_closed(table: Table) -> None:
    text = latex.render(table)
    opened: list[str] = []
    for kind, name in re.findall(r"\\(begin|end)\{([\w*]+)\}", text):
        assert kind == "begin" or opened.pop() == name
        opened += [name] if kind == "begin" else []
    assert not opened
    text = "\n".join(line for line in text.splitlines() if not line.startswith("%"))
    assert text.replace(r"\{", "").count("{") == text.replace(r"\}", "").count("}")


def test_names_are_set_left_and_numbers_right() -> None:
    columns = (*(word_column(head, ["a"]) for head in ("Method", "Backbone")),)
    text = latex.render(table_of(*columns, number_column("Top-1", ["1"])))
    assert r"\begin{tabular}{@{}llr@{}}" in text


def test_the_best_is_bold() -> None:
    table = table_of(
        word_column("Method", ["+ EMA"]),
        Column(name="Top-1", fields=(Field(text="80.70 ± 0.20", is_best=True),)),
        Column(name="Top-5", fields=(Field(text="80%"),)),
    )
    assert r"+ EMA & \textbf{80.70 $\pm$ 0.20} & 80\% \\" in latex.render(table)


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
