"""ONNX: written by torch from an exported program, run by onnxruntime."""

from pathlib import Path
from typing import TYPE_CHECKING

import torch
from torch import Tensor
from torch.export import ExportedProgram

from attnbench.export.form import Outputs, Run, Trained
from attnbench.export.program import captured
from attnbench.lazy import lazy

if TYPE_CHECKING:
    import onnxruntime
else:
    onnxruntime = lazy("onnxruntime")  # An extra.


def write_onnx(program: ExportedProgram, file: Path) -> None:
    """Write an exported program as one file."""
    # Given the module itself, the exporter would try other ways, of which one can crash.
    torch.onnx.export(program, (), file, dynamo=True, verbose=False, external_data=False)


def write(trained: Trained, file: Path) -> None:
    """Write a network that takes any number of images where its modules allow that."""
    write_onnx(captured(trained.network, trained.images), file)


def run_of(file: Path, threads: int = 0) -> Run:
    """What runs a file on the CPU.

    Args:
        file: With one input.
        threads: Of the CPU; 0 leaves it to onnxruntime.
    """
    options = onnxruntime.SessionOptions()
    # Errors alone: it writes its warnings past Python.
    options.log_severity_level = 3
    options.intra_op_num_threads = threads
    session = onnxruntime.InferenceSession(str(file), options, providers=["CPUExecutionProvider"])
    name = session.get_inputs()[0].name

    def run(images: Tensor) -> Outputs:
        return tuple(map(torch.from_numpy, session.run(None, {name: images.numpy()})))

    return run
