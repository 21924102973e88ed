"""What a run has given so far, epoch by epoch."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field

from pydantic import TypeAdapter

from attnbench.training.checkpoint import Json

Scores = dict[str, list[float]]
"""By score, its value after each epoch."""


@dataclass(slots=True, kw_only=True)
class History:
    """Grows by an epoch at a time."""

    step: int = 0
    """Steps done since the start of the run."""
    train_loss: list[float] = field(default_factory=list)
    """Mean of each epoch."""
    test: Scores = field(default_factory=dict)
    validation: Scores = field(default_factory=dict)
    resumed_at: list[float] = field(default_factory=list)
    """Epochs done, with their fraction, where a stopped run went on."""
    machines: list[str] = field(default_factory=list)
    """Processor or GPU and torch, one after the other where they changed."""

    def add(self, loss: float, test: Mapping[str, float], validation: Mapping[str, float]) -> None:
        """Close an epoch."""
        self.train_loss.append(loss)
        for scores, values in ((self.test, test), (self.validation, validation)):
            for name, value in values.items():
                scores.setdefault(name, []).append(value)

    def go_on(self, epochs_done: float, machine: str) -> None:
        """Note that a stopped run goes on."""
        self.resumed_at.append(epochs_done)
        if self.machines[-1:] != [machine]:
            self.machines.append(machine)

    def to_json(self) -> Json:
        """As plain values."""
        return asdict(self)


_ADAPTER = TypeAdapter(History)


def history_from_json(values: object) -> History:
    """What `History.to_json` gave."""
    return _ADAPTER.validate_python(values)
