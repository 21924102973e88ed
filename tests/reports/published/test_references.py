"""Every reference says whose score it is and how it was trained."""

import re

import pytest

from attnreport.published.references import (
    Reference,
    most_spread_repeats,
    published_baselines,
    single_run_note,
)
from attnreport.record import ScoreKind


@pytest.mark.parametrize(
    "reference", published_baselines(), ids=lambda ref: f"{ref.backbone} {ref.repository}"
)
def test_a_reference_has_its_source_and_its_schedule(reference: Reference) -> None:
    assert re.fullmatch(r"[\w-]+/[\w-]+", reference.repository)
    assert re.fullmatch(r"[0-9a-f]{40}", reference.commit)
    assert all(map(reference.score.is_possible, reference.runs))
    assert {"batch_size", "lr", "schedule", "weight_decay"} <= set(reference.recipe)


def test_a_network_has_one_score_of_each_repository_data_and_length() -> None:
    places = [
        (one.head, one.backbone, one.repository, one.data, one.epochs)
        for one in published_baselines()
    ]
    assert len(set(places)) == len(places)


def test_those_of_segmentation_say_what_they_start_from_and_what_is_near() -> None:
    heads = {(one.head, one.weights, one.near) for one in published_baselines()}
    assert heads == {
        ("", "", ()),
        ("uper", "ImageNet", ("resnet50",)),
        ("uper", "ImageNet", ("resnet101",)),
    }


def test_repeats_of_any_network_show_how_far_a_single_run_may_be_off() -> None:
    repeats = most_spread_repeats("miou")
    assert repeats is not None
    assert (repeats.count, repeats.repository) == (3, "speedinghzl/CCNet")
    assert repeats.deviation == pytest.approx(0.724, abs=0.0005)
    assert single_run_note(ScoreKind(name="miou", head="mIoU")) == (
        "A single run is uncertain: 3 published runs of one network have a standard deviation of "
        "0.72 points (speedinghzl/CCNet at 1fae6c67)."
    )
    assert single_run_note(ScoreKind(name="loss", head="Loss")) == ""


def test_mean_and_deviation_are_those_of_the_published_runs() -> None:
    (reference,) = (r for r in published_baselines() if r.repository.endswith("/ZAM"))
    assert reference.mean == pytest.approx(76.22, abs=0.005)
    assert reference.deviation == pytest.approx(0.21, abs=0.005)


def test_one_run_has_no_deviation() -> None:
    (reference,) = (r for r in published_baselines() if r.backbone == "resnet34")
    assert reference.deviation is None
