"""torch.export: a network captured as a program, which runs without its Python code."""

from pathlib import Path

import torch
from torch import Tensor, nn
from torch.export import Dim, ExportedProgram

from attnbench.export.form import Outputs, Run, Trained


def captured(network: nn.Module, images: Tensor) -> ExportedProgram:
    """A network as a program, which takes any number of images if it does not depend on it.

    Args:
        network: In evaluation mode.
        images: (B, C, H, W), with B of 2 or more.
    """
    return torch.export.export(network, (images,), dynamic_shapes=({0: Dim.AUTO},))


def write(trained: Trained, file: Path) -> None:
    """Write the program of a network."""
    torch.export.save(captured(trained.network, trained.images), file)


def run_of(file: Path, threads: int) -> Run:
    """What runs a file; the threads are torch's own."""
    del threads
    return running(torch.export.load(file).module())


def running(network: nn.Module) -> Run:
    """A network as what runs it."""

    @torch.inference_mode()
    def run(images: Tensor) -> Outputs:
        output = network(images)
        return (output,) if isinstance(output, Tensor) else tuple(output)

    return run
