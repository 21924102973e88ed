"""What a row gains on the baseline in the headline score."""

from collections.abc import Mapping
from dataclasses import dataclass

from attnreport.comparison.comparison import Comparison
from attnreport.record import BASELINE
from attnreport.scores import headline, scores_by_seed


@dataclass(frozen=True, slots=True, kw_only=True)
class Gain:
    """A row's score against the baseline's, in the score's unit of differences.

    Above 0 is better, also where a lower score is.
    """

    by_seed: Mapping[int, float]
    """Of each seed that both rows have."""
    low: float | None = None
    high: float | None = None
    """Ends of the simultaneous 95 % interval; None where too few seeds, or no spread, allow one."""

    @property
    def is_shown(self) -> bool:
        """Whether the row is shown to be better."""
        return self.low is not None and self.low > 0

    @property
    def is_loss_shown(self) -> bool:
        """Whether the row is shown to be worse."""
        return self.high is not None and self.high < 0

    def is_below(self, worth: float) -> bool:
        """Whether a gain of that size is excluded."""
        return self.high is not None and self.high < worth

    def is_above(self, worth: float) -> bool:
        """Whether a loss of that size is excluded."""
        return self.low is not None and self.low > -worth


UNTRAINED = Gain(by_seed={})


def gains(comparison: Comparison) -> Mapping[str, Gain]:
    """By variant, the gain of each row that has a seed in common with the baseline."""
    kind = headline(comparison.runs)
    if kind is None:
        return {}
    scores = scores_by_seed(comparison.runs, kind)
    reference, sign = scores.get(BASELINE, {}), 1 if kind.higher_is_better else -1
    by_seed = {
        variant: {
            seed: sign * (score - reference[seed])
            for seed, score in sorted(row.items())
            if seed in reference
        }
        for variant, row in scores.items()
    }
    contrasts = {row.variant: row.effect.contrast for row in comparison.rows if row.effect}
    made = {}
    for variant, differences in by_seed.items():
        contrast = contrasts.get(variant)
        ends = sorted((sign * contrast.low, sign * contrast.high)) if contrast else (None, None)
        made[variant] = Gain(by_seed=differences, low=ends[0], high=ends[1])
    return {variant: gain for variant, gain in made.items() if gain.by_seed}
