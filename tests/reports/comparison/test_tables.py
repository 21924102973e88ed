"""The table has the papers' shape, and marks a best only where there is one to mark."""

import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import attnreport
from attnreport.comparison.comparison import compare
from attnreport.comparison.tables import comparison_table, effects_table, speed_table
from attnreport.record import AnyRecord, CostRecord, ScoreKind, SpeedRecord, TrainRecord
from attnreport.tables.table import Table
from attnreport.units import MISSING

MakeCost = Callable[[str], CostRecord]
MakeSpeed = Callable[[Sequence[str]], SpeedRecord]
MakeStudy = Callable[[int], list[AnyRecord]]
MakeTrain = Callable[[str, int], TrainRecord]


def column(table: Table, head: str) -> list[str]:
    index = table.heads.index(head)
    return [row[index].text for row in table.rows]


def best(table: Table, head: str) -> list[str]:
    """The methods that are marked best in a column."""
    index = table.heads.index(head)
    return [row[0].text for row in table.rows if row[index].is_best]


def runs(make_train: MakeTrain, variant: str, scores: Sequence[float]) -> list[TrainRecord]:
    """One run for each score, with seeds 0, 1, ..."""
    return [
        replace(make_train(variant, 0), seed=seed, scores={"top1": (score,)})
        for seed, score in enumerate(scores)
    ]


def failed(record: AnyRecord, error: str) -> AnyRecord:
    match record:
        case CostRecord():
            return replace(record, error=error, params=None, macs={}, activations=None)
        case TrainRecord():
            return replace(record, error=error, train_loss=(), scores={})
        case SpeedRecord():
            return replace(record, error=error, forward_s={})


def with_failure(records: Sequence[AnyRecord], key: str, error: str) -> list[AnyRecord]:
    return [failed(record, error) if record.key == key else record for record in records]


def test_heads_are_the_papers_in_their_order(table: Table) -> None:
    assert table.heads == (
        "Method",
        "Backbone",
        "#.Param.",
        "FLOPs (torch)",
        "FLOPs (fvcore)",
        "FLOPs (thop)",
        "Throughput (img/s)",
        "Latency (× baseline)",
        "Peak memory (MiB)",
        "Top-1 (%)",
        "Top-5 (%)",
        "Top-1 at best validation (%)",
    )


def test_baseline_is_first_the_null_row_last_and_modules_are_added(table: Table) -> None:
    assert column(table, "Method") == ["Baseline", "+ EMA", "+ CA", "+ ECA", "Baseline again"]


def test_the_backbone_is_named_once(table: Table) -> None:
    assert column(table, "Backbone") == ["resnet50", "", "", "", ""]


def test_counts_share_the_scale_of_their_column(table: Table) -> None:
    assert column(table, "#.Param.") == ["23.71M", "23.90M", "25.64M", "23.71M", MISSING]
    assert column(table, "FLOPs (torch)") == ["1.30G", "1.39G", "1.30G", "1.30G", MISSING]


def test_what_a_counter_could_not_count_is_a_dash(table: Table) -> None:
    assert column(table, "FLOPs (fvcore)")[1] == MISSING
    assert "0" not in column(table, "FLOPs (fvcore)")


def test_a_table_of_small_counts_is_in_thousands(make_cost: MakeCost) -> None:
    records = [
        replace(make_cost("baseline"), params=222_890),
        replace(make_cost("ema"), params=1_222_890),
    ]
    table = comparison_table(compare(records, ["baseline", "ema"]))
    assert column(table, "#.Param.") == ["222.89K", "1222.89K"]


def test_the_baseline_takes_part_in_sizes_times_and_memory(table: Table) -> None:
    heads = ("#.Param.", "Throughput (img/s)", "Latency (× baseline)", "Peak memory (MiB)")
    assert [best(table, head) for head in heads] == 4 * [["Baseline"]]


def test_a_module_that_is_smaller_than_the_baseline_is_marked(make_cost: MakeCost) -> None:
    records = [make_cost("baseline"), replace(make_cost("ema"), params=1)]
    table = comparison_table(compare(records, ["baseline", "ema"]))
    assert best(table, "#.Param.") == ["+ EMA"]


def test_columns_of_names_have_no_best(table: Table) -> None:
    assert not best(table, "Method") + best(table, "Backbone")


def test_of_counts_that_print_alike_the_lowest_is_best(table: Table) -> None:
    assert column(table, "FLOPs (torch)") == ["1.30G", "1.39G", "1.30G", "1.30G", MISSING]
    assert best(table, "FLOPs (torch)") == ["Baseline"]


def test_the_null_row_is_never_best(make_study: MakeStudy, variants: Sequence[str]) -> None:
    *others, session = make_study(3)
    assert isinstance(session, SpeedRecord)
    null = {"baseline again": 1}
    peaks = {**session.peak_train_step_bytes, **null}
    records = [*others, replace(session, peak_train_step_bytes=peaks)]
    table = comparison_table(compare(records, variants))
    assert best(table, "Peak memory (MiB)") == ["Baseline"]


def test_a_note_says_what_bold_means(table: Table) -> None:
    assert (
        "Bold: shown to be the best (sizes and memory by value, times by intervals, scores by "
        "tests)."
    ) in table.notes


def test_a_noisy_clock_takes_the_marks_of_its_times(
    make_study: MakeStudy, variants: Sequence[str]
) -> None:
    *others, session = make_study(1)
    assert isinstance(session, SpeedRecord)
    slow = tuple(1.2 * seconds for seconds in session.latency_s["baseline"])
    noisy = replace(session, latency_s={**session.latency_s, "baseline again": slow})
    table = comparison_table(compare([*others, noisy], variants))
    assert best(table, "Latency (× baseline)") == []
    assert best(table, "Throughput (img/s)") == ["Baseline"]


@pytest.mark.parametrize("seeds", [1, 2])
def test_below_3_seeds_no_accuracy_is_best_and_a_note_says_so(
    seeds: int, make_study: MakeStudy, variants: Sequence[str]
) -> None:
    table = comparison_table(compare(make_study(seeds), variants))
    assert best(table, "Top-1 (%)") == best(table, "Top-5 (%)") == []
    assert best(table, "#.Param.") == ["Baseline"]
    assert any(f"Not enough seeds: {seeds} seed" in note for note in table.notes)


def test_with_3_seeds_the_best_accuracy_is_marked(table: Table) -> None:
    assert column(table, "Top-1 (%)")[:2] == ["77.40 ± 0.20", "80.70 ± 0.20"]
    assert best(table, "Top-1 (%)") == ["+ EMA"]
    assert not any("Not enough" in note for note in table.notes)


def test_a_row_that_lost_a_seed_takes_the_mark_away_and_a_note_says_so(
    make_study: MakeStudy, variants: Sequence[str]
) -> None:
    records = with_failure(make_study(3), "train-ema-seed2-0a1b", "killed")
    table = comparison_table(compare(records, variants))
    assert best(table, "Top-1 (%)") == []
    assert any("2 seeds are too few to rank" in note for note in table.notes)


def test_rows_that_tie_at_the_top_are_not_marked(make_train: MakeTrain) -> None:
    records = [
        *runs(make_train, "baseline", [70.0, 70.2, 70.1]),
        *runs(make_train, "ema", [80.2, 80.3, 80.4]),
        *runs(make_train, "ca", [80.0, 80.3, 80.5]),
    ]
    table = comparison_table(compare(records, ["baseline", "ema", "ca"]))
    assert any(note.endswith("{EMA, CA} {Baseline}.") for note in table.notes)
    assert best(table, "Top-1 (%)") == []


def test_scores_by_chance_are_not_marked(make_train: MakeTrain) -> None:
    records = [
        *runs(make_train, "baseline", [11.0, 10.0, 9.5]),
        *runs(make_train, "ema", [11.11, 10.27, 11.95]),
        *runs(make_train, "ca", [9.0, 10.5, 10.0]),
    ]
    table = comparison_table(compare(records, ["baseline", "ema", "ca"]))
    assert any(note.endswith("{EMA, Baseline, CA}.") for note in table.notes)
    assert best(table, "Top-1 (%)") == []


def test_a_baseline_that_beats_every_module_is_marked(make_train: MakeTrain) -> None:
    records = [
        *runs(make_train, "baseline", [79.9, 80.0, 80.1]),
        *runs(make_train, "ema", [75.1, 75.0, 75.0]),
        *runs(make_train, "ca", [70.0, 70.2, 70.0]),
    ]
    table = comparison_table(compare(records, ["baseline", "ema", "ca"]))
    assert best(table, "Top-1 (%)") == ["Baseline"]


def test_a_row_without_a_score_leaves_the_others_their_mark(make_train: MakeTrain) -> None:
    records = [
        *runs(make_train, "baseline", [75.1, 75.0, 75.0]),
        *runs(make_train, "ema", [79.9, 80.0, 80.1]),
    ]
    table = comparison_table(compare(records, ["baseline", "ema", "ca"]))
    assert best(table, "Top-1 (%)") == ["+ EMA"]


def test_a_failed_record_is_a_note_and_the_other_rows_still_print(
    make_study: MakeStudy, variants: Sequence[str]
) -> None:
    records = with_failure(make_study(3), "cost-ca-0a1b", "RuntimeError: out of memory")
    table = comparison_table(compare(records, variants))
    assert table.notes[0] == "Failed: cost-ca-0a1b: RuntimeError: out of memory"
    assert column(table, "#.Param.") == ["23.71M", "23.90M", MISSING, "23.71M", MISSING]
    assert column(table, "Top-1 (%)")[2] == "80.10 ± 0.10"


def test_a_row_that_could_not_be_timed_is_a_note_and_the_others_have_their_times(
    make_cost: MakeCost, make_speed: MakeSpeed
) -> None:
    failures = {"ca": "latency fails with RuntimeError: view size"}
    session = replace(make_speed(["baseline", "ema"]), failures=failures)
    rows = ["baseline", "ca", "ema"]
    table = comparison_table(compare([*map(make_cost, rows), session], rows))
    assert table.notes[0] == "Failed: speed-0a1b: ca: latency fails with RuntimeError: view size"
    assert not [note for note in table.notes if note.startswith("Not timed")]
    assert column(table, "Throughput (img/s)")[1] == MISSING
    assert MISSING not in column(table, "Throughput (img/s)")[2]


def test_a_failed_session_is_a_note_and_there_is_no_speed(
    make_study: MakeStudy, variants: Sequence[str]
) -> None:
    records = with_failure(make_study(3), "speed-0a1b", "killed")
    table = comparison_table(compare(records, variants))
    assert "Failed: speed-0a1b: killed" in table.notes
    assert "Throughput (img/s)" not in table.heads
    assert column(table, "Method")[-1] == "+ ECA"


def test_records_of_other_variants_leave_no_trace(make_cost: MakeCost) -> None:
    variants = ["baseline", "ca"]
    kept = [make_cost(variant) for variant in variants]
    lost = failed(make_cost("eca"), "out of memory")
    whole = comparison_table(compare([make_cost("ema"), *kept, lost], variants))
    assert (whole.rows, whole.notes) == (
        comparison_table(compare(kept, variants)).rows,
        comparison_table(compare(kept, variants)).notes,
    )


def test_a_session_of_fewer_variants_gives_no_speed(make_speed: MakeSpeed) -> None:
    table = comparison_table(compare([make_speed(["baseline", "ema"])], ["baseline", "ema", "ca"]))
    assert "× baseline" not in table.heads


def test_a_score_is_named_by_its_record_with_its_unit(make_train: MakeTrain) -> None:
    run = replace(
        make_train("ema", 0),
        score_kinds=(ScoreKind(name="miou", head="mIoU"),),
        scores={"miou": (41.0,)},
        validation_scores={},
    )
    table = comparison_table(compare([run], ["baseline", "ema"]))
    assert column(table, "mIoU (%)") == [MISSING, "41.00"]


def test_nothing_measured_is_a_table_of_dashes_that_says_so() -> None:
    table = comparison_table(compare([], ["baseline", "ema"]))
    assert column(table, "Method") == ["Baseline", "+ ema"]
    assert column(table, "Backbone") == [MISSING, ""]
    assert column(table, "#.Param.") == [MISSING, MISSING]
    assert table.notes == ("Nothing was measured yet.",)


def test_tables_load_neither_torch_nor_the_packages_that_do() -> None:
    code = (
        "import sys\n"
        "from attnreport.comparison import tables\n"
        "from attnreport.tables import formats\n"
        "print(sorted({'torch', 'timm', 'attnbench', 'attnzoo'} & set(sys.modules)))"
    )
    reports = Path(str(attnreport.__file__)).parents[1]
    roots = [str(reports), str(reports.parent), str(reports.parent / "modules")]
    child = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(roots)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (child.stdout, child.stderr) == ("[]\n", "")


def test_the_speed_table_has_every_duration_with_its_ratio_and_both_peaks(
    make_study: MakeStudy, variants: Sequence[str]
) -> None:
    table = speed_table(compare(make_study(1), variants))
    assert table is not None
    assert [row[0].text for row in table.rows] == [
        *("Baseline", "+ EMA", "+ CA", "+ ECA", "Baseline again")
    ]
    ema = [field.text for field in table.rows[1]]
    assert ema[1:3] == ["608", "0.950 [0.946, 0.954]"]
    assert ema[3:5] == ["4.21", "1.053 [1.048, 1.057]"]
    assert ema[5:7] == ["526.3", "1.053 [1.048, 1.057]"]
    assert ema[7:] == ["100.0", "1077.9"]
    fastest = ("Throughput (img/s)", "Latency (ms)", "Training step (ms)")
    for head in (*fastest, "Memory, training (MiB)"):
        assert best(table, head) == ["Baseline"]
    assert best(table, "Memory, inference (MiB)") == []


def test_a_given_label_names_the_row_in_every_table_whatever_the_records_say(
    make_study: MakeStudy, variants: Sequence[str]
) -> None:
    labels = {"ema": "EMA w/o x"}
    speed = speed_table(compare(make_study(1), variants, labels=labels))
    compared = comparison_table(compare(make_study(1), variants, labels=labels))
    assert speed is not None
    assert column(speed, "Method") == column(compared, "Method")
    assert column(speed, "Method")[:3] == ["Baseline", "+ EMA w/o x", "+ CA"]
    assert any(about.row == "EMA w/o x" for about in compared.cautions)


def test_without_a_session_there_is_no_speed_table(make_cost: MakeCost) -> None:
    assert speed_table(compare([make_cost("baseline")], ["baseline"])) is None


def test_at_best_validation_is_the_test_score_of_that_epoch(table: Table) -> None:
    # Planted 5 points above the last epoch.
    assert column(table, "Top-1 at best validation (%)")[1] == "85.70 ± 0.20"


def test_where_nothing_was_held_out_there_is_no_such_column(make_train: MakeTrain) -> None:
    run = replace(make_train("ema", 0), validation_images=0, validation_scores={})
    table = comparison_table(compare([run], ["baseline", "ema"]))
    assert not any("at best validation" in text for text in (*table.heads, *table.notes))
    assert table.frame["top1_at_best_validation_percent_mean"].isna().all()


def test_the_best_on_test_is_not_shown_unless_asked_for(table: Table) -> None:
    assert not any("best epoch on test" in text for text in (*table.heads, *table.notes))
    assert not any("best_on_test" in str(name) for name in table.frame)


def test_the_best_on_test_is_shown_as_optimistic_with_its_excess_and_no_best(
    make_study: MakeStudy, variants: Sequence[str]
) -> None:
    table = comparison_table(compare(make_study(3), variants, show_optimism=True))
    head = "Top-1, best epoch on test (optimistic)"
    assert column(table, head)[:2] == ["82.40 ± 0.20", "85.70 ± 0.20"]
    assert best(table, head) == []
    assert best(table, "Top-1 (%)") == ["+ EMA"]
    (note,) = (note for note in table.notes if note.startswith("Top-1, best epoch on test, "))
    assert "is up to 5.00 points better than at the last epoch. It is not a result" in note
    assert table.frame["top1_best_on_test_percent_mean"][1] == pytest.approx(85.7)


def test_the_differences_are_the_comparisons_own_numbers(
    table: Table, make_study: MakeStudy, variants: Sequence[str]
) -> None:
    effects = effects_table(compare(make_study(3), variants))
    assert effects is not None
    assert [row[0].text for row in effects.rows] == ["+ EMA", "+ CA", "+ ECA"]
    assert column(effects, "Seeds") == ["3", "3", "3"]
    assert table.frame["top1_difference"][1] == pytest.approx(80.7 - 77.4)
    assert table.frame["top1_difference"][[0, 4]].isna().all()


@pytest.mark.parametrize("seeds", [0, 1, 2])
def test_below_3_seeds_there_are_no_differences(
    seeds: int, make_study: MakeStudy, variants: Sequence[str]
) -> None:
    compared = compare(make_study(seeds), variants)
    assert effects_table(compared) is None
    assert "top1_difference" not in comparison_table(compared).frame


def test_outcomes_add_a_line_on_trained_networks(
    make_study: MakeStudy, variants: Sequence[str]
) -> None:
    records = make_study(2)
    correct = {r.key: np.ones(10, np.bool_) for r in records if r.kind == "train"}
    notes = comparison_table(compare(records, variants, correct=correct)).notes
    assert sum(note.startswith("Trained networks, not modules") for note in notes) == 1
