"""An injection: modules in the places of one network, and the way out again."""

from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

from torch import nn

from attnbench.injection.attachment import Attachment
from attnbench.injection.optimizers import OptimizerWatch
from attnreport.record import Caution


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One place of an injection, and the map that the module sees there."""

    path: str
    """Name of the host in the network."""
    channels: int
    height: int
    width: int
    module_path: str
    """Name of the injected module in the network."""
    layout: str = "NCHW"
    """How the map lies in the host's output: NCHW, NHWC, or tokens."""


class Injection:
    """Modules in the places of one network; also a context manager that takes them out."""

    def __init__(
        self, model: nn.Module, attachments: list[Attachment], places: tuple[Place, ...]
    ) -> None:
        self.model = model
        self.places = places
        self.cautions: tuple[Caution, ...] = ()
        self.attachments = attachments
        self.watch: OptimizerWatch | None = None

    def __repr__(self) -> str:
        return f"Injection({len(self.places)} places in {type(self.model).__name__})"

    def __getstate__(self) -> dict[str, Any]:
        """A copy does not watch optimizers: its own is made after it."""
        return self.__dict__ | {"watch": None}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.remove()

    def remove(self) -> None:
        """Take out every module: the network is bit for bit what it was."""
        if self.watch is not None:
            self.watch.stop()
        while self.attachments:
            self.attachments.pop().undo()
