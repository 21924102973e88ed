"""The baseline is held against published ones of its own network, data and length alone."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import pytest

from attnreport.comparison.comparison import compare
from attnreport.comparison.notes.audit import audit_notes, weak_baseline
from attnreport.comparison.tables import comparison_table
from attnreport.record import ScoreKind, TrainRecord

MakeTrain = Callable[[str, int], TrainRecord]
Baseline = Callable[..., list[TrainRecord]]

STEPS: Mapping[str, str | int | float | tuple[int, ...]] = {
    "batch_size": 128,
    "lr": 0.1,
    "schedule": "step",
    "milestones": (60, 120, 160),
    "decay_rate": 0.2,
    "weight_decay": 5e-4,
}


@pytest.fixture
def baseline(make_train: MakeTrain) -> Baseline:
    """Baselines of ResNet-50 on CIFAR-100 that were trained as the published ones."""

    def make(*scores: float, backbone: str = "resnet50") -> list[TrainRecord]:
        return [
            replace(
                run,
                seed=seed,
                setting=replace(run.setting, backbone=backbone),
                epochs=200,
                recipe_settings=STEPS,
                train_images=50_000,
                scores={"top1": (score,)},
            )
            for seed, score in enumerate(scores)
            for run in [make_train("baseline", 0)]
        ]

    return make


def details(runs: Sequence[TrainRecord]) -> list[str]:
    return [caution.detail for caution in weak_baseline(runs)]


def test_a_weak_baseline_is_told_with_numbers_and_sources(baseline: Baseline) -> None:
    assert details(baseline(77.0, 77.2, 77.4)) == [
        "Top-1 77.20 ± 0.20 is up to 2.70 points worse than published baselines: 79.90 "
        "(open-mmlab/mmpretrain at 13db819a, 1 run); what a module gains here, a better recipe "
        "may gain without it: improve the recipe first"
    ]


def test_what_our_recipe_has_otherwise_is_named(baseline: Baseline) -> None:
    runs = [
        replace(run, recipe_settings={**STEPS, "weight_decay": 4e-5}, train_images=45_000)
        for run in baseline(77.0, 77.2)
    ]
    (detail,) = details(runs)
    assert (
        "our recipe differs in weight_decay 4e-05 (published: 0.0005), 45,000 training images "
        "(published: 50,000);"
    ) in detail


@pytest.mark.parametrize("scores", [(79.8, 79.9), (81.0, 81.1)], ids=["equal", "above"])
def test_a_baseline_as_good_as_all_is_not_weak(
    scores: tuple[float, ...], baseline: Baseline
) -> None:
    assert details(baseline(*scores)) == []


def test_within_two_deviations_nothing_is_called_weak(baseline: Baseline) -> None:
    assert details(baseline(78.9, 79.9)) == []
    assert details(baseline(78.9, 79.0)) != []


def test_one_seed_is_judged_by_the_published_spread(baseline: Baseline) -> None:
    (detail,) = details(baseline(75.0, backbone="resnet18"))
    assert "76.22 ± 0.21 (developer0hye/ZAM" in detail
    assert "75.61 (weiaicunzai" in detail
    assert details(baseline(76.0, backbone="resnet18")) == []


def test_the_references_are_listed_as_not_measured_here(baseline: Baseline) -> None:
    (note,) = audit_notes(baseline(80.0))
    assert note.startswith("Published baselines of resnet50 on cifar100, none measured here: ")
    for source in (
        "77.39 (weiaicunzai/pytorch-cifar100",
        "77.26 (YOLOonMe/EMA-attention-module",
        "79.90 (open-mmlab/mmpretrain",
    ):
        assert source in note


def test_a_shorter_recipe_is_said_to_have_no_reference(baseline: Baseline) -> None:
    runs = [replace(run, epochs=30, recipe="cifar30") for run in baseline(70.0, 70.1)]
    assert details(runs) == []
    assert list(audit_notes(runs)) == [
        "No published baseline applies: recipe cifar30 has 30 epochs, and those of resnet50 on "
        "cifar100 were trained for 200 or more."
    ]


@pytest.mark.parametrize(
    "other",
    [
        {"data": "digits"},
        {"backbone": "resnet14-narrow"},
        {"stem": "timm"},
        {"input_size": (3, 64, 64)},
        {"limit": 5_000},
        {"weights_sha256": "ab" * 32},
    ],
    ids=lambda other: next(iter(other)),
)
def test_another_setting_has_no_reference(other: dict[str, object], baseline: Baseline) -> None:
    runs = [
        replace(run, setting=replace(run.setting, **other))  # type: ignore[arg-type]  # any field
        for run in baseline(70.0, 70.1)
    ]
    assert details(runs) == []
    assert list(audit_notes(runs)) == []


def test_modules_and_failed_runs_are_not_audited(baseline: Baseline) -> None:
    modules = [replace(run, variant="ema") for run in baseline(70.0, 70.1)]
    failed = [replace(run, error="killed") for run in baseline(70.0, 70.1)]
    assert details([*modules, *failed]) == []
    assert list(audit_notes([*modules, *failed])) == []


def test_published_numbers_stay_out_of_the_rows(baseline: Baseline) -> None:
    table = comparison_table(compare(baseline(77.0, 77.2, 77.4), ["baseline"]))
    assert [about.caution.kind for about in table.cautions] == ["weak baseline"]
    assert not any("79.9" in field.text for row in table.rows for field in row)
    assert not table.frame.isin([79.9]).any(axis=None)


def test_another_score_of_the_same_network_has_no_reference(baseline: Baseline) -> None:
    loss = ScoreKind(name="loss", head="Loss", unit="", higher_is_better=False)
    runs = [
        replace(run, score_kinds=(loss,), scores={"loss": (70.0,)}, validation_scores={})
        for run in baseline(70.0, 70.1)
    ]
    assert details(runs) == []
    assert list(audit_notes(runs)) == []
