"""The scores of one row in both sets, seed by seed, and what is wrong with them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from attnreport.record import ScoreKind, TrainRecord
from attnreport.regression.judges.judging import first_sentence

Runs = Mapping[int, TrainRecord]
"""By seed."""


@dataclass(frozen=True, kw_only=True)
class RowScores:
    """The latest runs of one row."""

    old: Runs
    """Those of the reference results."""
    new: Runs
    """Those of the current results."""
    score: ScoreKind | None
    """What is compared; None where no run says what it scores."""

    @cached_property
    def before(self) -> Mapping[int, float]:
        """By seed, the score of the reference results after the last epoch."""
        return _last_scores(self.old, self.score)

    @cached_property
    def after(self) -> Mapping[int, float]:
        """By seed, the score of the current results after the last epoch."""
        return _last_scores(self.new, self.score)

    @property
    def common(self) -> list[int]:
        """The seeds that both sets have a score of."""
        return sorted(self.before.keys() & self.after.keys())

    @property
    def changes(self) -> list[float]:
        """After less before, one for each common seed."""
        return [self.after[seed] - self.before[seed] for seed in self.common]

    @property
    def lost(self) -> list[int]:
        """The seeds that only the reference results have a run of."""
        return sorted(self.before.keys() - self.new.keys())

    @property
    def faults(self) -> Iterator[str]:
        """Runs that failed, ended without the score, or have one that cannot be, as sentences."""
        failed = {seed: run.error for seed, run in self.new.items() if run.error is not None}
        if failed:
            error = first_sentence(next(iter(failed.values())))
            yield f"{seeds_text(failed).capitalize()} failed: {error}"
        sides = (("reference", self.old, self.before), ("current", self.new, self.after))
        for side, runs, scores in sides:
            finished = [seed for seed, run in runs.items() if run.error is None]
            unscored = [seed for seed in finished if seed not in scores]
            if unscored:
                head = self.score.head if self.score else "The score"
                yield f"{head} of {seeds_text(unscored)} is missing from the {side} results."
            for seed, value in self._impossible(scores).items():
                yield f"The score of seed {seed} of the {side} results cannot be {value}."

    @property
    def are_possible(self) -> bool:
        """Whether every score is one that the task can give."""
        return not self._impossible(self.before) and not self._impossible(self.after)

    def _impossible(self, scores: Mapping[int, float]) -> Mapping[int, float]:
        if self.score is None:
            return {}
        return {seed: x for seed, x in scores.items() if not self.score.is_possible(x)}


def seeds_text(seeds: Iterable[int]) -> str:
    """Seeds in a sentence: seeds 0, 1, 2."""
    numbers = sorted(seeds)
    return f"seed{'' if len(numbers) == 1 else 's'} {', '.join(map(str, numbers))}"


def _last_scores(runs: Runs, score: ScoreKind | None) -> Mapping[int, float]:
    if score is None:
        return {}
    return {
        seed: run.scores[score.name][-1]
        for seed, run in runs.items()
        if run.error is None and run.scores.get(score.name)
    }
