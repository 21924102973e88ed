"""Accuracies are found among the runs of a study, whatever else it holds."""

from dataclasses import replace
from pathlib import Path

import pytest

from attnbench.engine.cells.header import Job
from attnbench.engine.cells.measure import measure
from attnbench.plan.cells import CostCell
from attnbench.plan.plan import Plan
from attnbench.plan.variant import THE_BASELINE, parse_variant, parse_variants
from attnbench.published.network import CountedBackbone, RowNetwork
from attnbench.published.stored_scores import scores_of
from attnbench.study import Study
from attnbench.tasks.recipes import RECIPES
from attnbench.tasks.sources import open_data_of
from attnbench.tasks.tasks import TASKS
from attnreport.record import AnyRecord, TrainRecord

TOP1 = {"baseline": 50.0, "eca": 51.0, "mine.py:Att": 52.0}
"""By variant, a planted accuracy; there is no mine.py."""


PLAN = Plan(
    modules=parse_variants("eca,mine.py:Att"),
    recipe=replace(RECIPES["quick"], epochs=1, warmup_epochs=0),
)


@pytest.fixture(scope="module")
def like() -> AnyRecord:
    """A record of the plan, whose header the planted ones share."""
    job = Job(PLAN, open_data_of(PLAN), CostCell(THE_BASELINE), "cost", "attnbench compare")
    return measure(job, lambda *_: None).record


@pytest.fixture
def study(tmp_path: Path, like: AnyRecord) -> Study:
    study = Study.open(tmp_path / "study", PLAN)
    for number, (variant, top1) in enumerate(TOP1.items()):
        study.write(
            TrainRecord(
                key=f"train-{number}",
                setting=like.setting,
                environment=like.environment,
                command=like.command,
                started_at=like.started_at,
                wall_s=1.0,
                variant=variant,
                label=variant,
                seed=0,
                recipe="quick",
                epochs=1,
                train_images=1,
                test_images=1,
                score_kinds=TASKS["classify"].scores,
                scores={"top1": (top1,)},
            )
        )
    return study


@pytest.mark.parametrize(
    ("variant", "top1"),
    [("baseline", 50.0), ("eca", 51.0), ("eca(kernel_size=auto)", 51.0)],
)
def test_a_row_is_found_beside_runs_of_modules_that_are_not_here(
    study: Study, variant: str, top1: float
) -> None:
    plan = study.plan
    network = RowNetwork(
        backbone=CountedBackbone(
            name=plan.backbone, stem=plan.stem, num_classes=10, input_size=(3, 32, 32)
        ),
        site=plan.site,
        variant=parse_variant(variant),
    )
    scores = scores_of(network, plan.data, [study], False)
    assert {measure: score.runs for measure, score in scores.items()} == {"top1": (top1,)}


@pytest.mark.parametrize(
    ("data", "scores"),
    [("coco:/data/coco", (56.0,)), ("visdrone:/data/coco", ()), ("coco128", ())],
)
def test_what_a_paper_calls_coco_is_any_folder_in_that_format(
    study: Study, data: str, scores: tuple[float, ...]
) -> None:
    (run,) = [record for record in study.records() if record.key == "train-1"]
    assert isinstance(run, TrainRecord)
    setting = replace(run.setting, task="detect", data=data, backbone="yolov5n")
    kinds = TASKS["detect"].scores
    study.write(replace(run, setting=setting, score_kinds=kinds, scores={"map50": (56.0,)}))
    network = RowNetwork(
        backbone=CountedBackbone(
            name="yolov5n",
            stem=setting.stem,
            num_classes=setting.num_classes,
            input_size=setting.input_size,
        ),
        site=setting.site,
        variant=parse_variant("eca"),
    )
    stored = scores_of(network, "coco", [study], False)
    assert tuple(score.runs for score in stored.values()) == ((scores,) if scores else ())


@pytest.mark.parametrize(
    ("weights", "head", "scores"),
    [("ab" * 32, "uper", (40.0,)), (None, "uper", ()), ("ab" * 32, "fcn", ())],
    ids=["same", "from scratch", "other head"],
)
def test_a_pretrained_network_with_a_head_is_found_alone(
    study: Study, weights: str | None, head: str, scores: tuple[float, ...]
) -> None:
    (run,) = [record for record in study.records() if record.key == "train-0"]
    assert isinstance(run, TrainRecord)
    setting = replace(
        run.setting, task="segment", head=head, data="ade20k:/data", weights_sha256=weights
    )
    kinds = TASKS["segment"].scores
    study.write(replace(run, setting=setting, score_kinds=kinds, scores={"miou": (40.0,)}))
    network = RowNetwork(
        backbone=CountedBackbone(
            name=setting.backbone,
            stem=setting.stem,
            head="uper",
            num_classes=setting.num_classes,
            input_size=setting.input_size,
        ),
        site="neck",
        variant=THE_BASELINE,
    )
    stored = scores_of(network, "ade20k", [study], True)
    assert tuple(score.runs for score in stored.values()) == ((scores,) if scores else ())
