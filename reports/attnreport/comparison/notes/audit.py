"""Whether our baseline is as good as published ones of the same network."""

from collections.abc import Iterator, Sequence

from attnreport.published.references import (
    Reference,
    most_spread_repeats,
    published_baselines,
    single_run_note,
)
from attnreport.record import (
    BASELINE,
    Caution,
    CautionKind,
    Setting,
    TrainRecord,
    data_kind,
    network_name,
)
from attnreport.scores import headline, read_scores
from attnreport.statistics import mean_and_deviation
from attnreport.text import listed, plural
from attnreport.units import spread_text

DEVIATIONS = 2
"""What is this many standard deviations worse than a reference is so by more than chance."""


def audit_notes(runs: Sequence[TrainRecord]) -> Iterator[str]:
    """The references that the baseline is held against, or why those of its network are not."""
    ours = _baseline_runs(runs)
    references = _same_network(ours)
    if not references:
        return
    network = f"{network_name(ours[0].setting)} on {references[0].data}"
    applicable = _applicable(references, ours[0])
    if not applicable:
        yield f"No published baseline applies: {_obstacle(references, ours[0], network)}."
        return
    kind = applicable[0].score
    mean, _ = mean_and_deviation(read_scores(ours, kind))
    sentence = (
        f"Published baselines of {network}, none measured here: "
        f"{_listed(applicable, ours[0], mean)}{_differences(ours[0], applicable[0])}."
    )
    has_single = any(len(reference.runs) == 1 for reference in applicable)
    yield " ".join(filter(None, (sentence, single_run_note(kind) if has_single else "")))


def weak_baseline(runs: Sequence[TrainRecord]) -> Iterator[Caution]:
    """A caution where our mean is worse than references by more than twice the deviation.

    Of ours and the reference's deviation the larger counts. A reference of a single run takes the
    largest that published repeats of its score have.
    """
    ours = _baseline_runs(runs)
    kind = headline(ours)
    mean, deviation = mean_and_deviation(read_scores(ours, kind) if kind else [])
    if kind is None or mean is None:
        return
    gaps = {
        reference: _gap(reference, mean) for reference in _applicable(_same_network(ours), ours[0])
    }
    better = [r for r, gap in gaps.items() if gap > DEVIATIONS * _spread(r, deviation)]
    if better:
        gap = max(gaps[reference] for reference in better)
        detail = (
            f"{kind.head} {spread_text(mean, deviation, kind.digits)} is up to "
            f"{gap:.{kind.digits}f} {kind.difference_unit} worse than published baselines: "
            f"{_listed(better, ours[0])}{_differences(ours[0], better[0])}; what a module gains "
            "here, a better recipe may gain without it: improve the recipe first"
        )
        yield Caution(kind=CautionKind.BASELINE_IS_WEAK, detail=detail)


def _baseline_runs(runs: Sequence[TrainRecord]) -> list[TrainRecord]:
    return [run for run in runs if run.variant == BASELINE and run.error is None]


def _same_network(ours: Sequence[TrainRecord]) -> list[Reference]:
    """Those of our network and data, in our headline score."""
    kind = headline(ours)
    return [
        reference
        for reference in published_baselines()
        if kind is not None
        and reference.score.name == kind.name
        and _is_of(reference, ours[0].setting)
    ]


def _is_of(reference: Reference, setting: Setting) -> bool:
    """Whether both train the same network on the same data, in whatever way."""
    return setting.backbone in (reference.backbone, *reference.near) and (
        (setting.head, setting.stem, data_kind(setting))
        == (reference.head, reference.stem, reference.data)
    )


def _applicable(references: Sequence[Reference], run: TrainRecord) -> list[Reference]:
    """Those that a run can be expected to reach: made alike, and trained no longer.

    None of them is for a run on a part of the images.
    """
    return [
        reference
        for reference in _of_start(_of_size(references, run), run)
        if reference.epochs <= run.epochs and not run.setting.limit
    ]


def _of_size(references: Sequence[Reference], run: TrainRecord) -> list[Reference]:
    return [one for one in references if one.input_size == run.setting.input_size]


def _of_start(references: Sequence[Reference], run: TrainRecord) -> list[Reference]:
    """Those that start from weights if the run did, else those that start from scratch."""
    has_weights = run.setting.weights_sha256 is not None
    return [one for one in references if bool(one.weights) == has_weights]


def _obstacle(references: Sequence[Reference], run: TrainRecord, network: str) -> str:
    """What keeps all references of our network from being held against a run."""
    setting, those = run.setting, f"those of {network}"
    sized = _of_size(references, run)
    if not sized:
        sizes = listed(sorted({_size_text(reference.input_size) for reference in references}))
        return f"images are {_size_text(setting.input_size)}, and {sizes} in {those}"
    started = _of_start(sized, run)
    if not started:
        here = "scratch" if setting.weights_sha256 is None else "weights"
        starts = listed(sorted({reference.weights or "scratch" for reference in sized}))
        return f"training starts from {here}, and from {starts} in {those}"
    if setting.limit:
        return f"at most {plural(setting.limit, 'image')} were trained on, and all in {those}"
    fewest = min(reference.epochs for reference in started)
    return (
        f"recipe {run.recipe} has {plural(run.epochs, 'epoch')}, and {those} were trained for "
        f"{fewest} or more"
    )


def _size_text(size: tuple[int, int, int]) -> str:
    return "x".join(map(str, size))


def _gap(reference: Reference, mean: float) -> float:
    """By how much a reference is better."""
    gap = reference.mean - mean
    return gap if reference.score.higher_is_better else -gap


def _spread(reference: Reference, deviation: float | None) -> float:
    """The larger of both deviations; that of a single run is taken from published repeats."""
    theirs = reference.deviation
    if theirs is None:
        repeats = most_spread_repeats(reference.score.name)
        theirs = repeats.deviation if repeats else 0.0
    return max(theirs, deviation or 0.0)


def _listed(references: Sequence[Reference], run: TrainRecord, mean: float | None = None) -> str:
    """Each with its source and its number of runs, and how far a mean of ours is from it."""
    lengths = {reference.epochs for reference in references}
    return "; ".join(
        f"{spread_text(reference.mean, reference.deviation, reference.score.digits)} "
        f"({', '.join(_about(reference, run, len(lengths) > 1, mean))})"
        for reference in references
    )


def _about(
    reference: Reference, run: TrainRecord, with_epochs: bool, mean: float | None
) -> Iterator[str]:
    yield f"{reference.repository} at {reference.commit[:8]}"
    yield plural(len(reference.runs), "run")
    if with_epochs:
        yield plural(reference.epochs, "epoch")
    if reference.backbone != run.setting.backbone:
        yield f"with {reference.backbone}"
    if mean is not None:
        gap, kind = _gap(reference, mean), reference.score
        word = "worse" if gap > 0 else "better"
        yield f"ours is {abs(gap):.{kind.digits}f} {kind.difference_unit} {word}"


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
