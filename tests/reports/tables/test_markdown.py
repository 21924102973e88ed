"""Markdown renders to the table's own texts, whatever is in them."""

import string
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from attnreport.comparison.comparison import compare
from attnreport.comparison.tables import comparison_table
from attnreport.record import AnyRecord, CostRecord
from attnreport.tables import markdown
from attnreport.tables.column import Column, Field, word_column
from attnreport.tables.table import Table

MakeCost = Callable[[str], CostRecord]
MakeStudy = Callable[[int], list[AnyRecord]]

EXPECTED = Path(__file__).parents[1] / "expected" / "compare.md"

HOSTILE = {
    "pipe": "a|b",
    "escaped pipe": "a\\|b",
    "newline": "a\nb",
    "new row": "a |\n| b | c",
    "html": "<script>alert(1)</script>",
    "autolink": "<https://example.org>",
    "entity": "&lt;&#124;",
    "formula": "=cmd()",
    "rich markup": "[bold]x[/bold]",
    "link": "[a](https://example.org)",
    "image": "![a](https://example.org/a.png)",
    "backtick": "`a` ``",
    "star": "*a* **b**",
    "underscore": "_a_ __b__",
    "strike": "~~a~~",
    "backslash": "a\\",
    "heading": "# a",
    "bullet": "- a",
    "plus": "+ a",
    "number": "1. a",
    "parenthesis": "1) a",
    "quote": "> a",
    "fence": "~~~ a",
    "code fence": "``` a",
    "rule": "---",
    "indent": "        a",
}
on_hostile_texts = pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
hostile_texts = st.text(string.punctuation + string.whitespace + "a1é–", min_size=1)

BLOCKS = {"heading", "table", "thead", "tbody", "tr", "th", "td", "bullet_list", "list_item"}
BLOCKS |= {"paragraph", "inline"}


def parsed(text: str) -> list[Token]:
    return MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(text)


def kinds(tokens: Sequence[Token]) -> set[str]:
    """The blocks of a text, and what is within their lines."""
    blocks = {token.type.removesuffix("_open").removesuffix("_close") for token in tokens}
    return blocks | {child.type for token in tokens for child in token.children or ()}


def inner_texts(text: str, within: str) -> Iterator[str]:
    """What a reader sees in each block of a kind."""
    tokens = parsed(text)
    for before, token in pairwise(tokens):
        if before.type == f"{within}_open" and token.type == "inline":
            yield "".join(child.content for child in token.children or ())


def seen(text: str) -> str:
    return " ".join(text.split())


def table_of(text: str) -> Table:
    """A table that has the text wherever it can have one."""
    best = Column(name=f"x{text}", fields=(Field(text=f"x{text}x", is_best=True),))
    return Table(
        title=f"x{text}x",
        columns=(word_column("Method", [text]), best),
        notes=(text, f"{text}: counters disagree"),
        frame=pd.DataFrame(),
    )


def test_the_comparison_reads_as_expected(table: Table) -> None:
    text = markdown.render(table)
    assert text == EXPECTED.read_text(encoding="utf-8")


def test_a_reader_sees_every_cell_head_and_note_of_the_table(table: Table) -> None:
    text = markdown.render(table)
    assert list(inner_texts(text, "th")) == list(table.heads)
    assert list(inner_texts(text, "td")) == [field.text for row in table.rows for field in row]
    assert list(inner_texts(text, "paragraph")) == list(table.notes)
    assert list(inner_texts(text, "heading")) == [table.title]


def test_the_best_is_strong_and_nothing_else(table: Table) -> None:
    strong = [
        "".join(child.content for child in token.children or ())
        for token in parsed(markdown.render(table))
        if "strong_open" in kinds([token])
    ]
    assert strong == [field.text for row in table.rows for field in row if field.is_best]


def test_names_are_set_left_and_numbers_right(table: Table) -> None:
    rule = markdown.render(table).splitlines()[3]
    assert rule.split(" | ") == ["| :--", ":--", *["--:"] * (len(table.heads) - 3), "--: |"]


def assert_inert(text: str) -> None:
    rendered = markdown.render(table_of(text))
    assert kinds(parsed(rendered)) <= BLOCKS | {"text", "strong_open", "strong_close"}
    assert list(inner_texts(rendered, "th")) == ["Method", seen(f"x{text}")]
    assert list(inner_texts(rendered, "td")) == [seen(text), seen(f"x{text}x")]
    assert list(inner_texts(rendered, "heading")) == [seen(f"x{text}x")]
    assert list(inner_texts(rendered, "paragraph")) == [
        seen(text),
        seen(f"{text}: counters disagree"),
    ]


@on_hostile_texts
def test_hostile_texts_render_as_themselves(text: str) -> None:
    assert_inert(text)


@given(hostile_texts.filter(str.strip))
@settings(deadline=None)
def test_any_punctuation_renders_as_itself(text: str) -> None:
    assert_inert(text)


@on_hostile_texts
def test_hostile_labels_stay_in_their_cell(text: str, make_cost: MakeCost) -> None:
    records = [make_cost("baseline"), replace(make_cost("ema"), label=text)]
    table = comparison_table(compare(records, ["baseline", "ema"]))
    rendered = markdown.render(table)
    cells = list(inner_texts(rendered, "td"))
    assert len(cells) == 2 * len(table.heads)
    assert cells[len(table.heads)] == seen(f"+ {text}")


def test_a_file_ends_in_one_newline(table: Table) -> None:
    text = markdown.render(table)
    assert text == text.rstrip() + "\n"
