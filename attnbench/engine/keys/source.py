"""The code that a module's numbers rest on."""

import ast
import hashlib
import inspect
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import attnzoo
from attnbench.own.file import names_a_file
from attnbench.own.lookup import find
from attnbench.plan.variant import Variant


def code_digest(variant: Variant) -> str:
    """A hash of the module's code: syntax trees without docstrings, local imports included.

    Local is what lies in the module's own package, or beside its file, and the zoo.
    """
    if variant.is_baseline:
        return ""
    start = _file_of(find(variant.module).build)
    own = [start.parent] if names_a_file(variant.module) else _packages(start)
    # A module of one's own may build on the zoo, whose code then counts too.
    roots = [*own, *_packages(Path(inspect.getfile(attnzoo)))]
    digest = hashlib.sha256()
    for path in sorted(_reachable(start, roots)):
        digest.update(_without_docstrings(path).encode())
    return digest.hexdigest()


def _file_of(build: Callable[..., object]) -> Path:
    while isinstance(build, partial):
        build = build.func
    return Path(inspect.getfile(build)).resolve()


def _packages(path: Path) -> list[Path]:
    """The folder of the outermost package that a file lies in, if it lies in one."""
    folders = [folder for folder in path.parents if (folder / "__init__.py").exists()]
    return folders[-1:]


def _reachable(start: Path, roots: list[Path]) -> set[Path]:
    """The file and every local file that it imports, directly or not."""
    found: set[Path] = set()
    waiting = [start]
    while waiting:
        path = waiting.pop()
        if path not in found:
            found.add(path)
            waiting.extend(_local_imports(path, roots))
    return found


def _local_imports(path: Path, roots: list[Path]) -> Iterator[Path]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield from _files(alias.name.split("."), _bases(roots), roots)
        elif isinstance(node, ast.ImportFrom):
            bases = [path.parents[node.level - 1]] if node.level else _bases(roots)
            parts = node.module.split(".") if node.module else []
            yield from _files(parts, bases, roots)
            for alias in node.names:
                yield from _files([*parts, alias.name], bases, roots)


def _bases(roots: list[Path]) -> list[Path]:
    """Where the first part of a dotted name is looked for: beside a package, in a plain folder."""
    return [root.parent if (root / "__init__.py").exists() else root for root in roots]


def _files(parts: list[str], bases: list[Path], roots: list[Path]) -> Iterator[Path]:
    """The files of a dotted name that lie below a root."""
    for base in bases:
        plain = base.joinpath(*parts)
        for candidate in (plain.with_name(f"{plain.name}.py"), plain / "__init__.py"):
            below = any(candidate.is_relative_to(root) for root in roots)
            if parts and below and candidate.is_file():
                yield candidate


def _without_docstrings(path: Path) -> str:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and ast.get_docstring(
            node
        ):
            node.body = node.body[1:]
    return ast.dump(tree)
