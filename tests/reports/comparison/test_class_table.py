"""The classes are the rows of the table, and the study's rows its columns."""

import csv
import json
from collections.abc import Sequence
from dataclasses import replace
from math import nan

import numpy as np
import pytest

from attnreport.comparison.class_scores import ClassScores
from attnreport.comparison.class_table import MOST_DIFFERENCES, class_table
from attnreport.record import ScoreKind, TrainRecord
from attnreport.tables.formats import FORMATS
from attnreport.tables.table import Table
from tests.reports.conftest import VARIANTS, train

IOU = ScoreKind(name="iou", head="IoU")
NAMES = ("sky", "a|b <i>", "tree")
RULE = "A class that is nowhere has no score."


def scores(first: float, names: tuple[str, ...] = NAMES) -> ClassScores:
    return ClassScores(
        names=names, values=np.array([first, 20.0, nan]), shares=np.array([0.75, 0.25, 0.0])
    )


def make(
    runs: Sequence[TrainRecord], without: Sequence[str] = (), others: Sequence[str] = ()
) -> Table:
    """A table in which the first class of each row and seed has another score."""
    stored = {
        run.key: scores(10.0 + place, tuple("xyz") if run.key in others else NAMES)
        for place, run in enumerate(runs)
        if run.key not in without
    }
    variants = list(dict.fromkeys(run.variant for run in runs))
    return class_table(runs, stored, variants, IOU, "pixels", RULE)


RUNS = [train(variant, seed) for variant in ("baseline", "eca") for seed in (0, 1)]


def test_the_table_has_shares_rows_and_their_differences() -> None:
    table = make(RUNS)
    assert table.title == "IoU by class"
    assert table.heads == ("Class", "Labelled pixels (%)", "Baseline (%)", "+ ECA (%)", "Δ")
    texts = [[field.text for field in row] for row in table.rows]
    assert texts == [
        ["sky", "75.00", "10.50 ± 0.71", "12.50 ± 0.71", "+2.00"],
        ["a|b <i>", "25.00", "20.00 ± 0.00", "20.00 ± 0.00", "+0.00"],
        ["tree", "0.00", "–", "–", "–"],
        ["Mean", "", "15.25 ± 0.35", "16.25 ± 0.35", "+1.00"],
    ]


def test_the_notes_say_what_the_numbers_are_of() -> None:
    text = "\n".join(make(RUNS).notes)
    assert "2 seeds: IoU after the last epoch on 10,000 test images, mean ± standard" in text
    assert "No class is tested by itself: of 3 classes, some differ by chance." in text
    assert RULE in text
    assert "Without labelled pixels in the test images: tree." in text
    assert "Left out" not in text


def test_one_seed_has_no_deviation() -> None:
    table = make(RUNS[:1])
    assert [field.text for field in table.columns[2].fields] == ["10.00", "20.00", "–", "15.00"]
    assert "±" not in table.notes[0]


def test_runs_without_scores_and_of_other_classes_are_left_out_and_counted() -> None:
    table = make(RUNS, without=[RUNS[1].key], others=[RUNS[3].key])
    assert "Left out: 2 runs without such scores of the same classes." in table.notes
    assert table.columns[2].fields[0].text == "10.00"
    assert table.columns[3].fields[0].text == "12.00"


def test_differences_of_many_rows_are_in_the_files_alone() -> None:
    few = make([train(variant, 0) for variant in VARIANTS])
    assert "Δ" in few.heads
    run, numbers = train("eca", 0), range(MOST_DIFFERENCES + 1)
    many = [replace(run, key=f"run-{number}", variant=f"row-{number}") for number in numbers]
    table = make([train("baseline", 0), *many])
    assert "Δ" not in table.heads
    assert any("CSV and JSON have them" in note for note in table.notes)
    assert table.frame["iou_percent_difference"].notna().any()


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_shows_every_class(form: str) -> None:
    text = FORMATS[form].render([make(RUNS)])
    assert "sky" in text
    assert "tree" in text


def test_files_have_exact_numbers_a_line_for_each_class_and_row() -> None:
    rows = list(csv.DictReader(FORMATS["csv"].render([make(RUNS)]).splitlines()))
    assert len(rows) == 4 * 2
    assert rows[1] == {
        "class_index": "0",
        "class": "sky",
        "share_percent": "75",
        "variant": "eca",
        "label": "ECA",
        "seeds": "2",
        "iou_percent_mean": "12.5",
        "iou_percent_sd": str(0.5**0.5),
        "iou_percent_difference": "2",
    }
    last = json.loads(FORMATS["json"].render([make(RUNS)]))["rows"][-1]
    assert last["class"] == "Mean"
    assert last["class_index"] is None
    assert last["share_percent"] is None
