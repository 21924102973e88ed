"""The task is what was said, else what backbone and data are for."""

import pytest

from attnbench.errors import UnknownName, WrongUse
from attnbench.planning.task_choice import choose_task
from attnbench.tasks.recipes import RECIPES
from attnbench.tasks.tasks import TASKS


@pytest.mark.parametrize(
    ("task", "head", "backbone", "data", "name", "expected_head"),
    [
        (None, None, "resnet50", None, "classify", ""),
        (None, None, "resnet50", "cifar100", "classify", ""),
        ("detect", None, "resnet50", None, "detect", "fcos"),
        (None, "retinanet", "resnet50", None, "detect", "retinanet"),
        (None, None, "resnet50", "coco:there", "detect", "fcos"),
        (None, None, "resnet50", "digit-boxes", "detect", "fcos"),
        (None, None, "yolov5n", None, "detect", ""),
        ("detect", None, "yolov5n", "visdrone:there", "detect", ""),
        ("segment", None, "resnet50", None, "segment", "fcn"),
        (None, "uper", "resnet50", None, "segment", "uper"),
        (None, None, "resnet50", "digit-masks", "segment", "fcn"),
    ],
)
def test_a_task_follows_from_what_is_said(
    task: str | None,
    head: str | None,
    backbone: str,
    data: str | None,
    name: str,
    expected_head: str,
) -> None:
    choice = choose_task(task, head, backbone, data)
    assert (choice.name, choice.head) == (name, expected_head)
    assert choice.kind.data == TASKS[name].data
    assert choice.kind.recipe in RECIPES


@pytest.mark.parametrize(
    ("task", "head", "backbone", "reason"),
    [
        (
            "classify",
            "fcos",
            "resnet50",
            "--task classify has no heads, --head fcos is for --task detect",
        ),
        (
            None,
            "fcos",
            "yolov5n",
            "yolov5n is a whole network of --task detect; leave --head fcos out",
        ),
        (
            "segment",
            None,
            "yolov5n",
            "backbone must not be yolov5n for the task segment: it is a whole network of the task "
            "detect",
        ),
        (
            "classify",
            "uper",
            "resnet50",
            "--task classify has no heads, --head uper is for --task detect or --task segment",
        ),
    ],
)
def test_what_does_not_go_together_is_refused(
    task: str | None, head: str | None, backbone: str, reason: str
) -> None:
    with pytest.raises(WrongUse, match=reason):
        choose_task(task, head, backbone, None)


def test_unknown_words_name_the_known_ones() -> None:
    with pytest.raises(UnknownName, match="unknown task 'depth'; known: classify, detect"):
        choose_task("depth", None, "resnet50", None)
    with pytest.raises(UnknownName, match="unknown head 'ssd'; known: fcos, retinanet"):
        choose_task("detect", "ssd", "resnet50", None)
    with pytest.raises(UnknownName, match="unknown head 'fcos'; known: fcn, uper"):
        choose_task("segment", "fcos", "resnet50", None)
