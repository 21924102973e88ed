"""Mean average precision equals pycocotools', the code of the metric's authors.

`stored.json` is of our own making: boxes drawn at random in 32 images, every eighth of them empty,
an eighth of the boxes crowds, areas smaller than boxes as those of outlines are; and detections
that are those boxes moved, of another class, doubled or missing, with scores that often tie.
"""

import contextlib
import io
import json
import sys
from pathlib import Path

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval

from attnbench.errors import WrongUse
from attnbench.tasks.detection.average_precision import Truth, refuse_without_metric, scores
from attnbench.tasks.detection.detector import Detections

STORED = Path(__file__).with_name("stored.json")

Row = dict[str, float]


def by_pycocotools(images: list[Row], annotations: list[Row], found: list[Row]) -> list[float]:
    """map50, map50_95 and the three sizes, in percent; negative where there is nothing."""
    truth = COCO()
    categories = [{"id": label} for label in range(6)]
    truth.dataset = {"images": images, "annotations": annotations, "categories": categories}
    with contextlib.redirect_stdout(io.StringIO()):
        truth.createIndex()
        evaluation = COCOeval(truth, truth.loadRes(found), "bbox")
        evaluation.evaluate()
        evaluation.accumulate()
        evaluation.summarize()
    return [100 * evaluation.stats[place] for place in (1, 0, 3, 4, 5)]


def corners(rows: list[Row]) -> torch.Tensor:
    """(N, 4)."""
    boxes = torch.tensor([each["bbox"] for each in rows]).reshape(-1, 4)
    return torch.cat((boxes[:, :2], boxes[:, :2] + boxes[:, 2:]), dim=1)


def column(rows: list[Row], name: str, kind: torch.dtype) -> torch.Tensor:
    """(N,)."""
    return torch.tensor([each[name] for each in rows], dtype=kind)


def ours(
    images: list[Row], annotations: list[Row], found: list[Row]
) -> tuple[list[Detections], list[Truth]]:
    detections, truth = [], []
    for image in images:
        here = [each for each in found if each["image_id"] == image["id"]]
        there = [each for each in annotations if each["image_id"] == image["id"]]
        labels = column(here, "category_id", torch.int64)
        detections.append(Detections(corners(here), column(here, "score", torch.float32), labels))
        truth.append(
            Truth(
                corners(there),
                column(there, "category_id", torch.int64),
                column(there, "iscrowd", torch.bool),
                column(there, "area", torch.float32),
            )
        )
    return detections, truth


def stored() -> tuple[list[Row], list[Row], list[Row]]:
    held = json.loads(STORED.read_text())
    return held["images"], held["annotations"], held["found"]


def test_the_scores_are_those_of_pycocotools() -> None:
    images, annotations, found = stored()
    assert any(each["iscrowd"] for each in annotations)
    assert {each["image_id"] for each in annotations} < {each["id"] for each in images}
    mine = scores(*ours(images, annotations, found))
    assert [*mine] == ["map50", "map50_95", "map_small", "map_medium", "map_large"]
    assert [*mine.values()] == pytest.approx(by_pycocotools(images, annotations, found), abs=1e-4)
    assert all(5 < value < 95 for value in mine.values())


@settings(max_examples=20, deadline=None)
@given(kept=st.sets(st.integers(0, 31), min_size=1), least=st.sampled_from([0.0, 0.3, 0.6]))
def test_they_are_so_on_any_part_of_the_images(kept: set[int], least: float) -> None:
    images, annotations, found = stored()
    images = [each for each in images if each["id"] in kept]
    annotations = [each for each in annotations if each["image_id"] in kept]
    found = [each for each in found if each["image_id"] in kept and each["score"] >= least]
    if annotations and found:
        theirs = by_pycocotools(images, annotations, found)
        mine = scores(*ours(images, annotations, found))
        assert [*mine.values()] == pytest.approx([each for each in theirs if each >= 0], abs=1e-4)


def test_a_size_that_no_object_has_is_left_out() -> None:
    images, annotations, found = stored()
    large = [each for each in annotations if each["area"] > 96**2]
    assert [*scores(*ours(images, large, found))] == ["map50", "map50_95", "map_large"]


def test_without_objects_there_is_no_score() -> None:
    images, _, found = stored()
    assert scores(*ours(images, [], found)) == {}


def test_without_detections_the_score_is_zero() -> None:
    images, annotations, _ = stored()
    assert {*scores(*ours(images, annotations, [])).values()} == {0.0}


def test_without_the_extra_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "torchmetrics", None)
    reason = r"torchmetrics cannot be imported; pip install 'attnbench\[detection\]'"
    with pytest.raises(WrongUse, match=reason):
        refuse_without_metric()
