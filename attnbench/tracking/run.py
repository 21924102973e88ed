"""What a tracker is told of one training run."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from itertools import zip_longest
from pathlib import Path

from attnbench.plan.plan import Plan, flat_values
from attnreport.record import TrainRecord

ROWS = ("modules", "seeds")
"""Fields of a plan that say which runs there are, and nothing of one of them."""

Config = Mapping[str, str | bool | int | float]


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackedRun:
    """A training run that has ended, as plain values."""

    study: Path
    """Folder of its study."""
    variant: str
    seed: int
    config: Config
    """The plan by the full names of its fields, such as `recipe.lr`."""
    epochs: tuple[Mapping[str, float], ...]
    """The loss and every score after each epoch, by name: `train/loss`, `test/top1`, `val/top1`."""

    @property
    def project(self) -> str:
        """The study's name."""
        return self.study.name

    @property
    def name(self) -> str:
        """The run's name in its project."""
        return f"{self.variant}/seed-{self.seed}"


def tracked_run(study: Path, plan: Plan, record: TrainRecord) -> TrackedRun:
    """A training run as a tracker is told of it.

    Args:
        study: Folder of the study.
        plan: Of the study.
        record: Of a run without error.
    """
    return TrackedRun(
        study=study,
        variant=record.variant,
        seed=record.seed,
        config={
            **_settings(plan),
            "study": study.name,
            "variant": record.variant,
            "seed": record.seed,
            "key": record.key,
        },
        epochs=tuple(_epochs(record)),
    )


def _settings(plan: Plan) -> Config:
    values = {name: value for name, value in asdict(plan).items() if name not in ROWS}
    return {name: _plain(value) for name, value in flat_values(values) if value is not None}


def _plain(value: object) -> str | bool | int | float:
    """A value of the few kinds that every tracker takes."""
    if isinstance(value, str | bool | int | float):
        return value
    return ",".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def _epochs(record: TrainRecord) -> Iterator[Mapping[str, float]]:
    curves = {"train/loss": record.train_loss}
    for split, scores in (("test", record.scores), ("val", record.validation_scores)):
        curves |= {f"{split}/{name}": values for name, values in scores.items()}
    for values in zip_longest(*curves.values()):
        yield {name: value for name, value in zip(curves, values, strict=True) if value is not None}
