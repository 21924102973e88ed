"""Accelerate's trackers, of which several runs can be open at once, and stopped ones continued."""

from collections.abc import Mapping
from itertools import islice
from typing import TYPE_CHECKING

from accelerate.tracking import MLflowTracker, TensorBoardTracker, WandBTracker

from attnbench.lazy import lazy

if TYPE_CHECKING:
    import mlflow
else:
    mlflow = lazy("mlflow")

MOST_PARAMS = 100
"""That MLflow takes in one call."""

Config = Mapping[str, str | bool | int | float]


class TensorBoardRun(TensorBoardTracker):  # type: ignore[misc]  # accelerate has no types
    """A run in TensorBoard's files. A continued one has its configuration already."""

    def store_init_configuration(self, values: Config) -> None:
        """Store it, unless the run is a continued one."""
        if not self.init_kwargs["purge_step"]:
            super().store_init_configuration(dict(values))


class WandBRun(WandBTracker):  # type: ignore[misc]  # accelerate has no types
    """A run in Weights & Biases, whose configuration is its own and not that of the process."""

    def store_init_configuration(self, values: Config) -> None:
        """Store it."""
        self.run.config.update(dict(values), allow_val_change=True)

    def log(self, values: Mapping[str, float], step: int | None = None, **options: object) -> None:
        """Send numbers of this run, of which no more follow for this step."""
        super().log(dict(values), step=step, commit=True, **options)

    def fail(self) -> None:
        """End the run as one that failed."""
        self.run.finish(exit_code=1)


class MLflowRun(MLflowTracker):  # type: ignore[misc]  # accelerate has no types
    """A run in MLflow. Every call names it, since a thread has but one active run."""

    def __init__(self, experiment: str, *, run_name: str, run_id: str | None) -> None:
        super().__init__(experiment, run_name=run_name, run_id=run_id)
        self._is_new = run_id is None

    def start(self) -> None:
        """Open the run, and have none active."""
        super().start()
        self.run_id = self.active_run.info.run_id
        mlflow.end_run("RUNNING")

    def store_init_configuration(self, values: Config) -> None:
        """Store it, unless the run has it: MLflow refuses another value."""
        left = iter(values.items() if self._is_new else ())
        while batch := dict(islice(left, MOST_PARAMS)):
            mlflow.log_params(batch, run_id=self.run_id)

    def log(self, values: Mapping[str, float], step: int | None = None, **options: object) -> None:
        """Send numbers of this run."""
        super().log(dict(values), step=step, run_id=self.run_id, **options)

    def finish(self) -> None:
        """End the run."""
        mlflow.MlflowClient().set_terminated(self.run_id)

    def fail(self) -> None:
        """End the run as one that failed."""
        mlflow.MlflowClient().set_terminated(self.run_id, "FAILED")
