"""Scores that guessing would get too."""

from collections import Counter
from collections.abc import Iterator, Sequence
from math import isfinite, sqrt

from attnreport.record import Caution, CautionKind, RowCaution, ScoreKind, TrainRecord
from attnreport.scores import headline, read_scores
from attnreport.text import plural
from attnreport.units import measured_text

ERRORS = 2
"""A score this many standard errors better than guessing is so by more than luck."""


def at_chance(runs: Sequence[TrainRecord]) -> Iterator[RowCaution]:
    """A caution for each row whose headline score is not clearly better than guessing.

    The standard error is that of guessing on as many test images; of a score that is not in percent
    it is not known, and taken as 0. Nothing where nobody knows what guessing gets.
    """
    kind = headline(runs)
    chance = _chance(runs, kind) if kind else None
    if kind is None or chance is None:
        return
    like_guessing = Counter(run.label for run in runs if _is_like_guessing(run, kind, chance))
    seeds = Counter(run.label for run in runs)
    for label, count in like_guessing.items():
        detail = (
            f"{kind.head} is not clearly better than guessing ({measured_text(chance, kind.unit)}) "
            f"under {count} of {plural(seeds[label], 'seed')}"
        )
        yield RowCaution(label, Caution(kind=CautionKind.AT_CHANCE, detail=detail))


def _chance(runs: Sequence[TrainRecord], kind: ScoreKind) -> float | None:
    """What guessing gets; older records of a study do not say it."""
    said = (own.chance for run in runs for own in run.score_kinds if own == kind)
    return next((chance for chance in said if chance is not None), None)


def _is_like_guessing(run: TrainRecord, kind: ScoreKind, chance: float) -> bool:
    percent = kind.unit == "%" and run.test_images > 0
    error = sqrt(chance * (100 - chance) / run.test_images) if percent else 0.0
    sign = 1 if kind.higher_is_better else -1
    gains = [sign * (score - chance) for score in read_scores([run], kind) if isfinite(score)]
    return any(gain <= ERRORS * error for gain in gains)
