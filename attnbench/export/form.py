"""One form in which a trained network can be written. Knows no torch."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from torch import Tensor, nn

    from attnbench.engine.description import Description

Outputs = tuple["Tensor", ...]
Run = Callable[["Tensor"], Outputs]
"""Takes images (B, C, H, W) and gives every output."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trained:
    """A trained network, and images to try it on."""

    network: "nn.Module"
    """On the CPU, in evaluation mode."""
    description: "Description"
    images: "Tensor"
    """(B, C, H, W): test images, normalised, two or more."""


class FormCode(Protocol):
    """What a form does; a Python module with these functions, loaded when it is needed."""

    def write(self, trained: Trained, file: Path) -> None:
        """Write one file.

        Raises:
            Exception: whatever the exporter raises where it cannot.
        """
        ...

    def run_of(self, file: Path, threads: int) -> Run:
        """What runs a file on a CPU, given the number of threads."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportForm:
    """Everything about one form."""

    name: str
    """As `--format` takes it."""
    ending: str
    """Of its files, with the dot."""
    meaning: str
    """What it is, for the help."""
    runtime: str
    """What runs it, in words."""
    usage: str
    """How to load a file, with {file} in place of its name."""
    code: FormCode
    """Writes and opens files."""
    packages: tuple[str, ...] = ()
    """Modules that must be installed."""
    extra: str = ""
    """The extra of attnbench that brings them."""
