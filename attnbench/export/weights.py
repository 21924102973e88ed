"""safetensors: the weights alone, run by the network's own code."""

from pathlib import Path

from attnbench.engine.network_file import read_network, weights_bytes
from attnbench.export.form import Run, Trained
from attnbench.export.program import running


def write(trained: Trained, file: Path) -> None:
    """Write the weights with what the network is made of."""
    file.write_bytes(weights_bytes(trained.network, trained.description))


def run_of(file: Path, threads: int) -> Run:
    """What runs a file; the threads are torch's own."""
    del threads
    return running(read_network(file))
