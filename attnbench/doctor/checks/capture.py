"""Capture: torch.compile, torch.export and ONNX handle the whole module."""

import tempfile
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import torch
from torch import Tensor, nn

from attnbench.doctor.check import Check, Outcome, failed, passed, skipped
from attnbench.doctor.subject import Subject, evaluate
from attnbench.export.onnx_form import run_of, write_onnx
from attnbench.gap import gap

THEME = "capture"
ONNX = ("onnx", "onnxscript", "onnxruntime")

CLOSE = 1e-3
"""Relative difference that another order of the same operations may make."""


def _compile(subject: Subject) -> Outcome:
    outcome = _compiled(subject, "eager")
    return outcome or passed()


def _inductor(subject: Subject) -> Outcome:
    return _compiled(subject, "inductor") or passed()


def _compiled(subject: Subject, backend: str) -> Outcome | None:
    module, x = subject.moved().eval(), subject.maps()
    torch.compiler.reset()
    try:
        captured: Callable[[Tensor], Tensor] = torch.compile(
            module, fullgraph=True, backend=backend
        )
        output = captured(x.clone())
    finally:
        torch.compiler.reset()
    return _differs(output, module, x)


def _differs(output: Tensor, module: nn.Module, x: Tensor) -> Outcome | None:
    difference = gap(output, evaluate(module, x))
    if difference <= CLOSE:
        return None
    return failed(
        f"it runs, but the output differs by {difference:.2g} of its largest value",
        "The deployed network computes something else than the trained one.",
        "A value was taken at the time of capture and frozen: random numbers, a Python number "
        "computed from the map, or a branch.",
    )


def _export(subject: Subject) -> Outcome:
    module, x = subject.moved().eval(), subject.maps()
    program = torch.export.export(module, (x,))
    return _differs(program.module()(x.clone()), module, x) or passed()


def _onnx(subject: Subject) -> Outcome:
    absent = [name for name in ONNX if find_spec(name) is None]
    if absent:
        return skipped(
            f"{', '.join(absent)} not installed", "pip install 'attnbench[onnx]' to examine it."
        )
    module, x = subject.moved().to("cpu").eval(), subject.maps().cpu()
    try:
        program = torch.export.export(module, (x,))
    except Exception:  # noqa: BLE001 - the exporter has nothing to begin with
        return skipped("torch.export cannot capture it: see export")
    with tempfile.TemporaryDirectory(prefix="attnbench-") as folder:
        file = Path(folder) / "module.onnx"
        write_onnx(program, file)
        (output,) = run_of(file)(x)
    return _differs(output, module, x) or passed()


BRANCHES = (
    "Decide by shapes or by self.training, not by values of the map: torch.where instead of `if "
    "x.mean() > 0`, no .item(), .data or NumPy and no printing in forward."
)

CHECKS = (
    Check(
        name="compile",
        theme=THEME,
        title="torch.compile captures it as one graph",
        examine=_compile,
        meaning="torch.compile breaks the network into pieces here, at every place that has the "
        "module, and loses its speed-up; with fullgraph=True it stops.",
        remedy=BRANCHES,
        needs_steady=True,
    ),
    Check(
        name="inductor",
        theme=THEME,
        title="torch.compile's own code gives the same numbers",
        examine=_inductor,
        meaning="A compiled network does not run, or computes something else.",
        remedy=BRANCHES,
        needs_steady=True,
        thorough=True,
    ),
    Check(
        name="export",
        theme=THEME,
        title="torch.export captures it",
        examine=_export,
        meaning="The network cannot be deployed without Python.",
        remedy=BRANCHES,
        needs_steady=True,
    ),
    Check(
        name="onnx",
        theme=THEME,
        title="ONNX gives the same output",
        examine=_onnx,
        meaning="The network cannot be deployed on other runtimes.",
        remedy=f"{BRANCHES} Write an operation that ONNX does not know with simpler ones.",
        needs_steady=True,
    ),
)
