"""Forms by name."""

import pytest

from attnbench.errors import UnknownName, WrongUse
from attnbench.export import table
from attnbench.export.table import FORMS, find_form


def test_an_unknown_form_names_those_that_there_are() -> None:
    with pytest.raises(UnknownName, match="unknown format 'tflite'; known: onnx, pt2, safetensors"):
        find_form("tflite")


def test_a_form_whose_packages_are_absent_says_how_to_install_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(table, "find_spec", lambda name: None if name == "onnxscript" else name)
    assert find_form("pt2") is FORMS["pt2"]
    with pytest.raises(WrongUse, match=r"not installed: onnxscript; run: .* 'attnbench\[onnx\]'"):
        find_form("onnx")
