"""The forms of exported networks by name. Reading the table loads no torch."""

from importlib.util import find_spec
from typing import TYPE_CHECKING

from attnbench.errors import UnknownName, WrongUse
from attnbench.export.form import ExportForm
from attnbench.lazy import lazy

if TYPE_CHECKING:
    from attnbench.export import onnx_form, program, weights
else:
    onnx_form = lazy("attnbench.export.onnx_form")
    program = lazy("attnbench.export.program")
    weights = lazy("attnbench.export.weights")

FORMS: dict[str, ExportForm] = {
    form.name: form
    for form in (
        ExportForm(
            name="onnx",
            ending=".onnx",
            meaning="ONNX, for other runtimes",
            runtime="onnxruntime",
            usage='onnxruntime.InferenceSession("{file}")',
            code=onnx_form,
            packages=("onnx", "onnxscript", "onnxruntime"),
            extra="onnx",
        ),
        ExportForm(
            name="pt2",
            ending=".pt2",
            meaning="a torch.export program, which needs only torch to run",
            runtime="exported program",
            usage='torch.export.load("{file}").module()',
            code=program,
        ),
        ExportForm(
            name="safetensors",
            ending=".safetensors",
            meaning="the weights, for attnbench.load, which builds the network again",
            runtime="loaded network",
            usage='attnbench.load("{file}")',
            code=weights,
        ),
    )
}
"""Every form."""


def find_form(name: str) -> ExportForm:
    """The form of a name.

    Raises:
        UnknownName: if there is no such form.
        WrongUse: if what it needs is not installed.
    """
    if name not in FORMS:
        raise UnknownName("format", name, FORMS, "attnbench export --help")
    form = FORMS[name]
    absent = [package for package in form.packages if find_spec(package) is None]
    if absent:
        raise WrongUse(
            f"cannot be {name}: not installed: {', '.join(absent)}; run: pip install "
            f"'attnbench[{form.extra}]'",
            parameter="format",
        )
    return form
