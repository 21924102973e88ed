"""A counter and a score that attnreport has never heard of reach tables, frame and notes."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from attnreport.comparison.comparison import Comparison, compare
from attnreport.comparison.tables import comparison_table, effects_table
from attnreport.comparison.trace.explain import explain
from attnreport.record import AnyRecord, CostRecord, ScoreKind, SpeedRecord, TrainRecord
from attnreport.seeds.seeds import Aim
from attnreport.seeds.seeds_table import seeds_table
from attnreport.tables.table import Table

MakeStudy = Callable[[int], list[AnyRecord]]

ANGLE = ScoreKind(
    name="angle",
    head="Angle",
    unit="°",
    difference_unit="degrees",
    higher_is_better=False,
    digits=1,
)
ANGLES = {"baseline": 20.0, "ema": 10.0, "ca": 12.0, "eca": 30.0}
VARIANTS = tuple(ANGLES)


def of_outside(record: AnyRecord) -> AnyRecord:
    """A record with another counter, or another score."""
    match record:
        case CostRecord():
            return replace(record, macs={**record.macs, "abacus": 1_000 * len(record.variant)})
        case TrainRecord():
            # Against the order of the others, so that differences vary over seeds.
            seed = 2 - record.seed if record.variant == "baseline" else record.seed
            last = ANGLES[record.variant] + 0.1 * seed
            scores = {"angle": (last - 5, last)}
            return replace(
                record, score_kinds=(ANGLE,), scores=scores, validation_scores={"angle": (1.0, 2.0)}
            )
        case SpeedRecord():
            return record


@pytest.fixture(scope="module")
def records(make_study: MakeStudy) -> list[AnyRecord]:
    return [of_outside(record) for record in make_study(3)]


@pytest.fixture(scope="module")
def comparison(records: list[AnyRecord]) -> Comparison:
    return compare(records, VARIANTS, show_optimism=True)


@pytest.fixture(scope="module")
def table(comparison: Comparison) -> Table:
    return comparison_table(comparison)


def best(table: Table, head: str) -> list[str]:
    """The rows that are marked best in a column."""
    (column,) = (column for column in table.columns if column.head == head)
    rows = zip(table.columns[0].fields, column.fields, strict=True)
    return [name.text for name, field in rows if field.is_best]


def test_the_counter_is_a_column_of_the_table_and_the_frame_and_part_of_the_notes(
    table: Table,
) -> None:
    assert table.heads[3:7] == tuple(f"FLOPs ({n})" for n in ("torch", "fvcore", "thop", "abacus"))
    assert list(table.frame["macs_abacus"])[:4] == [8_000, 3_000, 2_000, 3_000]
    assert best(table, "FLOPs (abacus)") == ["+ CA"]
    assert any(note.endswith("counted by torch, fvcore, thop and abacus.") for note in table.notes)


def test_the_score_has_its_head_unit_and_digits_and_the_lowest_is_the_best(table: Table) -> None:
    assert [head for head in table.heads if "Angle" in head] == [
        "Angle (°)",
        "Angle at best validation (°)",
        "Angle, best epoch on test (optimistic)",
    ]
    assert [row[table.heads.index("Angle (°)")].text for row in table.rows][:2] == [
        "20.1 ± 0.1",
        "10.1 ± 0.1",
    ]
    assert best(table, "Angle (°)") == ["+ EMA"]
    assert best(table, "Angle at best validation (°)") == ["+ EMA"]
    assert table.frame["angle_degrees_mean"][1] == pytest.approx(10.1)
    assert table.frame["angle_best_on_test_degrees_mean"][1] == pytest.approx(5.1)


def test_the_notes_follow_the_scores_direction(table: Table) -> None:
    assert "Angle: lower is better." in table.notes
    assert any(note.endswith("{EMA} {CA} {Baseline} {ECA}.") for note in table.notes)
    assert any("is up to 5.0 degrees better than at the last epoch" in note for note in table.notes)
    # ECA is slower, larger and worse than the baseline.
    assert any(note.startswith("Pareto-best: Baseline, EMA, CA.") for note in table.notes)


def test_differences_and_seeds_are_in_the_scores_unit(
    comparison: Comparison, records: list[AnyRecord]
) -> None:
    effects = effects_table(comparison)
    assert effects is not None
    assert effects.heads[1] == "Δ Angle (degrees)"
    assert effects.rows[0][1].text.startswith("-10.0 [")
    seeds = seeds_table(records, VARIANTS, Aim(detect=0.5, power=0.8))
    assert seeds.title == "Seeds to see a difference of 0.5 degrees"


def test_a_field_of_them_can_be_traced(records: list[AnyRecord]) -> None:
    (first, *_) = explain(records, VARIANTS, "EMA:Angle")
    assert first == "EMA:Angle: 10.1 ± 0.1 °, mean ± sd of the last epoch over 3 seeds"
    (first, *_) = explain(records, VARIANTS, "CA:FLOPs (abacus)")
    assert first == "CA:FLOPs (abacus): 2,000 of one image"
