"""Every reference says whose score it is and how it was trained."""

import re

import pytest

from attnreport.published.references import Reference, published_baselines


@pytest.mark.parametrize(
    "reference", published_baselines(), ids=lambda ref: f"{ref.backbone} {ref.repository}"
)
def test_a_reference_has_its_source_and_its_schedule(reference: Reference) -> None:
    assert re.fullmatch(r"[\w-]+/[\w-]+", reference.repository)
    assert re.fullmatch(r"[0-9a-f]{40}", reference.commit)
    assert all(map(reference.score.is_possible, reference.runs))
    assert {"batch_size", "lr", "schedule", "weight_decay"} <= set(reference.recipe)


def test_a_network_has_one_score_of_each_repository() -> None:
    places = [(reference.backbone, reference.repository) for reference in published_baselines()]
    assert len(set(places)) == len(places)


def test_mean_and_deviation_are_those_of_the_published_runs() -> None:
    (reference,) = (r for r in published_baselines() if r.repository.endswith("/ZAM"))
    assert reference.mean == pytest.approx(76.22, abs=0.005)
    assert reference.deviation == pytest.approx(0.21, abs=0.005)


def test_one_run_has_no_deviation() -> None:
    (reference,) = (r for r in published_baselines() if r.backbone == "resnet34")
    assert reference.deviation is None
