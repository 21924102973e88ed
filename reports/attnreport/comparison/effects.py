"""How far each row is from the baseline in the headline score, with an interval."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import scipy

from attnreport.blocks.contrasts import Contrasted, contrast_rows
from attnreport.blocks.layout import RowId, Scores
from attnreport.record import BASELINE, ScoreKind, TrainRecord
from attnreport.scores import headline, scores_by_seed
from attnreport.statistics import pooled_deviation


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """A row's headline score minus the baseline's, over the seeds that both have."""

    contrast: Contrasted
    """In the score's unit of differences."""
    hedges_g: float
    """The difference over the pooled standard deviation, corrected for small-sample bias."""


def row_id(variant: str) -> RowId:
    """A row of the one study that a comparison has."""
    return "", variant


def scores_of(runs: Sequence[TrainRecord], kind: ScoreKind) -> Scores:
    """The last scores by row and seed, without those that are no numbers."""
    return {row_id(variant): scores for variant, scores in scores_by_seed(runs, kind).items()}


def effects(runs: Sequence[TrainRecord]) -> Mapping[str, Effect]:
    """By variant, its difference from the baseline, where both have three seeds in common.

    All differences are tested together. The standard deviation of Hedges' g is pooled over all
    rows, the baseline's included. Source: Hedges, Journal of Educational Statistics 6:107, 1981.
    """
    kind = headline(runs)
    scores = scores_of(runs, kind) if kind is not None else {}
    others = [row for row in scores if row != row_id(BASELINE)]
    contrasts = contrast_rows(scores, [{row: 1, row_id(BASELINE): -1} for row in others])
    if not any(contrasts):
        return {}
    deviation, freedom = pooled_deviation(list(row.values()) for row in scores.values())
    factor = _small_sample_factor(freedom)
    return {
        variant: Effect(contrast=contrast, hedges_g=factor * contrast.value / deviation)
        for (_, variant), contrast in zip(others, contrasts, strict=True)
        if contrast is not None
    }


def _small_sample_factor(freedom: int) -> float:
    """What makes a difference over its standard deviation unbiased (Hedges, equation 6e)."""
    half = freedom / 2
    return float(
        np.exp(scipy.special.gammaln(half) - scipy.special.gammaln(half - 0.5)) / np.sqrt(half)
    )
