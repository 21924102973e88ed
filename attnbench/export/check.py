"""How far an exported network is from the trained one, on test images."""

from dataclasses import dataclass

from torch import Tensor

from attnbench.export.form import Outputs
from attnbench.gap import gap

CLOSE = 1e-3
"""Share of the largest output by which another order of the same operations may differ."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """What two networks gave for the same images."""

    images: int
    difference: float
    """The largest between two numbers; infinite where shapes differ or one is not finite."""
    largest: float
    """The largest output of the trained network, by magnitude."""
    share: float
    """The largest difference as a share of the largest value of its output."""
    same_answers: int | None
    """Images for which the same class comes first; None where there are no classes of images."""

    @property
    def is_close(self) -> bool:
        """Whether both compute the same but for rounding."""
        return self.share <= CLOSE


def agreement(exported: Outputs, trained: Outputs) -> Agreement:
    """Compare every output of two networks for the same images."""
    pairs = list(zip(exported, trained, strict=False))
    is_alike = len(exported) == len(trained) and all(a.shape == b.shape for a, b in pairs)
    is_classes = is_alike and len(trained) == 1 and trained[0].ndim == 2
    return Agreement(
        images=len(trained[0]),
        difference=max(_distance(*pair) for pair in pairs) if is_alike else float("inf"),
        largest=max(float(output.abs().max()) for output in trained),
        share=max(gap(*pair) for pair in pairs) if is_alike else float("inf"),
        same_answers=_same_answers(exported[0], trained[0]) if is_classes else None,
    )


def _distance(one: Tensor, other: Tensor) -> float:
    return float((one.double() - other.double()).abs().max())


def _same_answers(one: Tensor, other: Tensor) -> int:
    return int((one.argmax(1) == other.argmax(1)).sum())
