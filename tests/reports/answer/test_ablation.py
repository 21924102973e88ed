"""An ablation's answer: what its factors did, then each row."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from attnreport.ablation.design import Design
from attnreport.answer.ablation import answer_ablation
from attnreport.record import AnyRecord, TrainRecord

MakeStudy = Callable[[int], list[AnyRecord]]


def test_an_effect_that_is_shown_is_said_with_its_interval(
    make_study: MakeStudy, design: Design
) -> None:
    """Rows that differ in groups alone: EMA_32 (80.7) and EMA_16 (80.1)."""
    (made,) = answer_ablation({"": make_study(3)}, design).values()
    assert made.sentence.startswith("resnet50 on cifar100, 3 seeds: ")
    assert "cross_spatial=on is better than off (Top-1 +0.90 [" in made.statement
    assert "EMA_32" in made.by_row


def test_two_seeds_show_no_effect(make_study: MakeStudy, design: Design) -> None:
    (made,) = answer_ablation({"": make_study(2)}, design).values()
    assert made.statement == "2 seeds cannot show an effect of groups and cross_spatial"


def test_without_training_only_costs_are_said(make_study: MakeStudy, design: Design) -> None:
    records = [record for record in make_study(3) if not isinstance(record, TrainRecord)]
    (made,) = answer_ablation({"": records}, design).values()
    assert made.statement == "costs alone, no row was trained"


@pytest.mark.parametrize("names", [("site=block", "site=stage")])
def test_each_study_has_an_answer_that_names_it(
    names: tuple[str, str], make_study: MakeStudy, design: Design
) -> None:
    points = [replace(point, study=name) for name in names for point in design.points]
    several = replace(design, points=tuple(points))
    made = answer_ablation(dict.fromkeys(names, make_study(3)), several)
    assert [one.subject.partition(": ")[0] for one in made.values()] == list(names)
