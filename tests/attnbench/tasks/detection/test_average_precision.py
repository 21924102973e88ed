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


def by_pycocotools(images: list[Row], annotations: list[Row], detections: list[Row]) -> list[float]:
    """map50, map50_95 and the three sizes, in percent; negative where there is nothing."""
    truth = COCO()
    categories = [{"id": label} for label in range(6)]
    truth.dataset = {"images": images, "annotations": annotations, "categories": categories}
    with contextlib.redirect_stdout(io.StringIO()):
        truth.createIndex()
        evaluation = COCOeval(truth, truth.loadRes(detections), "bbox")
        evaluation.evaluate()
        evaluation.accumulate()
        evaluation.summarize()
    return [100 * evaluation.stats[place] for place in (1, 0, 3, 4, 5)]


def corners(rows: list[Row]) -> torch.Tensor:
    """(N, 4)."""
    boxes = torch.tensor([row["bbox"] for row in rows]).reshape(-1, 4)
    return torch.cat((boxes[:, :2], boxes[:, :2] + boxes[:, 2:]), dim=1)


def column(rows: list[Row], name: str, kind: torch.dtype) -> torch.Tensor:
    """(N,)."""
    return torch.tensor([row[name] for row in rows], dtype=kind)


def as_tensors(
    images: list[Row], annotations: list[Row], detections: list[Row]
) -> tuple[list[Detections], list[Truth]]:
    detected, truth = [], []
    for image in images:
        boxes = [row for row in detections if row["image_id"] == image["id"]]
        objects = [row for row in annotations if row["image_id"] == image["id"]]
        labels = column(boxes, "category_id", torch.int64)
        detected.append(Detections(corners(boxes), column(boxes, "score", torch.float32), labels))
        truth.append(
            Truth(
                corners(objects),
                column(objects, "category_id", torch.int64),
                column(objects, "iscrowd", torch.bool),
                column(objects, "area", torch.float32),
            )
        )
    return detected, truth


def stored() -> tuple[list[Row], list[Row], list[Row]]:
    held = json.loads(STORED.read_text())
    return held["images"], held["annotations"], held["found"]


def test_the_scores_are_those_of_pycocotools() -> None:
    images, annotations, detections = stored()
    assert any(row["iscrowd"] for row in annotations)
    assert {row["image_id"] for row in annotations} < {row["id"] for row in images}
    values = scores(*as_tensors(images, annotations, detections))
    assert [*values] == ["map50", "map50_95", "map_small", "map_medium", "map_large"]
    assert [*values.values()] == pytest.approx(
        by_pycocotools(images, annotations, detections), abs=1e-4
    )
    assert all(5 < value < 95 for value in values.values())


@settings(max_examples=20, deadline=None)
@given(kept=st.sets(st.integers(0, 31), min_size=1), least=st.sampled_from([0.0, 0.3, 0.6]))
def test_they_are_so_on_any_part_of_the_images(kept: set[int], least: float) -> None:
    images, annotations, detections = stored()
    images = [row for row in images if row["id"] in kept]
    annotations = [row for row in annotations if row["image_id"] in kept]
    detections = [row for row in detections if row["image_id"] in kept and row["score"] >= least]
    if annotations and detections:
        expected = by_pycocotools(images, annotations, detections)
        values = scores(*as_tensors(images, annotations, detections))
        assert [*values.values()] == pytest.approx(
            [score for score in expected if score >= 0], abs=1e-4
        )


def test_a_size_that_no_object_has_is_left_out() -> None:
    images, annotations, detections = stored()
    large = [row for row in annotations if row["area"] > 96**2]
    assert [*scores(*as_tensors(images, large, detections))] == ["map50", "map50_95", "map_large"]


def test_without_objects_there_is_no_score() -> None:
    images, _, detections = stored()
    assert scores(*as_tensors(images, [], detections)) == {}


def test_without_detections_the_score_is_zero() -> None:
    images, annotations, _ = stored()
    assert {*scores(*as_tensors(images, annotations, [])).values()} == {0.0}


def test_without_the_extra_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "torchmetrics", None)
    reason = r"torchmetrics cannot be imported; pip install 'attnbench\[detection\]'"
    with pytest.raises(WrongUse, match=reason):
        refuse_without_metric()
