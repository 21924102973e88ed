"""Tables in notebooks: what they hold, that nothing in them is run, and that none is large."""

from collections.abc import Iterator
from dataclasses import replace
from xml.etree import ElementTree as ET

import pandas as pd
import pytest

from attnreport.tables.column import Column, Field, number_column, word_column
from attnreport.tables.html import grid, joined, render
from attnreport.tables.table import Table

MOST_BYTES = 100_000


def made(*texts: str) -> Table:
    return Table(
        title="Sizes",
        columns=(
            word_column("Method", texts),
            Column(
                name="Size", unit="K", fields=tuple(Field(text="1", is_best=True) for _ in texts)
            ),
            number_column("Share", ["–" for _ in texts]),
        ),
        notes=("One note.",),
        frame=pd.DataFrame(),
    )


def shown(html: str) -> Iterator[list[str]]:
    """The texts of each row; the HTML must be well-formed."""
    tree = ET.fromstring(f"<div>{html}</div>")
    for row in tree.iter("tr"):
        yield ["".join(field.itertext()) for field in row]


def test_heads_fields_and_notes_are_shown() -> None:
    html = render(made("EMA", "CA"))
    assert list(shown(html)) == [
        ["Method", "Size (K)", "Share"],
        ["EMA", "1", "–"],
        ["CA", "1", "–"],
    ]
    assert "<p><b>Sizes</b></p>" in html
    assert html.count("<b>1</b>") == 2
    assert "<li>One note.</li>" in html


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", "a & b", "'\"><img src=x>", "&lt;", "</table>", "<b>"]
)
def test_a_text_is_shown_as_it_is(text: str) -> None:
    table = made(text)
    html = render(replace(table, title=text, notes=(text,)))
    assert list(shown(html))[1][0] == text
    assert "<script" not in html
    assert "<style" not in html
    assert "<img" not in html


def test_rows_for_which_there_is_no_room_are_counted() -> None:
    html = render(replace(made(*("<" * 1000 for _ in range(500))), notes=("x" * 900,) * 500))
    assert len(html.encode()) < MOST_BYTES
    *rows, last = shown(html)
    assert last == [f"{501 - len(rows)} more rows are not shown"]
    assert rows[-1][0].endswith("<…")


def test_words_are_set_left() -> None:
    assert grid(["a", "b"], [["c", "d"]], words=[0]).count("left") == 2


def test_no_number_and_no_short_name_is_broken_and_a_narrow_page_scrolls() -> None:
    html = grid(["a", "long " * 6], [["+ EMA", "1 " * 20], ["long " * 9, "1"]], words=[0])
    assert html.startswith('<div style="overflow-x: auto">')
    fields = [*ET.fromstring(html).iter("th"), *ET.fromstring(html).iter("td")]
    broken = [field.text for field in fields if "nowrap" not in field.attrib["style"]]
    assert broken == ["long " * 6, "long " * 9]


def test_tables_for_which_there_is_no_room_are_counted() -> None:
    whole = joined([grid(["a"], [["b" * 1000]] * 50)] * 9)
    assert len(whole.encode()) < MOST_BYTES
    assert whole.endswith("<p>7 more tables are not shown</p>")
    assert joined(["<p>a</p>", "<p>b</p>"]) == "<p>a</p><p>b</p>"
