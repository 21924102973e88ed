"""The headline score of a task: a paired test over seeds, and a least effect in its unit."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from attnreport.record import AnyRecord, TrainRecord
from attnreport.regression.cells import Pair
from attnreport.regression.judges.judging import Statement
from attnreport.regression.judges.score_rule import ScoreRule
from attnreport.regression.metric import CellKind, Metric
from attnreport.regression.quantity import Tracking
from attnreport.regression.result_set import ResultSet
from attnreport.regression.value import Value
from attnreport.units import signed_text

LEAST_STEP = 1.0
"""What a score's level has to change by in a history."""

DIGITS = 2
"""Behind the point, where no record says it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Score(Metric):
    """The score that the training records name first; its unit and direction stand there."""

    rule: ScoreRule = field(default=ScoreRule(), compare=False)

    kind: ClassVar[str] = "score"
    judgement: ClassVar[str] = "paired by seed, Holm over rows, a least effect in the score's unit"
    tracking: ClassVar[Tracking | None] = Tracking(least_amount=LEAST_STEP)
    cell: ClassVar[CellKind] = "train"

    def is_in(self, record: AnyRecord) -> bool:
        """Whether a record is of a training, which always scores."""
        return isinstance(record, TrainRecord)

    def judge(self, pair: Pair) -> Iterator[Statement]:
        """A finding for each row, and one for the seeds that it lost and for those that failed."""
        from attnreport.regression.judges.scores import judge_scores  # noqa: PLC0415 - loads scipy

        return judge_scores(pair, self, self.rule)

    def values(self, results: ResultSet) -> Iterator[Value]:
        """The mean over seeds of each row."""
        from attnreport.scores import headline, last_scores_by_variant  # noqa: PLC0415 - as above
        from attnreport.statistics import mean_and_deviation  # noqa: PLC0415 - as above

        runs = [r for r in results.records if isinstance(r, TrainRecord) and r.error is None]
        score = headline(runs)
        if score is None:
            return
        for row, scores in last_scores_by_variant(runs, score).items():
            mean, deviation = mean_and_deviation(scores)
            if mean is not None:
                yield Value(
                    row=row,
                    label=results.labels[row],
                    metric=self.of(score),
                    detail=score.name,
                    value=mean,
                    spread=deviation,
                )

    @property
    def digits(self) -> int:
        """Behind the point, in print."""
        return self.score.digits if self.score else DIGITS

    def value_texts(self, values: Sequence[float], *, is_of_ratio: bool) -> list[str]:
        """Scores with their unit: 80.67 %."""
        return [self.figure_text(value, is_ratio=is_of_ratio) for value in values]

    def figure_text(self, value: float, *, is_ratio: bool) -> str:
        """A score with its unit: 80.67 %."""
        del is_ratio
        return f"{value:.{self.digits}f} {self.unit}".rstrip()

    def change_text(self, change: float, before: float | None, after: float | None) -> str:
        """The difference: -1.20 points."""
        del before, after
        unit = self.score.difference_unit if self.score else ""
        return f"{signed_text(change, self.digits)} {unit}".rstrip()

    def interval_text(self, low: float, high: float) -> str:
        """The ends of the difference's interval."""
        return f"[{low:+.{self.digits}f}, {high:+.{self.digits}f}]"

    def step_text(self, before: float, after: float) -> str:
        """By how much a level changed: +0.60 points."""
        return self.change_text(after - before, before, after)

    def share(self, change: float) -> float:
        """The size of a change, points as shares of all images."""
        return abs(change) / 100
