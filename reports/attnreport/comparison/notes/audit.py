"""Whether our baseline is as good as published ones of the same network."""

from collections.abc import Iterator, Sequence

from attnreport.published.references import Reference, published_baselines
from attnreport.record import BASELINE, Caution, CautionKind, Setting, TrainRecord
from attnreport.scores import headline, read_scores
from attnreport.statistics import mean_and_deviation
from attnreport.text import plural
from attnreport.units import spread_text

DEVIATIONS = 2
"""What is this many standard deviations worse than a reference is so by more than chance."""


def audit_notes(runs: Sequence[TrainRecord]) -> Iterator[str]:
    """The references that the baseline is held against, or why those of its network are not."""
    ours = _baseline_runs(runs)
    references = _same_network(ours)
    if not references:
        return
    network = f"{references[0].backbone} on {references[0].data}"
    applicable = _not_longer(references, ours)
    if applicable:
        yield f"Published baselines of {network}, none measured here: {_listed(applicable)}."
        return
    fewest = min(reference.epochs for reference in references)
    yield (
        f"No published baseline applies: recipe {ours[0].recipe} has "
        f"{plural(ours[0].epochs, 'epoch')}, and those of {network} were trained for {fewest} or "
        "more."
    )


def weak_baseline(runs: Sequence[TrainRecord]) -> Iterator[Caution]:
    """A caution where our mean is worse than references by more than twice the deviation.

    Of ours and the reference's deviation the larger counts; without either, the largest that
    references of several runs have.
    """
    ours = _baseline_runs(runs)
    kind = headline(ours)
    mean, deviation = mean_and_deviation(read_scores(ours, kind) if kind else [])
    if kind is None or mean is None:
        return
    gaps = {
        reference: _gap(reference, mean) for reference in _not_longer(_same_network(ours), ours)
    }
    better = [r for r, gap in gaps.items() if gap > DEVIATIONS * _spread(r, deviation)]
    if better:
        gap = max(gaps[reference] for reference in better)
        detail = (
            f"{kind.head} {spread_text(mean, deviation, kind.digits)} is up to "
            f"{gap:.{kind.digits}f} {kind.difference_unit} worse than published baselines: "
            f"{_listed(better)}{_differences(ours[0], better[0])}; what a module gains here, a "
            "better recipe may gain without it: improve the recipe first"
        )
        yield Caution(kind=CautionKind.BASELINE_IS_WEAK, detail=detail)


def _baseline_runs(runs: Sequence[TrainRecord]) -> list[TrainRecord]:
    return [run for run in runs if run.variant == BASELINE and run.error is None]


def _same_network(ours: Sequence[TrainRecord]) -> list[Reference]:
    """Those of our network, in our headline score."""
    kind = headline(ours)
    return [
        reference
        for reference in published_baselines()
        if kind is not None
        and reference.score.name == kind.name
        and _is_of(reference, ours[0].setting)
    ]


def _is_of(reference: Reference, setting: Setting) -> bool:
    """Whether both train the same network on the same data, on all of it and from scratch."""
    names = ("backbone", "data", "stem", "input_size")
    same = all(getattr(setting, name) == getattr(reference, name) for name in names)
    return same and not setting.limit and setting.weights_sha256 is None


def _not_longer(references: Sequence[Reference], ours: Sequence[TrainRecord]) -> list[Reference]:
    """Those that ours can be expected to reach: trained for at most as many epochs."""
    return [reference for reference in references if reference.epochs <= ours[0].epochs]


def _gap(reference: Reference, mean: float) -> float:
    """By how much a reference is better."""
    gap = reference.mean - mean
    return gap if reference.score.higher_is_better else -gap


def _spread(reference: Reference, deviation: float | None) -> float:
    """The larger of both deviations; without any, the largest of the references of its score."""
    known = [sd for sd in (deviation, reference.deviation) if sd is not None]
    return max(
        known
        or [
            other.deviation
            for other in published_baselines()
            if other.deviation is not None and other.score.name == reference.score.name
        ],
        default=0.0,
    )


def _listed(references: Sequence[Reference]) -> str:
    return "; ".join(
        f"{spread_text(reference.mean, reference.deviation, reference.score.digits)} "
        f"({reference.repository} at {reference.commit[:8]}, {plural(len(reference.runs), 'run')})"
        for reference in references
    )


def _differences(run: TrainRecord, reference: Reference) -> str:
    """In what our recipe differs, where both say it."""
    parts = [
        f"{name} {run.recipe_settings[name]} (published: {published})"
        for name, published in reference.recipe.items()
        if run.recipe_settings.get(name, published) != published
    ]
    if run.train_images != reference.train_images:
        images = f"{run.train_images:,} training images"
        parts.append(f"{images} (published: {reference.train_images:,})")
    return f"; our recipe differs in {', '.join(parts)}" if parts else ""
