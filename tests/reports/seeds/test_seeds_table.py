"""The table says what each row lacks and what that takes, or why it cannot."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from math import nan

from attnreport.record import AnyRecord, TrainRecord
from attnreport.seeds.seeds import Aim
from attnreport.seeds.seeds_table import seeds_table
from attnreport.units import MISSING

MakeStudy = Callable[[int], list[AnyRecord]]
MakeTrain = Callable[[str, int], TrainRecord]

AIM = Aim(detect=0.3, power=0.8)


def test_each_row_has_what_it_lacks_and_the_time_of_it(
    make_study: MakeStudy, variants: Sequence[str]
) -> None:
    table = seeds_table(make_study(3), variants, AIM)
    needed = int(table.frame["seeds_needed"][0])
    more = needed - 3
    assert [field.text for field in table.rows[1]][:4] == ["+ EMA", "3", str(needed), str(more)]
    assert list(table.frame["more_s"]) == [600.0 * more] * len(variants)
    assert table.notes[0].startswith(f"{needed} seeds a row (")
    assert f"{4 * more} more runs would take about" in table.notes[1]


def test_a_row_without_runs_takes_the_time_of_the_others(make_train: MakeTrain) -> None:
    runs = [make_train(row, seed) for row in ("baseline", "eca") for seed in range(2)]
    table = seeds_table(runs, ["baseline", "eca", "ca"], AIM)
    assert list(table.frame["seeds"]) == [2, 2, 0]
    assert table.frame["more_s"][2] == 600.0 * table.frame["seeds_more"][2]


def test_the_time_of_a_row_is_the_median_of_its_runs(make_train: MakeTrain) -> None:
    runs = [
        replace(make_train(row, seed), wall_s=wall_s)
        for row in ("baseline", "eca")
        for seed, wall_s in enumerate((10.0, 20.0, 900.0))
    ]
    frame = seeds_table(runs, ["baseline", "eca"], AIM).frame
    assert frame["more_s"][0] == 20.0 * frame["seeds_more"][0]


def test_failed_runs_are_no_seeds(make_study: MakeStudy, variants: Sequence[str]) -> None:
    records = [
        replace(r, error="killed") if r.kind == "train" and r.seed == 2 else r
        for r in make_study(3)
    ]
    assert list(seeds_table(records, variants, AIM).frame["seeds"]) == [2] * 4


def test_enough_seeds_are_said_to_be_enough(make_study: MakeStudy, variants: Sequence[str]) -> None:
    table = seeds_table(make_study(3), variants, Aim(detect=5, power=0.8))
    assert "Every row has enough seeds already." in table.notes
    assert [row[3].text for row in table.rows] == ["0"] * 4


def test_one_seed_says_that_the_spread_cannot_be_known(
    make_study: MakeStudy, variants: Sequence[str]
) -> None:
    table = seeds_table(make_study(1), variants, AIM)
    (note,) = table.notes
    assert "spread over seeds is unknown" in note
    assert "3 seeds or more" in note
    assert [field.text for field in table.rows[0]] == ["Baseline", "1", *[MISSING] * 3]


def test_a_score_that_is_no_number_is_named_and_the_plan_is_of_the_others(
    make_study: MakeStudy, variants: Sequence[str]
) -> None:
    records = [
        replace(r, scores={"top1": (nan,)})
        if r.kind == "train" and (r.variant, r.seed) == ("ca", 1)
        else r
        for r in make_study(3)
    ]
    table = seeds_table(records, variants, AIM)
    assert "seeds a row" in table.notes[0]
    assert table.notes[-1].startswith("Top-1 is no number: CA, seed 1.")
    lost = [replace(r, scores={"top1": (nan,)}) if r.kind == "train" else r for r in records]
    unknown, named = seeds_table(lost, variants, AIM).notes
    assert "no row has 2 seeds with a score" in unknown
    assert named.startswith("Top-1 is no number: Baseline, seed 0;")


def test_a_study_without_training_has_no_seeds(variants: Sequence[str]) -> None:
    table = seeds_table([], variants, AIM)
    assert [row[1].text for row in table.rows] == ["0"] * 4


def test_more_seeds_than_anybody_trains_are_not_listed(
    make_study: MakeStudy, variants: Sequence[str]
) -> None:
    table = seeds_table(make_study(3), variants, Aim(detect=1e-4, power=0.8))
    assert table.notes[0].startswith("more than 10,000 seeds a row (")
    assert table.rows[0][2].text == MISSING
