"""Who may import whom, and what is installed."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import attnbench

ROOT = Path(__file__).parents[1]
PACKAGES = {
    "attnbench": ROOT / "attnbench",
    "attnzoo": ROOT / "modules" / "attnzoo",
    "attnreport": ROOT / "reports" / "attnreport",
}
FORBIDDEN = {
    "attnzoo": {"attnbench", "attnreport", "timm", "torchvision", "typer", "rich", "pandas"},
    "attnreport": {"attnbench", "attnzoo", "torch", "timm", "torchvision", "typer"},
    "attnbench": {"modules", "reports"},
}


def imports(package: str) -> Iterator[tuple[Path, str]]:
    for file in PACKAGES[package].rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                yield from ((file, alias.name.partition(".")[0]) for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                assert node.level == 0, f"{file} imports relatively"
                yield file, (node.module or "").partition(".")[0]


@pytest.mark.parametrize("package", list(PACKAGES))
def test_each_package_imports_only_what_it_may(package: str) -> None:
    wrong = [(file.name, name) for file, name in imports(package) if name in FORBIDDEN[package]]
    assert wrong == []


@pytest.mark.parametrize("root", ["modules", "reports", "tests"])
def test_source_roots_are_no_packages(root: str) -> None:
    assert not (ROOT / root / "__init__.py").exists()


@pytest.mark.parametrize("package", list(PACKAGES))
def test_each_package_says_that_it_is_typed(package: str) -> None:
    assert (PACKAGES[package] / "py.typed").exists()


def loaded_by(code: str) -> set[str]:
    """The modules that a fresh interpreter has after running the code."""
    program = f"{code}\nimport sys; print(*{{name.partition('.')[0] for name in sys.modules}})"
    result = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    return set(result.stdout.splitlines()[-1].split())


HELP = """
from attnbench.cli import main
from attnbench.cli.commands import COMMANDS, GROUPS
for words in ["", "--version", *GROUPS, *(command.words for command in COMMANDS)]:
    try: main([*words.split(), *(["--help"] if "-" not in words[:1] else [])])
    except SystemExit as end: assert end.code == 0, words
"""


def test_no_help_loads_what_takes_seconds() -> None:
    assert loaded_by(HELP).isdisjoint({"torch", "timm", "pandas", "numpy", "sklearn", "matplotlib"})


def test_the_zoo_alone_loads_torch_and_nothing_of_ours() -> None:
    loaded = loaded_by("from attnzoo import EMA, CoordinateAttention")
    assert "torch" in loaded
    assert loaded.isdisjoint({"attnbench", "attnreport", "timm"})


def test_public_names_are_resolved_when_used() -> None:
    slow = {"torch", "timm", "pandas", "numpy", "matplotlib", "rich", "IPython"}
    assert loaded_by("import attnbench").isdisjoint(slow)
    assert {name for name in attnbench.__all__ if not hasattr(attnbench, name)} == set()


def test_an_unknown_public_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="module 'attnbench' has no attribute 'nothing'"):
        _ = attnbench.nothing
