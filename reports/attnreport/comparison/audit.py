"""Whether our baseline is as good as published ones of the same network."""

from collections.abc import Iterator, Sequence

from attnreport.published.references import Reference, published_baselines
from attnreport.record import BASELINE, Caution, CautionKind, Setting, TrainRecord
from attnreport.scores import read_scores, score_kinds
from attnreport.statistics import mean_and_deviation
from attnreport.units import spread_text

SCORE = "top1"
"""The score that references publish."""

DEVIATIONS = 2
"""So many standard deviations below a reference are more than chance."""


def audit_notes(runs: Sequence[TrainRecord]) -> Iterator[str]:
    """The references that the baseline is held against, or why those of its network are not."""
    ours = _baseline_runs(runs)
    found = _same_network(ours)
    if not found:
        return
    which = f"{found[0].backbone} on {found[0].data}"
    applicable = _not_longer(found, ours)
    if applicable:
        yield f"Published baselines of {which}, none measured here: {_listed(applicable)}."
        return
    fewest = min(reference.epochs for reference in found)
    yield (
        f"No published baseline applies: recipe {ours[0].recipe} has {ours[0].epochs} epochs, "
        f"and those of {which} were trained for {fewest} or more."
    )


def weak_baseline(runs: Sequence[TrainRecord]) -> Iterator[Caution]:
    """A caution where our mean is below references by more than twice the standard deviation.

    Of ours and the reference's deviation the larger counts; without either, the largest that
    references of several runs have.
    """
    ours = _baseline_runs(runs)
    kinds = [kind for kind in score_kinds(ours) if kind.name == SCORE]
    mean, deviation = mean_and_deviation([s for kind in kinds for s in read_scores(ours, kind)])
    if mean is None:
        return
    better = [
        reference
        for reference in _not_longer(_same_network(ours), ours)
        if _is_above(reference, mean, deviation)
    ]
    if better:
        gap = max(reference.top1_percent for reference in better) - mean
        detail = (
            f"{SCORE} {spread_text(mean, deviation)} is up to {gap:.2f} points below published "
            f"baselines: {_listed(better)}{_differences(ours[0], better[0])}; what a module gains "
            "here, a better recipe may gain without it: mend the recipe first"
        )
        yield Caution(kind=CautionKind.BASELINE_IS_WEAK, detail=detail)


def _baseline_runs(runs: Sequence[TrainRecord]) -> list[TrainRecord]:
    return [
        run
        for run in runs
        if run.variant == BASELINE and run.error is None and run.scores.get(SCORE)
    ]


def _same_network(ours: Sequence[TrainRecord]) -> list[Reference]:
    return [r for r in published_baselines() if ours and _is_of(r, ours[0].setting)]


def _is_of(reference: Reference, setting: Setting) -> bool:
    """Whether both train the same network on the same data, on all of it and from scratch."""
    names = ("backbone", "data", "stem", "input_size")
    same = all(getattr(setting, name) == getattr(reference, name) for name in names)
    return same and not setting.limit and setting.weights_sha256 is None


def _not_longer(references: Sequence[Reference], ours: Sequence[TrainRecord]) -> list[Reference]:
    """Those that ours can be expected to reach: trained for at most as many epochs."""
    return [reference for reference in references if reference.epochs <= ours[0].epochs]


def _is_above(reference: Reference, mean: float, deviation: float | None) -> bool:
    known = [each for each in (deviation, reference.deviation) if each is not None]
    spread = max(
        known or [each.deviation for each in published_baselines() if each.deviation is not None]
    )
    return reference.top1_percent - mean > DEVIATIONS * spread


def _listed(references: Sequence[Reference]) -> str:
    return "; ".join(
        f"{spread_text(reference.top1_percent, reference.deviation)} "
        f"({reference.repository} at {reference.commit[:8]}, {len(reference.runs_percent)} run(s))"
        for reference in references
    )


def _differences(run: TrainRecord, reference: Reference) -> str:
    """What our recipe has otherwise, where both say it."""
    parts = [
        f"{name} {run.recipe_settings[name]} (there {theirs})"
        for name, theirs in reference.recipe.items()
        if run.recipe_settings.get(name, theirs) != theirs
    ]
    if run.train_images != reference.train_images:
        parts.append(f"{run.train_images:,} training images (there {reference.train_images:,})")
    return f"; our recipe differs in {', '.join(parts)}" if parts else ""
