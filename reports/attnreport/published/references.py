"""Published plain baselines that ours is held against; none of them was measured here."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from statistics import mean, stdev

from attnreport.published.paper import Value, shipped_papers
from attnreport.record import BASELINE


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """The published top-1 of a network without an attention module, trained from scratch."""

    backbone: str
    """timm's name of the same network."""
    runs_percent: tuple[float, ...]
    """Top-1 of each run that is published."""
    repository: str
    commit: str
    """Whose README has the score."""
    data: str
    stem: str
    input_size: tuple[int, int, int]
    train_images: int
    epochs: int
    recipe: Mapping[str, Value]
    """What else of the recipe is published, by the names of a recipe's fields."""

    @property
    def top1_percent(self) -> float:
        """Mean over the published runs."""
        return mean(self.runs_percent)

    @property
    def deviation(self) -> float | None:
        """Standard deviation over the published runs; None of a single one."""
        return stdev(self.runs_percent) if len(self.runs_percent) > 1 else None


@cache
def published_baselines() -> tuple[Reference, ...]:
    """The baselines of the tables whose training is published, in the order of their files."""
    return tuple(_references())


def _references() -> Iterator[Reference]:
    for table in (table for paper in shipped_papers() for table in paper.tables):
        training, setting = table.training, table.setting
        if training is None:
            continue
        for row in table.rows:
            runs = table.percent(row, "top1")
            if row.variant == BASELINE and runs:
                yield Reference(
                    backbone=table.setting_of(row).backbone,
                    runs_percent=tuple(map(float, runs)),
                    repository=table.repository,
                    commit=table.commit,
                    data=setting.data,
                    stem=setting.stem,
                    input_size=setting.input_size,
                    train_images=training.train_images,
                    epochs=training.epochs,
                    recipe=training.recipe,
                )
