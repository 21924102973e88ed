"""What the tests of a score leave out, and where they may err more often than they say."""

from collections.abc import Iterator, Mapping, Sequence

from attnreport.blocks.layout import Scores, common_seeds
from attnreport.blocks.unequal import MOST, wide_rows
from attnreport.comparison.effects import Effect, row_id, scores_of
from attnreport.record import BASELINE, ScoreKind, TrainRecord
from attnreport.scores import headline, without_number
from attnreport.statistics import ENOUGH_SEEDS


def pairing_notes(runs: Sequence[TrainRecord], effects: Mapping[str, Effect]) -> Iterator[str]:
    """Sentences on scores that are no numbers, on seeds that rows lack, and on unequal spread.

    Args:
        runs: Without those that failed.
        effects: By variant, its difference from the baseline.
    """
    kind = headline(runs)
    if kind is None:
        return
    yield from number_note(runs, kind)
    scores = scores_of(runs, kind)
    labels = {run.variant: run.label for run in runs}
    if max(map(len, scores.values()), default=0) >= ENOUGH_SEEDS and row_id(BASELINE) in scores:
        yield from _too_few(scores, labels)
        yield from _fewer(scores, effects, labels)
    if effects:
        yield from _wide([labels[variant] for _, variant in wide_rows(scores)])


def number_note(runs: Sequence[TrainRecord], kind: ScoreKind) -> Iterator[str]:
    """The runs whose score is no number, and what follows."""
    names = [f"{run.label}, seed {run.seed}" for run in without_number(runs, kind)]
    if names:
        yield (
            f"{kind.head} is no number: {'; '.join(names)}. The row has no mean, and comparisons "
            "leave out that seed."
        )


def _too_few(scores: Scores, labels: Mapping[str, str]) -> Iterator[str]:
    """The rows that cannot be compared with the baseline, where some row has seeds enough."""
    names = [
        labels[variant]
        for _, variant in scores
        if variant != BASELINE and _common(scores, variant) < ENOUGH_SEEDS
    ]
    if names:
        yield (
            f"Not compared with the baseline, because they have fewer than {ENOUGH_SEEDS} seeds in "
            f"common with it: {', '.join(names)}."
        )


def _fewer(
    scores: Scores, effects: Mapping[str, Effect], labels: Mapping[str, str]
) -> Iterator[str]:
    """The rows that have other seeds than the baseline."""
    reference = scores[row_id(BASELINE)].keys()
    counts = [
        f"{labels[variant]} {effect.contrast.seeds}"
        for variant, effect in effects.items()
        if scores[row_id(variant)].keys() != reference
    ]
    if counts:
        yield (
            "Differences from the baseline are over the seeds that both rows have, where these are "
            f"not all: {', '.join(counts)}."
        )


def _common(scores: Scores, variant: str) -> int:
    return len(common_seeds(scores, {row_id(variant): 1, row_id(BASELINE): -1}))


def _wide(names: Sequence[str]) -> Iterator[str]:
    if names:
        yield (
            f"Unequal spread: over seeds {', '.join(names)} spread more than {MOST:g} times as far "
            "as the other rows, beyond what the tests of differences were tried for. They may err "
            "more often than their 5 % level says."
        )
