"""The table of effects says what each number is, and what could not be told."""

from collections.abc import Callable
from dataclasses import replace
from math import nan
from pathlib import Path

import pytest

from attnreport.ablation.design import Design, Point
from attnreport.ablation.factor_effects_table import factor_effects_table
from attnreport.record import AnyRecord
from attnreport.tables import markdown, plain
from attnreport.tables.table import Table
from attnreport.units import MISSING

MakeStudy = Callable[[int], list[AnyRecord]]

EXPECTED = Path(__file__).parents[1] / "expected" / "factor_effects.md"


def column(table: Table, head: str) -> list[str]:
    index = table.heads.index(head)
    return [row[index].text for row in table.rows]


@pytest.fixture(scope="module")
def whole(design: Design) -> Design:
    """The grid with the baseline as its fourth point."""
    levels = {"groups": "16", "cross_spatial": "off"}
    corner = Point(study="", variant="baseline", label="Baseline", levels=levels)
    return replace(design, points=(*design.points, corner))


def test_the_effects_read_as_expected(make_study: MakeStudy, whole: Design) -> None:
    text = markdown.render(factor_effects_table({"": make_study(3)}, whole))
    assert text == EXPECTED.read_text(encoding="utf-8")


def test_interactions_stand_below_main_effects(make_study: MakeStudy, whole: Design) -> None:
    table = factor_effects_table({"": make_study(3)}, whole)
    assert column(table, "Factor") == ["groups", "cross_spatial", "groups × cross_spatial"]
    assert column(table, "Levels") == ["16 vs 32", "on vs off", "16 vs 32, on vs off"]
    assert column(table, "Pairs") == ["2", "2", "1"]
    assert any(note.startswith("A × B:") for note in table.notes)


def test_without_interactions_none_is_explained(make_study: MakeStudy, design: Design) -> None:
    notes = factor_effects_table({"": make_study(3)}, design).notes
    assert not any(note.startswith("A × B:") for note in notes)


def test_the_frame_has_the_exact_numbers_for_csv(make_study: MakeStudy, design: Design) -> None:
    table = factor_effects_table({"": make_study(3)}, design)
    assert table.frame["top1_difference"][0] == pytest.approx(80.1 - 80.7)
    assert table.frame["params_difference"][0] == 1_732_096
    assert plain.render_csv(table).splitlines()[1].startswith("groups,16 vs 32,1,-0.")


@pytest.mark.parametrize("seeds", [1, 2])
def test_below_3_seeds_there_are_estimates_without_intervals_and_a_note(
    seeds: int, make_study: MakeStudy, design: Design
) -> None:
    table = factor_effects_table({"": make_study(seeds)}, design)
    assert all("[" not in text for text in column(table, "Δ Top-1 (points)"))
    assert MISSING not in column(table, "Δ Top-1 (points)")
    assert any("too few for intervals" in note for note in table.notes)


def test_a_factor_without_a_pair_is_listed_as_not_estimable_with_why(
    make_study: MakeStudy, design: Design
) -> None:
    records = [r for r in make_study(3) if r.kind != "speed" and r.variant != "ca"]
    table = factor_effects_table({"": records}, design)
    assert column(table, "Levels") == ["16 vs 32: not estimable", "on vs off"]
    assert [field.text for field in table.rows[0]][2:] == [*[MISSING] * 4, "0"]
    assert table.notes[-2:] == (
        "Not estimable: groups, 16 vs 32: no two measured rows differ in groups alone.",
        "Left out of the score, because nothing was scored: EMA_16.",
    )


def test_a_failed_training_leaves_the_exact_sizes_and_says_what_is_missing(
    make_study: MakeStudy, design: Design
) -> None:
    records = [r for r in make_study(3) if r.kind != "train" or r.variant != "ca"]
    table = factor_effects_table({"": records}, design)
    assert column(table, "Levels") == ["16 vs 32", "on vs off"]
    assert column(table, "Δ Top-1 (points)")[0] == MISSING
    assert column(table, "Δ #.Param.")[0] == "+1.73M"
    assert column(table, "Pairs") == ["0", "1"]
    assert table.notes[-3:] == (
        "Score not estimable: groups, 16 vs 32: no two scored rows differ in groups alone.",
        "Pairs of groups, 16 vs 32, where not 0: Δ #.Param. 1, Δ FLOPs (torch) 1, Latency (×) 1.",
        "Left out of the score, because nothing was scored: EMA_16.",
    )


def test_where_no_effect_on_the_score_is_estimated_no_interval_is_explained(
    make_study: MakeStudy, design: Design
) -> None:
    records = [r for r in make_study(3) if r.kind != "train" or r.variant in ("baseline", "ema")]
    notes = factor_effects_table({"": records}, design).notes
    assert not any("interval" in note and "simultaneous" in note for note in notes)
    assert notes[0] == "Δ Top-1: mean over the pairs of level minus reference."


def test_where_nothing_was_trained_there_is_no_column_of_scores(
    make_study: MakeStudy, design: Design
) -> None:
    table = factor_effects_table({"": make_study(0)}, design)
    assert table.heads[2] == "Δ #.Param."
    assert not any("Top-1" in text for text in (*table.heads, *table.notes))


def test_a_design_without_factors_is_a_table_without_rows(
    make_study: MakeStudy, design: Design
) -> None:
    points = tuple(replace(point, levels={}) for point in design.points)
    bare = replace(design, factors=(), points=points)
    table = factor_effects_table({"": make_study(3)}, bare)
    assert table.rows == ()
    assert markdown.render(table)


def test_rows_that_never_vary_say_so(make_study: MakeStudy, design: Design) -> None:
    records = [
        replace(r, scores={"top1": (80.0,)}) if r.kind == "train" else r for r in make_study(3)
    ]
    table = factor_effects_table({"": records}, design)
    assert column(table, "Δ Top-1 (points)") == ["+0.00", "+0.00"]
    assert "no difference between rows varies over seeds" in table.notes[0]


def test_a_lost_seed_and_a_score_that_is_no_number_are_named(
    make_study: MakeStudy, design: Design
) -> None:
    records = [
        replace(r, scores={"top1": (nan,)})
        if r.kind == "train" and (r.variant, r.seed) == ("ca", 1)
        else r
        for r in make_study(3)
    ]
    table = factor_effects_table({"": records}, design)
    groups, cross_spatial = column(table, "Δ Top-1 (points)")
    assert "[" not in groups
    assert "[" in cross_spatial
    assert "simultaneous over 1 effect;" in table.notes[0]
    assert table.notes[0].endswith(
        "Without brackets: the rows of the effect have fewer than 3 seeds in common."
    )
    assert "No number, and left out of the score: EMA_16, seed 1." in table.notes
