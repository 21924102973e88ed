"""From Python: a plan gives records, a key the network that was trained."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

import attnbench
from attnbench.engine.executors.here import Here
from attnbench.engine.progress import Silent
from attnbench.engine.run import prepare, run
from attnbench.errors import WrongUse
from attnbench.plan.plan import Plan
from attnbench.plan.variant import parse_variants
from attnbench.study import Study
from attnbench.tasks.make import make_task
from attnbench.tasks.recipes import RECIPES
from attnbench.tasks.sources import open_data_of
from attnbench.training.device import autocast
from attnreport.comparison.comparison import compare
from attnreport.comparison.tables import comparison_table
from attnreport.record import CostRecord, TrainRecord
from tests.attnbench.recipes import with_fields

PLAN = Plan(modules=parse_variants("eca"), recipe=RECIPES["quick"])
Compared = tuple[Path, "subprocess.CompletedProcess[str]"]


def trained(folder: Path, variant: str) -> TrainRecord:
    return next(
        record
        for record in Study.load(folder).records()
        if isinstance(record, TrainRecord) and record.variant == variant
    )


@pytest.mark.parametrize("variant", ["baseline", "eca"])
def test_a_loaded_network_scores_what_its_record_says(variant: str, compared: Compared) -> None:
    folder = compared[0] / "study"
    record = trained(folder, variant)
    network = attnbench.load(folder, record.key)
    plan = Study.load(folder).plan
    with autocast("cpu", plan.precision):
        evaluation = make_task(plan, open_data_of(plan)).evaluate(network, "test")
    scores = {name: values[-1] for name, values in record.scores.items()}
    assert evaluation.scores == scores


def test_a_key_that_there_is_not_names_those_that_there_are(compared: Compared) -> None:
    folder = compared[0] / "study"
    with pytest.raises(
        WrongUse, match="no trained network 'train-ema'; it has: train-baseline-seed0-"
    ):
        attnbench.load(folder, "train-ema")


def test_weights_that_are_damaged_are_named(compared: Compared, tmp_path: Path) -> None:
    study = Study.load(compared[0] / "study")
    key = trained(study.folder, "eca").key
    copy = Study.open(tmp_path / "copy", study.plan)
    copy.write(trained(study.folder, "eca"))
    copy.write_weights(key, study.weights_file(key).read_bytes()[:1000])
    with pytest.raises(WrongUse, match=r"cannot read the weights .*model\.safetensors"):
        attnbench.load(copy.folder, key)


def test_a_plan_gives_the_records_of_its_study_without_measuring_again(compared: Compared) -> None:
    folder = compared[0] / "study"
    records = attnbench.compare(Study.load(folder).plan, folder).records
    assert {record.key for record in records} == {r.key for r in Study.load(folder).records()}


@pytest.mark.slow
def test_a_script_without_a_main_guard_compares_sizes_and_speed_alone(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(
        "from dataclasses import replace\n"
        "import attnbench\n"
        "recipe = replace(attnbench.RECIPES['quick'], epochs=0, batch_size=4)\n"
        "modules = ('cbam(spatial=off)',)\n"
        "plan = attnbench.Plan(modules=modules, recipe=recipe, batch_size=1, rounds=8)\n"
        "records = attnbench.compare(plan, './study').records\n"
        "print([record.kind for record in records], [record.error for record in records])\n"
    )
    result = subprocess.run(
        [sys.executable, script.name], capture_output=True, text=True, check=True, cwd=tmp_path
    )
    assert result.stdout == "['cost', 'cost', 'speed'] [None, None, None]\n"
    study = Study.load(tmp_path / "study")
    record = study.records()[0]
    assert isinstance(record, CostRecord)
    assert record.command.startswith("attnbench.compare(Plan(modules=(Variant(module='cbam'")
    variants = [str(variant) for variant in study.plan.variants]
    table = comparison_table(compare(study.records(), variants))
    assert [row[0].text for row in table.rows][1] == "+ CBAM (spatial=off)"
    assert "Top-1 (%)" not in table.heads


def test_a_recipe_that_cannot_run_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    study = tmp_path / "study"
    for changed, reason in (
        (replace(PLAN, limit=10), "batch_size must be at most the 10 training images, got 16"),
        (replace(PLAN, recipe=replace(PLAN.recipe, optimizer="no")), "unknown optimizer 'no'"),
        (
            replace(PLAN, recipe=with_fields(PLAN.recipe, crop="resized", crop_padding=0)),
            "crop must not be resized for images in memory",
        ),
    ):
        with pytest.raises(WrongUse, match=reason):
            prepare(changed, open_data_of(changed), study)
    assert not study.exists()


def test_an_edit_between_two_runs_of_one_process_is_measured(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    plan = replace(PLAN, modules=parse_variants("mine.py:Mine"))
    source, study = open_data_of(plan), Study.open(tmp_path / "study", plan)

    def params(kernel_size: int) -> tuple[str, int | None]:
        Path("mine.py").write_text(
            f"from torch import nn\nK = {kernel_size}\nclass Mine(nn.Conv2d):\n"
            "    def __init__(self, channels):\n"
            "        super().__init__(channels, channels, K, padding='same', bias=False)\n"
        )
        (_, record) = run(plan, source, study, "a test", Silent(), Here(), kinds=("cost",))
        assert isinstance(record, CostRecord)
        return record.key, record.params

    before, after = params(1), params(3)
    assert after[0] != before[0]
    assert (before[1], after[1]) == (156_842, 681_130)
