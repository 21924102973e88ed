"""A segmentation network is compared like any other: one command, one table, one answer."""

import json
import subprocess
from pathlib import Path

import pytest

from attnbench.cli import main
from attnbench.study import Study
from attnreport.record import CostRecord, TrainRecord

Compared = tuple[Path, "subprocess.CompletedProcess[str]"]


def run(words: list[str]) -> int:
    with pytest.raises(SystemExit) as stopped:
        main(words)
    assert isinstance(stopped.value.code, int)
    return stopped.value.code


def test_the_answer_is_in_points_of_miou(segmented: Compared) -> None:
    folder, result = segmented
    assert result.returncode == 0, result.stderr
    first, head, *_ = result.stdout.splitlines()
    assert first.startswith("fcn on resnet14-narrow on digit-masks, 3 seeds: ")
    assert head.split()[:3] == ["mIoU", "(%)", "Δ"]
    table = (folder / "out" / "compare.md").read_text().splitlines()[4]
    assert "| mIoU, also at best validation (%) | aAcc (%) | mAcc (%) |" in table


def test_the_module_stands_at_the_neck_of_the_whole_network(segmented: Compared) -> None:
    records = Study.load(segmented[0] / "study").records()
    row = next(r for r in records if isinstance(r, CostRecord) and r.variant == "pam")
    assert [place.path for place in row.places] == ["head.tap"]
    assert row.baseline_params is not None
    assert row.baseline_params > 200_000


def test_every_seed_of_every_row_is_scored_in_percent(segmented: Compared) -> None:
    records = Study.load(segmented[0] / "study").records()
    runs = [record for record in records if isinstance(record, TrainRecord)]
    assert {(run.variant, run.seed) for run in runs} == {
        (row, seed) for row in ("baseline", "pam") for seed in (0, 1, 2)
    }
    for seed in (0, 1, 2):
        assert len({run.batches_sha256 for run in runs if run.seed == seed}) == 1
    for record in runs:
        assert record.scores["miou"][-1] <= record.scores["macc"][-1] <= 100


def test_a_score_is_explained(segmented: Compared, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["report", str(segmented[0] / "study"), "--explain", "PAM:mIoU"]) == 0
    words = capsys.readouterr().out
    assert words.startswith("PAM:mIoU: ")
    assert "of the last epoch over 3 seeds" in words


def test_a_table_has_the_scores_that_were_asked_for(
    segmented: Compared, capsys: pytest.CaptureFixture[str]
) -> None:
    study = str(segmented[0] / "study")
    assert run(["report", study, "--format", "md", "--columns", "method,miou,macc"]) == 0
    assert "| Method | mIoU (%) | mAcc (%) |" in capsys.readouterr().out


def test_seeds_are_planned_from_the_spread_of_miou(
    segmented: Compared, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["plan-seeds", str(segmented[0] / "study"), "--detect", "1"]) == 0
    assert "Standard deviation of mIoU over seeds" in " ".join(capsys.readouterr().out.split())


def test_a_worse_miou_regresses(segmented: Compared, tmp_path: Path) -> None:
    study, baseline = str(segmented[0] / "study"), tmp_path / "base.json"
    assert run(["baseline", "save", str(baseline), "--study", study]) == 0
    words = ["regress", "--baseline", str(baseline), "--current", study, "--metrics", "score"]
    assert run(words) == 0
    stored = json.loads(baseline.read_text())
    for record in stored["records"]:
        if record["kind"] == "train":
            record["scores"]["miou"] = [miou + 20 for miou in record["scores"]["miou"]]
    baseline.write_text(json.dumps(stored))
    assert run(words) == 1


@pytest.mark.slow
def test_an_ablation_shares_scaled_images_between_ranks(tmp_path: Path) -> None:
    words = (
        "ablate --task segment --module eca --vary kernel_size=3,5 --epochs 1 --limit 32 --seeds 0,"
        " --rounds 1 --devices 2 --device cpu --set least_scale=0.5 --set most_scale=2.0"
        f" --study {tmp_path / 'study'}"
    )
    assert run(words.split()) == 0
    records = Study.load(tmp_path / "study").records()
    runs = [record for record in records if isinstance(record, TrainRecord)]
    assert len(runs) == 3
    assert len({record.batches_sha256 for record in runs}) == 1


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("--task segmentation", "unknown task 'segmentation'; did you mean 'segment'?"),
        ("--task segment --data digits", "must be for the task segment: digit-masks"),
        ("--task detect --data digit-masks", "must be for the task detect: digit-boxes"),
        ("--task segment --recipe quick", "must be for the task segment: quick-masks"),
        ("--task segment --head unet", "unknown head 'unet'; known: fcn, uper"),
        ("--task segment --head fcos", "unknown head 'fcos'; known: fcn, uper"),
        ("--task classify --head uper", "is for --task detect or --task segment"),
        ("--task segment --backbone yolov5n", "it is a whole network of the task detect"),
        ("--task segment --set least_scale=3", "least_scale must be at most most_scale=1.0"),
        ("--task segment --set most_scale=0", "most_scale must be above 0, got 0"),
        ("--task segment --set mixup=0.2", "recipe.mixup is for the task classify"),
        ("--set photometric=true", "recipe.photometric is for the task segment"),
        ("--task segment --set schedule=poly", "recipe.schedule must be one of"),
        ("--task segment --data masks:nowhere", "nowhere"),
        ("--task segment --weights absent.safetensors", "absent.safetensors"),
    ],
)
def test_wrong_use_is_one_sentence(
    words: str, reason: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["compare", "--modules", "eca", *words.split()]) == 2
    error = capsys.readouterr().err
    assert reason in error
    assert error.startswith("error: ")
    assert error.count("\n") == 1


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("--task classify --site neck", "only a network with a head has a neck"),
        ("--task segment --backbone vit_tiny_patch16_224", "does not give maps of 3x32x32"),
    ],
)
def test_a_network_that_does_not_fit_is_refused(
    words: str, reason: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["compare", "--modules", "eca", "--dry-run", *words.split()]) == 2
    assert reason in capsys.readouterr().err
