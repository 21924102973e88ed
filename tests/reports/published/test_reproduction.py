"""A reproduced table has the paper's rows, ours beside them, and a match for every size."""

import json
import re
from dataclasses import replace

import numpy as np
import pytest
from matplotlib.figure import Figure

from attnreport.errors import NothingToDraw
from attnreport.published.paper import read_paper
from attnreport.published.plot import draw_sizes
from attnreport.published.rebuilt import Rebuilt, Rewiring, Score
from attnreport.published.reproduction import reproduction
from attnreport.published.reproduction_notes import Conventions
from attnreport.published.statement import statement
from attnreport.tables import latex, markdown, plain
from attnreport.tables.table import Table

PAPER = """
name = "mine"
title = "A paper"
authors = "Somebody"
source = "Nowhere 2026"
link = "https://example.org"

[[tables]]
name = "mine-table1"
caption = "Attention"
place = "Table 1"
page = "7"
units = { params = "M" }
scores = [{ name = "top1", head = "Top-1" }]
note = "What holds for all rows."

[tables.setting]
backbone = "resnet50"
data = "cifar100"
input_size = [3, 32, 32]
num_classes = 100

[[tables.rows]]
label = "Baseline"
variant = "baseline"
printed = { params = "23.71", top1 = "77.2" }

[[tables.rows]]
label = "+ A"
variant = "a"
printed = { params = "23.84", top1 = "80.69" }
note = "A note on A."

[[tables.rows]]
label = "+ B"
variant = "b"
printed = { params = "30.00", top1 = ["79.0", "79.2"] }

[[tables.rows]]
label = "+ C"
variant = "c"
backbone = "resnet101"
printed = { params = "40.00" }
refused = true

[[tables.rows]]
label = "+ D"
absent = "nobody knows it"
backbone = "resnet101"
"""

CONVENTIONS: Conventions = {"params": {"all": "every parameter", "few": "some of them"}}


def sizes(all_of_them: int, few: int) -> Rebuilt:
    return Rebuilt(counts={"params": {"all": all_of_them, "few": few}})


def score(*runs: float) -> Score:
    return Score(runs=runs, source="study s, recipe r, 30 epochs")


ROWS = [
    Rebuilt(
        counts={"params": {"all": 23_705_252, "few": 23_652_132}},
        scores={"top1": score(77.0, 77.2, 77.4)},
    ),
    Rebuilt(
        counts={"params": {"all": 23_903_620, "few": 23_849_556}},
        scores={"top1": score(78.0, 78.1, 78.2)},
    ),
    sizes(31_000_000, 29_000_000),
    Rebuilt(refusal="144 channels are not divisible by 32"),
    Rebuilt(),
]


@pytest.fixture(scope="module")
def table() -> Table:
    paper = read_paper(PAPER, "mine.toml")
    return reproduction(paper, paper.tables[0], ROWS, CONVENTIONS)


def texts(table: Table) -> list[list[str]]:
    return [[field.text for field in row] for row in table.rows]


def test_it_reads_like_the_paper_with_ours_beside(table: Table) -> None:
    assert table.heads == (
        *("Method", "Backbone", "#.Param., paper (M)", "ours (M)", "Match"),
        *("Top-1, paper (%)", "ours (%)", "Δ (points)"),
    )
    assert texts(table) == [
        ["Baseline", "resnet50", "23.71", "23.71", "equal", "77.2", "77.20 ± 0.20", "+0.00 in"],
        ["+ A", "", "23.84", "23.90", "by (a)", "80.69", "78.10 ± 0.10", "-2.59 out"],
        ["+ B", "", "30.00", "31.00", "no match", "79.10 ± 0.14", "not run", "–"],
        ["+ C", "resnet101", "40.00", "–", "refused", "–", "refused", "–"],
        ["+ D", "", "–", "–", "not run", "–", "not run", "–"],
    ]


def test_one_sentence_counts_the_sizes_that_are_met() -> None:
    (printed,) = read_paper(PAPER, "mine.toml").tables
    assert statement(printed, ROWS) == (
        "mine-table1: 2 of 4 printed sizes are met, 1 of them by another convention of counting"
    )
    assert statement(printed, [ROWS[0], *[Rebuilt()] * 4]) == (
        "mine-table1: 1 of 1 printed sizes is met"
    )
    assert statement(printed, [Rebuilt()] * 5) == "mine-table1: no size is printed"


def test_the_picture_shows_how_far_each_size_is_from_the_printed_one() -> None:
    (printed,) = read_paper(PAPER, "mine.toml").tables
    axes = Figure().add_subplot()
    draw_sizes(printed, ROWS, axes)
    names = [label.get_text() for label in axes.get_yticklabels()]
    assert names == [f"{row} (resnet50) #.Param." for row in ("Baseline", "+ A", "+ B")]
    last = axes.get_lines()[-1]
    assert np.asarray(last.get_xdata())[0] == pytest.approx(100 / 30)
    with pytest.raises(NothingToDraw, match="mine-table1 has no printed size"):
        draw_sizes(printed, [Rebuilt()] * 5, axes)


def test_no_printed_accuracy_is_marked_as_the_best(table: Table) -> None:
    assert not any(field.is_best for row in table.rows for field in row)


@pytest.mark.parametrize(
    "words",
    [
        "Sizes: 1 equal, 1 equal under another convention, 1 not reproducible by any convention "
        "tried, 1 refused, 1 not run. Conventions tried: 2 for parameters, rounded and truncated.",
        'Ours are "all" for parameters.',
        "(a) few, truncated instead of rounded (some of them).",
        "+ B (resnet50), parameters: nothing gives 30.00M; the nearest is 31.00M, all.",
        "Refused: + C (resnet101): 144 channels are not divisible by 32.",
        "Not run, nobody knows it: + D (resnet101).",
        "+ A (resnet50): A note on A.",
        "What holds for all rows.",
        "last epoch: study s, recipe r, 30 epochs.",
        "Printed values: Somebody, A paper, Nowhere 2026, Table 1, page 7; https://example.org",
    ],
)
def test_the_notes_say_what_the_fields_rest_on(words: str, table: Table) -> None:
    assert any(words in note for note in table.notes)


def test_one_convention_for_a_whole_column_is_named() -> None:
    paper = read_paper(PAPER, "mine.toml")
    rows = [sizes(1, 23_710_000), sizes(1, 23_840_000), sizes(1, 30_000_000), *ROWS[3:]]
    notes = reproduction(paper, paper.tables[0], rows, CONVENTIONS).notes
    assert 'A single convention gives all 3 printed parameters: "few".' in notes
    rows[0] = sizes(1, 2)
    notes = reproduction(paper, paper.tables[0], rows, CONVENTIONS).notes
    assert (
        'No single convention gives all 3 printed parameters; "few" gives most of them, 2.' in notes
    )


def test_without_a_printed_size_ours_stand_alone() -> None:
    text = re.sub(r'params = "[0-9.]+",? ?', "", PAPER)
    paper = read_paper(text, "mine.toml")
    table = reproduction(paper, paper.tables[0], ROWS, CONVENTIONS)
    assert table.heads[2:4] == ("#.Param., ours (M)", "Top-1, paper (%)")
    assert texts(table)[0][2] == "23.71"
    assert "There is no printed size to compare with." in table.notes
    assert not any("Conventions tried" in note for note in table.notes)


def test_a_note_of_several_rows_is_said_once() -> None:
    text = PAPER.replace('["79.0", "79.2"] }', '"79.0" }\nnote = "A note on A."')
    paper = read_paper(text, "mine.toml")
    notes = reproduction(paper, paper.tables[0], ROWS, CONVENTIONS).notes
    assert [note for note in notes if "note on A" in note] == [
        "+ A (resnet50), + B (resnet50): A note on A."
    ]


def test_what_other_connections_add_is_told_apart_from_the_module() -> None:
    paper = read_paper(PAPER, "mine.toml")
    rewiring = Rewiring(backbone="plain", params=1_000, rewired_params=1_030)
    rows = [replace(sizes(count, count), rewiring=rewiring) for count in (1_040, 1_000)]
    notes = reproduction(paper, paper.tables[0], [*rows, *ROWS[2:]], CONVENTIONS).notes
    rewired = [note for note in notes if "other connections" in note]
    assert rewired == [
        "Baseline (resnet50): it has 40 parameters more than plain; 30 of them (75%) come from "
        "other connections in the network, 10 from the module."
    ]


def test_settings_are_told_once_or_by_backbone(table: Table) -> None:
    sentence = "stem timm, site residual, one image of 3x32x32, 100 classes, cifar100."
    assert [note for note in table.notes if "networks" in note] == [f"Our networks: {sentence}"]
    other = PAPER.replace("refused = true", "refused = true\nnum_classes = 10")
    paper = read_paper(other, "mine.toml")
    notes = reproduction(paper, paper.tables[0], ROWS, CONVENTIONS).notes
    assert [note for note in notes if "networks" in note] == [
        f"Our networks, resnet50: {sentence}",
        f"Our networks, resnet101: {sentence.replace('100 classes', '10 classes')}",
    ]
    paper = read_paper(
        PAPER.replace("[tables.setting]", '[tables.setting]\nhead = "h"'), "mine.toml"
    )
    notes = reproduction(paper, paper.tables[0], ROWS, CONVENTIONS).notes
    assert f"Our networks: head h, {sentence}" in notes


def test_a_failure_is_told() -> None:
    paper = read_paper(PAPER, "mine.toml")
    rows = [*ROWS[:4], Rebuilt(error="unknown module")]
    notes = reproduction(paper, paper.tables[0], rows, CONVENTIONS).notes
    assert "Failed: + D (resnet101): unknown module." in notes


def test_json_has_every_count_exactly(table: Table) -> None:
    first, second, *_ = json.loads(plain.render_json(table))["rows"]
    assert first["params (all)"] == 23_705_252
    assert first["top1_printed_within_spread"] is True
    assert second["params (few)"] == 23_849_556
    assert second["params_match"] == "equal under another convention"
    assert (second["params_convention"], second["params_truncated"]) == ("few", True)
    assert second["top1_difference"] == pytest.approx(-2.59)


def test_every_format_takes_it(table: Table) -> None:
    assert "| + A |" in markdown.render(table)
    assert "+ A & " in latex.render(table)
    assert len(plain.render_csv(table).splitlines()) == 6


def test_of_several_conventions_the_one_that_explains_most_of_a_column_is_named() -> None:
    paper = read_paper(PAPER, "mine.toml")
    row = paper.tables[0].rows[1]
    table = replace(paper.tables[0], rows=(row, row))
    counts = (
        {"all": 1, "odd": 23_840_000, "few": 23_840_000},
        {"all": 1, "odd": 2, "few": 23_840_001},
    )
    rebuilt = [Rebuilt(counts={"params": count}) for count in counts]
    names = {"all": "", "odd": "", "few": ""}
    made = reproduction(paper, table, rebuilt, {"params": names})
    assert list(made.frame["params_convention"]) == ["few", "few"]
    assert list(made.frame["params_other_conventions"]) == [1, 0]
