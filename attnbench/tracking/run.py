"""What a tracker is told of one training run."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from attnbench.plan.cells import TrainCell
from attnbench.plan.plan import Plan, flat_values
from attnbench.training.messages import Epoch

ROWS = ("modules", "seeds")
"""Fields of a plan that say which runs there are, and nothing of one of them."""

Config = Mapping[str, str | bool | int | float]


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackedRun:
    """A training run, as plain values."""

    study: Path
    """Folder of its study."""
    variant: str
    seed: int
    key: str
    """Of its record."""
    config: Config
    """The plan by the full names of its fields, such as `recipe.lr`, and the run's own names."""

    @property
    def project(self) -> str:
        """The study's name."""
        return self.study.name

    @property
    def name(self) -> str:
        """The run's name in its project."""
        return f"{self.variant}/seed-{self.seed}"


def tracked_run(study: Path, plan: Plan, cell: TrainCell, key: str) -> TrackedRun:
    """A training run as a tracker is told of it.

    Args:
        study: Folder of the study.
        plan: Of the study.
        cell: The run.
        key: Of its record.
    """
    variant, seed = str(cell.variant), cell.seed
    names: Config = {"study": study.name, "variant": variant, "seed": seed, "key": key}
    return TrackedRun(
        study=study, variant=variant, seed=seed, key=key, config={**_settings(plan), **names}
    )


def values_of(epoch: Epoch) -> dict[str, float]:
    """The loss and every score, by name: `train/loss`, `test/top1`, `val/top1`."""
    return {
        "train/loss": epoch.train_loss,
        **{f"test/{name}": score for name, score in epoch.test.items()},
        **{f"val/{name}": score for name, score in epoch.validation.items()},
    }


def _settings(plan: Plan) -> Config:
    values = {name: value for name, value in asdict(plan).items() if name not in ROWS}
    return {name: _plain(value) for name, value in flat_values(values) if value is not None}


def _plain(value: object) -> str | bool | int | float:
    """A value of the few kinds that every tracker takes."""
    if isinstance(value, str | bool | int | float):
        return value
    return ",".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
