"""The console shows every text as it is, marks the best in bold, and keeps to its width."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from attnreport.comparison.comparison import compare
from attnreport.comparison.tables import comparison_table, effects_table
from attnreport.record import AnyRecord, CostRecord
from attnreport.tables import console
from attnreport.tables.column import Column, Field, number_column, word_column
from attnreport.tables.table import Table

MakeCost = Callable[[str], CostRecord]
MakeStudy = Callable[[int], list[AnyRecord]]

EXPECTED = Path(__file__).parents[1] / "expected"
WIDE = 200

HEADS = ("#.Param., paper (M)", "ours (M)", "Verdict", "Latency (× baseline)", "Top-1 (%)", "g")
CONTINUING = ("ours (M)", "Verdict")
NUMBERS = st.sampled_from(
    ["1298014208", "23.71", "80.70 ± 0.20", "1.053 [1.048, 1.057]", "equal (a)", "–", "1"]
)

HOSTILE = {
    "markup": ("[bold]EMA[/bold]", "[bold]EMA[/bold]"),
    "unclosed markup": ("[/red]", "[/red]"),
    "link": ("[link=https://example.org]x[/link]", "[link=https://example.org]x[/link]"),
    "emoji code": (":smile:", ":smile:"),
    "backslash": ("EMA\\", "EMA\\"),
    "pipe": ("a|b", "a|b"),
    "html": ("<script>", "<script>"),
    "formula": ("=cmd()", "=cmd()"),
    "stars": ("**a** `b`", "**a** `b`"),
    "newline": ("a\nb", "a b"),
    "carriage return": ("a\rb", "a b"),
    "escape sequence": ("a\x1b[2Jb", "a[2Jb"),
    "bell": ("a\ab", "ab"),
}
on_hostile_texts = pytest.mark.parametrize(("text", "shown"), HOSTILE.values(), ids=HOSTILE)


def table_of(*columns: Column, title: str = "Title", notes: Sequence[str] = ()) -> Table:
    return Table(title=title, columns=columns, notes=tuple(notes), frame=pd.DataFrame())


def shown_cells(text: str) -> list[str]:
    """What stands between the bars of each row's lines."""
    rows = [line for line in text.splitlines() if line.startswith("│")]
    return [cell.strip(" *") for line in rows for cell in line.strip("│").split("│")]


def at_natural_width(table: Table) -> str:
    return console.text(table, console.natural_width(console.without_bold(table)))


def colored(table: Table) -> str:
    screen = Console(width=WIDE, force_terminal=True, color_system="truecolor", highlight=False)
    with screen.capture() as capture:
        screen.print(console.render(table, WIDE))
    return capture.get()


def test_the_comparison_reads_as_expected(table: Table) -> None:
    text = at_natural_width(table)
    assert text == (EXPECTED / "compare.txt").read_text(encoding="utf-8")


def test_the_differences_read_as_expected(make_study: MakeStudy, variants: Sequence[str]) -> None:
    effects = effects_table(compare(make_study(3), variants))
    assert effects is not None
    assert console.text(effects, 100) == (EXPECTED / "effects.txt").read_text(encoding="utf-8")


def test_at_its_natural_width_every_row_takes_one_line(table: Table) -> None:
    lines = at_natural_width(table).splitlines()
    methods = [row[0].text for row in table.rows]
    starts = [f"│ {method.ljust(max(map(len, methods)))} │" for method in methods]
    assert [line[: len(starts[0])] for line in lines if line.startswith("│")] == starts


@pytest.mark.parametrize("width", [40, 80, 100])
def test_no_line_is_wider_than_asked_for(width: int, table: Table) -> None:
    text = console.text(table, width)
    assert max(map(len, text.splitlines())) <= width


@pytest.mark.parametrize("width", [45, 60, 80, 100, 120])
def test_no_cell_of_a_study_is_broken_on_a_narrow_terminal(width: int, table: Table) -> None:
    whole = Counter(field.text for row in table.rows for field in row[2:])
    assert not whole - Counter(shown_cells(console.text(table, width)))


@given(st.data(), st.integers(0, 60))
def test_no_number_is_broken_where_its_column_fits_beside_the_first(
    data: st.DataObject, spare: int
) -> None:
    heads = ["Seeds", *data.draw(st.lists(st.sampled_from(HEADS), max_size=8))]
    rows = data.draw(st.lists(st.tuples(*[NUMBERS] * len(heads)), min_size=1, max_size=4))
    names = word_column("Method", ["+ EMA"] * len(rows))
    columns = [
        number_column(head, texts, continues=head in CONTINUING)
        for head, texts in zip(heads, zip(*rows, strict=True), strict=True)
    ]
    pairs = [table_of(names, column) for column in columns]
    width = max(map(console.natural_width, pairs)) + spare
    shown = Counter(shown_cells(console.text(table_of(names, *columns), width)))
    shown.pop("+ EMA")
    assert shown == Counter(text for row in rows for text in row)


def test_title_and_notes_stand_once_around_the_groups(table: Table) -> None:
    lines = console.text(table, 80).splitlines()
    assert [number for number, line in enumerate(lines) if line == table.title] == [0]
    assert sum(line.startswith("┏") for line in lines) > 1
    last = max(number for number, line in enumerate(lines) if line.startswith("└"))
    notes = [number for number, line in enumerate(lines) if line.startswith("- ")]
    assert len(notes) == len(table.notes) + 1
    assert notes[0] == last + 1


def test_the_lines_of_a_note_stand_behind_its_dash_and_part_no_number_from_its_percent_sign() -> (
    None
):
    table = table_of(word_column("Method", ["a"]), notes=["Clock: off by 2.5 %, then by 3.2 %."])
    assert console.text(table, 34).splitlines()[-2:] == [
        "- Clock: off by 2.5 %, then by",
        "  3.2 %.",
    ]


def test_text_has_no_colour_even_where_colour_is_forced(
    monkeypatch: pytest.MonkeyPatch, table: Table
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "\x1b" not in console.text(table, WIDE)


def test_the_best_is_bold_and_nothing_else() -> None:
    best = Column(name="#.Param.", fields=(Field(text="1298014208", is_best=True),))
    text = colored(table_of(word_column("Method", ["+ EMA"]), best))
    assert "\x1b[1m1298014208\x1b[0m" in text
    assert "\x1b[1m+ EMA" not in text


def test_without_bold_letters_a_star_and_a_note_take_their_place(table: Table) -> None:
    lines = at_natural_width(table).splitlines()
    assert [line[:12] for line in lines if " *23.71M │" in line] == ["│ Baseline  "]
    assert lines[-1] == "- * stands for bold."
    nothing_best = table_of(word_column("Method", ["a"]))
    assert console.without_bold(nothing_best) == nothing_best


@on_hostile_texts
def test_hostile_cells_are_shown_as_they_are(text: str, shown: str) -> None:
    table = table_of(word_column("Method", [text]), word_column("Backbone", ["x"]))
    last = console.text(table, WIDE).splitlines()[-2]
    assert last == f"│ {shown.ljust(len('Method'))} │ x        │"


@on_hostile_texts
def test_hostile_titles_and_notes_are_shown_as_they_are(text: str, shown: str) -> None:
    table = table_of(word_column("Method", ["a" * 60]), title=text, notes=[text])
    lines = console.text(table, WIDE).splitlines()
    assert (lines[0], lines[-1]) == (shown, f"- {shown}")


@on_hostile_texts
def test_hostile_heads_are_shown_as_they_are(text: str, shown: str) -> None:
    table = table_of(word_column(text, ["1"]))
    assert f"┃ {shown} ┃" in console.text(table, WIDE)


@on_hostile_texts
def test_hostile_labels_reach_the_screen_as_they_are(
    text: str, shown: str, make_cost: MakeCost
) -> None:
    table = comparison_table(compare([replace(make_cost("ema"), label=text)], ["baseline", "ema"]))
    assert f"+ {shown}" in at_natural_width(table)
