"""The planted study is read like any other, and its report is timed."""

from pathlib import Path

import pytest

from attnbench.cli.actions.report_tables import answers_and_tables
from attnbench.cli.study_folder import StudyFolder
from attnbench.studies.overview import cell_states
from attnreport.answer.worth import WORTH
from benchmarks.report_scale import COMMANDS, main, plan_of, plant

ROWS, SEEDS = 3, 4


def test_all_cells_but_a_missing_and_a_failed_one_are_finished(tmp_path: Path) -> None:
    study = plant(tmp_path / "study", plan_of(ROWS, SEEDS))
    states = cell_states(study)
    assert [str(s.cell) for s in states if s.record is None] == ["train ema(groups=2) seed 3"]
    assert [str(s.cell) for s in states if s.record and s.record.error] == [
        "train ema(groups=2) seed 2"
    ]
    assert sum(s.is_finished for s in states) == ROWS + 1 + ROWS * SEEDS - 2


def test_its_report_has_every_row_and_kind_of_number(tmp_path: Path) -> None:
    plant(tmp_path / "study", plan_of(ROWS, SEEDS))
    _, tables = answers_and_tables(StudyFolder.open(tmp_path / "study"), (), WORTH)
    assert tables.keys() == {"compare", "effects", "speed"}
    assert any("McNemar" in note for note in tables["compare"].notes)
    assert len(tables["compare"].frame) == ROWS + 1


@pytest.mark.slow
def test_the_table_has_a_line_for_each_command(capsys: pytest.CaptureFixture[str]) -> None:
    main([f"{ROWS}x{SEEDS}", "--runs", "1"])
    _, _, *lines = capsys.readouterr().out.splitlines()
    assert [line.split(" | ")[2] for line in lines] == list(COMMANDS)
    for line in lines:
        records, *_, processor, peak = line.strip("| ").split(" | ")
        assert int(records) == ROWS + 1 + ROWS * SEEDS - 1
        assert float(processor) > 0
        assert float(peak) > 10
