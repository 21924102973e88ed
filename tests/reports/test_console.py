"""The console shows every text as it is, marks the best in bold, and keeps to its width."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from rich.console import Console

from attnreport import console
from attnreport.columns import TextCell
from attnreport.record import AnyRecord, CostRecord
from attnreport.table import Table, comparison, effects_table

MakeCost = Callable[[str], CostRecord]
MakeStudy = Callable[[int], list[AnyRecord]]

EXPECTED = Path(__file__).parent / "expected"
WIDE = 200

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


def one_row(*cells: TextCell, title: str = "Title", notes: Sequence[str] = ()) -> Table:
    heads = ("Method", "Backbone", "#.Param.")[: len(cells)]
    return Table(title=title, heads=heads, rows=(cells,), notes=tuple(notes), frame=pd.DataFrame())


def colored(table: Table) -> str:
    screen = Console(width=WIDE, force_terminal=True, color_system="truecolor", highlight=False)
    with screen.capture() as capture:
        screen.print(console.render(table))
    return capture.get()


def test_the_comparison_reads_as_expected(make_study: MakeStudy, variants: Sequence[str]) -> None:
    table = comparison(make_study(3), variants)
    text = console.text(table, console.natural_width(table))
    assert text == (EXPECTED / "compare.txt").read_text(encoding="utf-8")


def test_the_differences_read_as_expected(make_study: MakeStudy, variants: Sequence[str]) -> None:
    table = effects_table(comparison(make_study(3), variants))
    assert table is not None
    assert console.text(table, 100) == (EXPECTED / "effects.txt").read_text(encoding="utf-8")


def test_at_its_natural_width_every_row_takes_one_line(
    make_study: MakeStudy, variants: Sequence[str]
) -> None:
    table = comparison(make_study(3), variants)
    lines = console.text(table, console.natural_width(table)).splitlines()
    methods = [row[0].text for row in table.rows]
    starts = [f"│ {method.ljust(max(map(len, methods)))} │" for method in methods]
    assert [line[: len(starts[0])] for line in lines if line.startswith("│")] == starts


@pytest.mark.parametrize("width", [40, 80, 100])
def test_no_line_is_wider_than_asked_for(
    width: int, make_study: MakeStudy, variants: Sequence[str]
) -> None:
    text = console.text(comparison(make_study(3), variants), width)
    assert max(map(len, text.splitlines())) <= width


def test_text_has_no_colour_even_where_colour_is_forced(
    monkeypatch: pytest.MonkeyPatch, make_study: MakeStudy, variants: Sequence[str]
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "\x1b" not in console.text(comparison(make_study(3), variants), WIDE)


def test_the_best_is_bold_and_nothing_else() -> None:
    text = colored(one_row(TextCell(text="+ EMA"), TextCell(text="1298014208", is_best=True)))
    assert "\x1b[1m1298014208\x1b[0m" in text
    assert "\x1b[1m+ EMA" not in text


@on_hostile_texts
def test_hostile_cells_are_shown_as_they_are(text: str, shown: str) -> None:
    table = one_row(TextCell(text=text), TextCell(text="x"))
    last = console.text(table, WIDE).splitlines()[-2]
    assert last == f"│ {shown.ljust(len('Method'))} │ x        │"


@on_hostile_texts
def test_hostile_titles_and_notes_are_shown_as_they_are(text: str, shown: str) -> None:
    table = one_row(TextCell(text="a" * 60), title=text, notes=[text])
    lines = console.text(table, WIDE).splitlines()
    assert (lines[0], lines[-1]) == (shown, f"- {shown}")


@on_hostile_texts
def test_hostile_heads_are_shown_as_they_are(text: str, shown: str) -> None:
    table = replace(one_row(TextCell(text="1")), heads=(text,))
    assert f"┃ {shown} ┃" in console.text(table, WIDE)


@on_hostile_texts
def test_hostile_labels_reach_the_screen_as_they_are(
    text: str, shown: str, make_cost: MakeCost
) -> None:
    table = comparison([replace(make_cost("ema"), label=text)], ["baseline", "ema"])
    assert f"+ {shown}" in console.text(table, console.natural_width(table))
