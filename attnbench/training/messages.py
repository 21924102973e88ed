"""What a cell tells while it runs, also from one process to another. Loads no torch."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """How much of a cell is done."""

    done: float
    """From 0 to 1."""
    words: str
    """The same, and how it goes, for a person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Epoch:
    """What an epoch of training ended with."""

    number: int
    """The first one is 1."""
    train_loss: float
    """Mean over its batches."""
    test: Mapping[str, float]
    """By name, every score on the test data, in its own unit."""
    validation: Mapping[str, float]
    """The same on the data that are held out; empty where none are."""


Message = Share | Epoch

OnMessage = Callable[[Message], None]
"""Takes what a cell tells."""


def epochs_of(
    train_loss: Sequence[float],
    test: Mapping[str, Sequence[float]],
    validation: Mapping[str, Sequence[float]],
) -> list[Epoch]:
    """The epochs of which a run keeps one value each in a row.

    Args:
        train_loss: The loss of each epoch.
        test: By name, the score of each; a row may be shorter.
        validation: The same.
    """

    def of(number: int, scores: Mapping[str, Sequence[float]]) -> Mapping[str, float]:
        return {name: row[number - 1] for name, row in scores.items() if len(row) >= number}

    return [
        Epoch(
            number=number, train_loss=loss, test=of(number, test), validation=of(number, validation)
        )
        for number, loss in enumerate(train_loss, start=1)
    ]


def message_text(message: Message) -> str:
    """The message on one line."""
    return json.dumps(asdict(message))


def message_from_text(text: str) -> Message:
    """The message that `message_text` wrote."""
    values = json.loads(text)
    return Epoch(**values) if "number" in values else Share(**values)
