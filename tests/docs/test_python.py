"""The page on Python and the notebook: what they call exists, and all of it runs."""

import ast
import inspect
import re
from collections.abc import Iterator
from pathlib import Path

import matplotlib as mpl
import nbformat
import pytest
from nbclient import NotebookClient

import attnbench

DOCS = Path(__file__).parents[2] / "docs"
NOTEBOOK = DOCS / "notebook.ipynb"


def snippets() -> list[str]:
    text = (DOCS / "python.md").read_text(encoding="utf-8")
    return re.findall(r"^```python\n(.*?)^```", text, re.DOTALL | re.MULTILINE)


def cells() -> list[str]:
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    return [cell.source for cell in notebook.cells if cell.cell_type == "code"]


def calls(code: str) -> Iterator[tuple[str, list[str]]]:
    """Each public function that is called, with its keywords."""
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Call) and ast.unparse(node.func).startswith("attnbench."):
            keywords = [keyword.arg for keyword in node.keywords if keyword.arg]
            yield ast.unparse(node.func).removeprefix("attnbench."), keywords


@pytest.mark.parametrize("code", ["\n".join(snippets()), "\n".join(cells())], ids=["page", "book"])
def test_every_call_has_parameters_that_there_are(code: str) -> None:
    made = list(calls(code))
    assert {"compare", "check", "open_study"} <= {name for name, _ in made}
    for name, keywords in made:
        parameters = inspect.signature(getattr(attnbench, name)).parameters.values()
        takes_all = any(parameter.kind is parameter.VAR_KEYWORD for parameter in parameters)
        assert takes_all or set(keywords) <= {p.name for p in parameters}, name


@pytest.mark.slow
def test_every_snippet_of_the_page_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    mpl.use("agg")
    # As in a script: classes are known by this name.
    space: dict[str, object] = {"__name__": "__main__"}
    for number, code in enumerate(snippets()):
        exec(compile(code, f"snippet {number}", "exec"), space)
    assert space["failed"] == []


@pytest.mark.slow
def test_the_notebook_runs(tmp_path: Path) -> None:
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    client = NotebookClient(
        notebook, timeout=600, kernel_name="python3", resources={"metadata": {"path": tmp_path}}
    )
    client.execute()
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", ())]
    shown = [output.data for output in outputs if "data" in output]
    printed = "".join(output.text for output in outputs if output.output_type == "stream")
    assert "study: attnbench-studies/notebook\n" in printed
    assert "\x1b" not in printed
    assert "widgets" not in printed
    assert any("text/html" in data for data in shown)
    assert any("image/png" in data for data in shown)
    assert not any("widget" in kind for data in shown for kind in data)
