"""The key of a cell: what was measured, how, and with which code."""

import ast
import hashlib
import importlib.util
import inspect
import json
import re
from collections.abc import Iterator
from pathlib import Path

from attnbench.plan import Cell, CostCell, Plan, SpeedCell, TrainCell, identity
from attnbench.variant import Variant
from attnzoo import find

ENGINE_REVISION = 2
"""Raised when the engine measures differently, so that an old record is not taken for a new one."""


def cell_key(plan: Plan, cell: Cell) -> str:
    """A file name for a cell's record: words, and a hash of all that its numbers rest on."""
    variants = cell.variants if isinstance(cell, SpeedCell) else (cell.variant,)
    content = {
        "engine": ENGINE_REVISION,
        "code": {str(variant): code_digest(variant) for variant in variants},
        **identity(plan, cell),
    }
    digest = hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:12]
    return f"{_words(cell)}-{digest}"


def _words(cell: Cell) -> str:
    match cell:
        case CostCell(variant):
            words = f"cost-{variant}"
        case TrainCell(variant, seed):
            words = f"train-{variant}-seed{seed}"
        case SpeedCell():
            words = "speed"
    return re.sub(r"[^A-Za-z0-9_=.]+", "-", words).strip("-")


def code_digest(variant: Variant) -> str:
    """A hash of the module's code: syntax trees without docstrings, local imports included."""
    if variant.is_baseline:
        return ""
    start = Path(inspect.getfile(find(variant.module).build))
    digest = hashlib.sha256()
    for path in sorted(_reachable(start)):
        digest.update(_without_docstrings(path).encode())
    return digest.hexdigest()


def _reachable(start: Path) -> set[Path]:
    """The file and every file of its own package that it imports, directly or not."""
    found: set[Path] = set()
    waiting = [start]
    while waiting:
        path = waiting.pop()
        if path not in found:
            found.add(path)
            waiting.extend(_local_imports(path))
    return found


def _local_imports(path: Path) -> Iterator[Path]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names = []
        if isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        for name in names:
            if name.partition(".")[0] != "attnzoo":
                continue
            spec = importlib.util.find_spec(name)
            if spec is not None and spec.origin is not None:
                yield Path(spec.origin)


def _without_docstrings(path: Path) -> str:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and ast.get_docstring(
            node
        ):
            node.body = node.body[1:]
    return ast.dump(tree)
