"""A study knows which cells of its plan have no record, and which a living process measures."""

from dataclasses import replace

import pytest

from attnbench.plan.plan import Plan
from attnbench.studies.completion import completion_of
from attnbench.study import Study
from attnreport.completion import Completion
from tests.reports.conftest import cost, train


@pytest.fixture
def grown(planted_study: Study) -> Study:
    """The study with a fourth seed that was asked for: a run of each of its four rows."""
    return Study.open(planted_study.folder, replace(planted_study.plan, seeds=(3,)))


def completion(study: Study) -> Completion:
    return completion_of(study, study.records())


def test_a_finished_study_misses_nothing(planted_study: Study) -> None:
    assert completion(planted_study) == Completion(cells=17, missing=0)


def test_what_was_asked_for_and_has_no_record_is_missing(grown: Study) -> None:
    assert completion(grown) == Completion(cells=21, missing=4)
    assert completion_of(grown, [cost("ema"), train("ema", 0)]).missing == 19


def test_what_failed_has_a_record_and_is_not_missing(grown: Study) -> None:
    grown.write(replace(train("ca", 0), key="train-ca-seed3", seed=3, error="killed", scores={}))
    assert completion(grown).missing == 3


def test_a_claim_that_is_held_says_what_runs(grown: Study) -> None:
    with grown.claim("train-ca-seed3-0a1b") as mine, grown.claim("speed-0a1b"), grown.claim("plan"):
        assert mine
        running = completion(grown)
    assert running.sentence == "4 of 21 cells are missing; timing and training run"
    # What was given back leaves its file behind.
    assert completion(grown).running == ()


def test_a_claim_that_cannot_be_looked_at_is_taken_for_free(grown: Study) -> None:
    (grown.folder / "claims" / "train-ca-seed3-0a1b.lock").mkdir()
    assert completion(grown) == Completion(cells=21, missing=4)


def test_without_training_no_run_is_missing(grown: Study) -> None:
    plan: Plan = replace(grown.plan, recipe=replace(grown.plan.recipe, epochs=0))
    untrained = Study(grown.folder, plan)
    assert completion(untrained) == Completion(cells=5, missing=0)
