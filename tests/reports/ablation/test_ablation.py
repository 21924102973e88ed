"""The rows of an ablation read like the paper's, beside the baseline of their own study."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from attnreport.ablation.ablation import ablation, ablation_tables
from attnreport.ablation.design import Design, Factor, Point
from attnreport.record import AnyRecord, CostRecord
from attnreport.tables import markdown
from attnreport.tables.table import Table
from attnreport.units import MISSING

MakeCost = Callable[[str], CostRecord]
MakeStudy = Callable[[int], list[AnyRecord]]

EXPECTED = Path(__file__).parents[1] / "expected" / "ablation.md"


def column(table: Table, head: str) -> list[str]:
    index = table.heads.index(head)
    return [row[index].text for row in table.rows]


def in_studies(design: Design, *studies: str) -> Design:
    """The design with each of its points in every study."""
    points = [replace(point, study=study) for study in studies for point in design.points]
    return replace(design, points=tuple(points))


def without(records: Sequence[AnyRecord], variant: str) -> list[AnyRecord]:
    return [record for record in records if getattr(record, "variant", None) != variant]


@pytest.fixture(scope="module")
def table(make_study: MakeStudy, design: Design) -> Table:
    """The ablation of one study."""
    return ablation({"": make_study(3)}, design)


def test_the_ablation_reads_as_expected(table: Table) -> None:
    assert markdown.render(table) == EXPECTED.read_text(encoding="utf-8")


def test_rows_are_named_as_the_design_names_them(table: Table) -> None:
    assert table.title == "Ablation of EMA"
    assert column(table, "Method") == [
        *("Baseline", "+ EMA_32", "+ EMA_16", "+ EMA_no", "Baseline again")
    ]
    ties = next(note for note in table.notes if note.startswith("Ties"))
    assert "{EMA_32} {EMA_16, EMA_no} {Baseline}" in ties
    assert any(about.row == "EMA_32" for about in table.cautions)


def test_throughput_has_its_ratio_to_the_baseline(table: Table) -> None:
    assert column(table, "Throughput (× baseline)")[1] == "0.950 [0.946, 0.954]"


def test_a_row_has_its_levels_in_the_frame_alone(table: Table) -> None:
    assert list(table.frame["factor_groups"])[1:4] == ["32", "16", "32"]
    assert list(table.frame["factor_cross_spatial"])[1:4] == ["on", "on", "off"]
    assert table.frame["factor_groups"][[0, 4]].isna().all()
    assert not any("groups" in head for head in table.heads)


@pytest.fixture(scope="module")
def masks() -> Design:
    """A grid of site and stage, of which every point without a stage is the baseline."""
    return Design(
        title="Masks",
        factors=(
            Factor(name="site", levels=("residual", "block"), reference="residual"),
            Factor(name="stage1", levels=("off", "on"), reference="off"),
        ),
        points=tuple(
            Point(study="", variant=variant, label=label, levels={"site": site, "stage1": stage})
            for variant, label, site, stage in (
                ("baseline", "Baseline", "residual", "off"),
                ("ema", "EMA at residual", "residual", "on"),
                ("baseline", "Baseline", "block", "off"),
                ("ca", "EMA at block", "block", "on"),
            )
        ),
    )


def test_a_row_of_several_points_has_only_the_levels_that_they_share(
    make_study: MakeStudy, masks: Design
) -> None:
    frame = ablation({"": make_study(1)}, masks).frame
    assert frame["factor_site"].isna()[0]
    assert list(frame["factor_site"])[1:3] == ["residual", "block"]
    assert list(frame["factor_stage1"])[:3] == ["off", "on", "on"]


def test_a_row_of_several_points_that_is_missing_is_named_once(
    make_study: MakeStudy, masks: Design
) -> None:
    notes = ablation({"": without(make_study(1), "baseline")}, masks).notes
    assert "Not measured: Baseline; run the command again." in notes


def test_a_refused_combination_is_listed_with_its_reason(table: Table) -> None:
    assert table.notes[0] == "Refused: EMA_48: 256 channels are no multiple of 48 groups"


def test_a_row_without_records_is_a_row_of_dashes_that_a_note_names(
    make_study: MakeStudy, design: Design
) -> None:
    table = ablation({"": without(make_study(3), "ca")}, design)
    row = [field.text for field in table.rows[2]]
    assert row[:2] == ["+ EMA_16", MISSING]
    assert "Not measured: EMA_16; run the command again." in table.notes
    assert "Fewer than 3 training runs: EMA_16 0." in table.notes


def test_a_row_that_failed_says_why(make_study: MakeStudy, design: Design) -> None:
    records = [
        replace(record, error="killed", scores={})
        if record.key == "train-ca-seed1-0a1b" and record.kind == "train"
        else record
        for record in make_study(3)
    ]
    table = ablation({"": records}, design)
    assert "Failed: train-ca-seed1-0a1b: killed" in table.notes


@pytest.fixture(scope="module")
def two_studies(make_study: MakeStudy) -> Mapping[str, list[AnyRecord]]:
    """A study with two learning rates, better in the second by 2 points."""
    slow, fast = make_study(3), make_study(3)
    better = [
        replace(record, recipe="fast", scores={"top1": (record.scores["top1"][-1] + 2,)})
        if record.kind == "train"
        else record
        for record in fast
    ]
    return {"lr=0.1": slow, "lr=0.2": better}


@pytest.fixture(scope="module")
def two(two_studies: Mapping[str, list[AnyRecord]], design: Design) -> Table:
    """The ablation of both."""
    return ablation(two_studies, in_studies(design, *two_studies))


def test_every_study_has_its_baseline_and_is_named_once(two: Table) -> None:
    assert column(two, "Study") == ["lr=0.1", "", "", "", "", "lr=0.2", "", "", "", ""]
    assert column(two, "Method")[5:7] == ["Baseline", "+ EMA_32"]
    assert column(two, "Top-1 (%)")[5] == "79.40 ± 0.20"


def test_the_speed_of_every_study_has_a_title_of_its_own(
    two_studies: Mapping[str, list[AnyRecord]], design: Design
) -> None:
    tables = ablation_tables(two_studies, in_studies(design, *two_studies))
    title = "Speed and memory in one timing session"
    assert {name: table.title for name, table in tables.items() if name.startswith("speed")} == {
        "speed-lr=0.1": f"{title}, lr=0.1",
        "speed-lr=0.2": f"{title}, lr=0.2",
    }
    (alone,) = (
        t
        for t in ablation_tables({"": two_studies["lr=0.1"]}, design).values()
        if t.title.startswith("Speed")
    )
    assert alone.title == title


def test_the_best_is_the_best_of_its_study(two: Table) -> None:
    index = two.heads.index("Top-1 (%)")
    assert [row[index].is_best for row in two.rows] == 2 * [False, True, False, False, False]


def test_a_study_of_few_seeds_leaves_the_others_their_best_marks(
    make_study: MakeStudy, design: Design
) -> None:
    studies = {"lr=0.1": make_study(1), "lr=0.2": make_study(3)}
    table = ablation(studies, in_studies(design, *studies))
    index = table.heads.index("Top-1 (%)")
    marked = [number for number, row in enumerate(table.rows) if row[index].is_best]
    assert [table.rows[number][0].text for number in marked] == ["+ EMA_32"]
    assert marked[0] > 5


def test_what_all_studies_say_is_said_once_and_what_one_says_has_its_name(two: Table) -> None:
    notes = two.notes
    assert len(notes) == len(set(notes))
    assert sum(note.startswith("Setting: ") for note in notes) == 1
    assert sum("Training: recipe" in note for note in notes) == 2
    assert any(note.startswith("lr=0.2: Training: recipe fast") for note in notes)


def test_a_study_without_records_has_its_rows(make_cost: MakeCost, design: Design) -> None:
    records = {"lr=0.1": [make_cost("ema")]}
    table = ablation(records, in_studies(design, "lr=0.1", "lr=0.2"))
    assert column(table, "Method")[4:] == ["Baseline", "+ EMA_32", "+ EMA_16", "+ EMA_no"]
    assert "lr=0.2: Nothing was measured yet." in table.notes
    assert table.frame["params"][4:].isna().all()


def test_one_study_has_no_column_of_its_name(table: Table) -> None:
    assert "Study" not in table.heads


def test_outcomes_are_compared_within_their_study(make_study: MakeStudy, design: Design) -> None:
    records = make_study(2)
    correct = {r.key: np.ones(10, np.bool_) for r in records if r.kind == "train"}
    notes = ablation({"": records}, design, correct=correct).notes
    assert sum(note.startswith("Trained networks, not modules") for note in notes) == 1
