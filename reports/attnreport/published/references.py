"""Published plain baselines that ours is held against; none of them was measured here."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from itertools import product
from statistics import mean, stdev

from attnreport.published.paper import PaperScore, Value, shipped_papers
from attnreport.record import BASELINE, ScoreKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """The published score of a network without an attention module."""

    backbone: str
    """timm's name of the same network."""
    near: tuple[str, ...]
    """Backbones that differ so little that theirs is held against it too."""
    head: str
    """As in `Setting.head`."""
    score: PaperScore
    """The headline of its table."""
    runs: tuple[float, ...]
    """The score of each run that is published."""
    repository: str
    commit: str
    """Whose README has the score."""
    data: str
    """As in `Setting.data`, without a folder."""
    stem: str
    input_size: tuple[int, int, int]
    train_images: int
    epochs: int
    weights: str
    """What it started from, such as ImageNet; empty for nothing."""
    recipe: Mapping[str, Value] = field(hash=False)
    """What else of the recipe is published, by the names of a recipe's fields."""

    @property
    def mean(self) -> float:
        """Mean of the published runs."""
        return mean(self.runs)

    @property
    def deviation(self) -> float | None:
        """Standard deviation over the published runs; None of a single one."""
        return stdev(self.runs) if len(self.runs) > 1 else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeats:
    """Published runs of one network that differ in their seed alone."""

    deviation: float
    """Standard deviation of its scores."""
    count: int
    repository: str
    commit: str


@cache
def most_spread_repeats(score: str) -> Repeats | None:
    """Of the published networks that were trained more than once, the one that varies most.

    Whether it has a module does not matter.

    Args:
        score: By this score.

    Returns:
        None where each network has one run.
    """
    return max(_repeats(score), key=lambda repeats: repeats.deviation, default=None)


def single_run_note(score: ScoreKind) -> str:
    """How far a score that is one run may be trusted; empty where nobody has published repeats."""
    repeats = most_spread_repeats(score.name)
    if repeats is None:
        return ""
    return (
        f"A single run is uncertain: {repeats.count} published runs of one network have a standard "
        f"deviation of {repeats.deviation:.{score.digits}f} {score.difference_unit} "
        f"({repeats.repository} at {repeats.commit[:8]})."
    )


def _repeats(score: str) -> Iterator[Repeats]:
    for table in (table for paper in shipped_papers() for table in paper.tables):
        kinds = [kind for kind in table.scores if kind.name == score]
        for row, kind in product(table.rows, kinds):
            values = [float(kind.read(text)) for text in row.printed.get(score, ())]
            if len(values) > 1:
                yield Repeats(
                    deviation=stdev(values),
                    count=len(values),
                    repository=table.repository,
                    commit=table.commit,
                )


@cache
def published_baselines() -> tuple[Reference, ...]:
    """The baselines of the tables whose training is published, in the order of their files."""
    return tuple(_references())


def _references() -> Iterator[Reference]:
    for table in (table for paper in shipped_papers() for table in paper.tables):
        training = table.training
        if training is None:
            continue
        for row, score in product(table.rows, table.scores[:1]):
            runs, setting = row.printed.get(score.name, ()), table.setting_of(row)
            if row.variant == BASELINE and runs:
                yield Reference(
                    backbone=setting.backbone,
                    near=row.near,
                    head=setting.head,
                    score=score,
                    runs=tuple(float(score.read(text)) for text in runs),
                    repository=table.repository,
                    commit=table.commit,
                    data=setting.data,
                    stem=setting.stem,
                    input_size=setting.input_size,
                    train_images=training.train_images,
                    epochs=training.epochs,
                    weights=training.weights,
                    recipe=training.recipe,
                )
