"""A detector is compared like any other network: one command, one table, pictures."""

import subprocess
from pathlib import Path

import pytest

from attnbench.cli import main
from attnbench.study import Study
from attnreport.record import CostRecord, TrainRecord

Compared = tuple[Path, "subprocess.CompletedProcess[str]"]


def test_the_table_has_the_columns_of_a_detection_table(detected: Compared) -> None:
    folder, result = detected
    assert result.returncode == 0, result.stderr
    head = (folder / "out" / "compare.md").read_text().splitlines()[4]
    # So short a training scores 0 at every epoch.
    assert "| mAP (0.5), also at best validation (%) | mAP (0.5:0.95) (%) |" in head
    assert "| Latency (× baseline) |" in head
    assert "fcos on resnet14-narrow on digit-boxes, 1 seed" in result.stdout


def test_sizes_are_those_of_the_whole_detector(detected: Compared) -> None:
    records = Study.load(detected[0] / "study").records()
    row = next(r for r in records if isinstance(r, CostRecord) and r.variant == "eca")
    assert row.places[0].path == "backbone.layer1.0.se"
    assert row.baseline_params is not None
    assert row.baseline_params > 300_000


def test_every_row_starts_from_the_same_weights_and_sees_the_same_batches(
    detected: Compared,
) -> None:
    records = Study.load(detected[0] / "study").records()
    runs = [record for record in records if isinstance(record, TrainRecord)]
    assert len(runs) == 2
    assert len({run.initial_weights_sha256 for run in runs}) == 1
    assert len({run.batches_sha256 for run in runs}) == 1


def test_report_draws_what_was_found(detected: Compared, tmp_path: Path) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["report", str(detected[0] / "study"), "--pictures", str(tmp_path / "drawn")])
    assert stopped.value.code == 0
    assert len(list((tmp_path / "drawn").glob("detections-train-*.png"))) == 2


def test_report_draws_or_prints_and_says_so(
    detected: Compared, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["report", str(detected[0] / "study"), "--pictures", "p", "--format", "md"])
    assert stopped.value.code == 2
    assert "--pictures cannot be combined with --format;" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (("--task", "count"), "unknown task 'count'"),
        (("--head", "ssd"), "unknown head 'ssd'"),
        (("--task", "classify", "--backbone", "yolov5n"), "it is a whole network"),
        (("--task", "detect", "--data", "digits"), "must be for the task detect: digit-boxes"),
        (("--task", "classify", "--data", "digit-boxes"), "must be for the task classify: digits"),
        (("--task", "detect", "--recipe", "quick"), "must be for the task detect: quick-boxes"),
        (("--task", "detect", "--backbone", "vit_tiny_patch16_224"), "does not give maps"),
        (("--data", "coco:nowhere"), "nowhere"),
    ],
)
def test_wrong_use_is_one_sentence(
    words: tuple[str, ...], reason: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["compare", "--modules", "eca", *words])
    assert stopped.value.code == 2
    error = capsys.readouterr().err
    assert reason in error
    assert error.startswith("error: ")
    assert error.count("\n") == 1
