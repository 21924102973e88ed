"""The log of a run, epoch by epoch."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field

from pydantic import TypeAdapter

from attnbench.training.checkpoint import Json
from attnbench.training.messages import Epoch, epochs_of
from attnreport.record import ScoreKind

Scores = dict[str, list[float]]
"""The values after each epoch by score."""


@dataclass(slots=True, kw_only=True)
class RunLog:
    """The losses and scores of a run, which grow by one epoch at a time."""

    step: int = 0
    """Steps done since the start of the run."""
    train_loss: list[float] = field(default_factory=list)
    """Mean training loss of each epoch."""
    test: Scores = field(default_factory=dict)
    validation: Scores = field(default_factory=dict)
    resumed_at: list[float] = field(default_factory=list)
    """Fractional numbers of epochs after which the run was stopped and resumed."""
    machines: list[str] = field(default_factory=list)
    """Processor or GPU and torch version, in order where they changed."""

    def add(self, loss: float, test: Mapping[str, float], validation: Mapping[str, float]) -> None:
        """Close an epoch."""
        self.train_loss.append(loss)
        for scores, values in ((self.test, test), (self.validation, validation)):
            for name, value in values.items():
                scores.setdefault(name, []).append(value)

    def epochs(self) -> list[Epoch]:
        """What each epoch ended with."""
        return epochs_of(self.train_loss, self.test, self.validation)

    def resume(self, epochs_done: float, machine: str) -> None:
        """Note that a stopped run resumes."""
        self.resumed_at.append(epochs_done)
        if self.machines[-1:] != [machine]:
            self.machines.append(machine)

    def words(self, epochs: int, headline: ScoreKind | None) -> str:
        """The epoch that runs, and how the one before ended: `epoch 3 of 5, loss 0.412`.

        Args:
            epochs: Of the whole run.
            headline: The score on test that is named besides; None for none.
        """
        words = [f"epoch {len(self.train_loss) + 1} of {epochs}"]
        words += [f"loss {loss:.3g}" for loss in self.train_loss[-1:]]
        if headline is not None:
            scores = self.test.get(headline.name, [])[-1:]
            texts = (f"{score:.{headline.digits}f} {headline.unit}".rstrip() for score in scores)
            words += [f"{headline.head} {text}" for text in texts]
        return ", ".join(words)

    def to_json(self) -> Json:
        """The log as plain values."""
        return asdict(self)


_ADAPTER = TypeAdapter(RunLog)


def run_log_from_json(values: object) -> RunLog:
    """The log that `RunLog.to_json` wrote."""
    return _ADAPTER.validate_python(values)
