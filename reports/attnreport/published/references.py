"""Published plain baselines that ours is held against; none of them was measured here."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from itertools import product
from statistics import mean, stdev

from attnreport.published.paper import PaperScore, Value, shipped_papers
from attnreport.record import BASELINE


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """The published score of a network without an attention module, trained from scratch."""

    backbone: str
    """timm's name of the same network."""
    score: PaperScore
    """The headline of its table."""
    runs: tuple[float, ...]
    """The score of each run that is published."""
    repository: str
    commit: str
    """Whose README has the score."""
    data: str
    stem: str
    input_size: tuple[int, int, int]
    train_images: int
    epochs: int
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


@cache
def published_baselines() -> tuple[Reference, ...]:
    """The baselines of the tables whose training is published, in the order of their files."""
    return tuple(_references())


def _references() -> Iterator[Reference]:
    for table in (table for paper in shipped_papers() for table in paper.tables):
        training, setting = table.training, table.setting
        if training is None:
            continue
        for row, score in product(table.rows, table.scores[:1]):
            runs = row.printed.get(score.name, ())
            if row.variant == BASELINE and runs:
                yield Reference(
                    backbone=table.setting_of(row).backbone,
                    score=score,
                    runs=tuple(float(score.read(text)) for text in runs),
                    repository=table.repository,
                    commit=table.commit,
                    data=setting.data,
                    stem=setting.stem,
                    input_size=setting.input_size,
                    train_images=training.train_images,
                    epochs=training.epochs,
                    recipe=training.recipe,
                )
