"""The local files that a Python file imports, and a hash of their code."""

import ast
import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from threading import Lock

Texts = Mapping[Path, bytes]
"""Python files by path, as they were read."""


_PARSING = Lock()
"""CPython 3.11 counts the depth of all trees that are being made in one number."""


def local_texts(start: Path, roots: Sequence[Path], read: Callable[[Path], bytes]) -> Texts:
    """A file and every file below some roots that it imports, directly or not.

    Args:
        start: The file.
        roots: Folders of files or of packages; what lies elsewhere is not local.
        read: Gives what a file holds.
    """
    texts: dict[Path, bytes] = {}
    waiting = [start]
    while waiting:
        path = waiting.pop()
        if path not in texts:
            texts[path] = read(path)
            waiting.extend(_local_files(path, import_statements(texts[path]), roots))
    return texts


def digest_of(texts: Texts) -> str:
    """A hash of the syntax trees, in the order of the paths, without docstrings."""
    digest = hashlib.sha256()
    for path in sorted(texts):
        digest.update(_code(texts[path]))
    return digest.hexdigest()


def packages_of(path: Path) -> list[Path]:
    """The folder of the outermost package that a file lies in, if it lies in one."""
    folders = [folder for folder in path.parents if (folder / "__init__.py").exists()]
    return folders[-1:]


def _tree(text: bytes) -> ast.Module:
    """The syntax tree; an empty one where running the file will say what is wrong with it."""
    try:
        with _PARSING:
            return ast.parse(text)
    except (SyntaxError, ValueError):
        return ast.Module([], [])


@dataclass(frozen=True, slots=True)
class Import:
    """One import statement."""

    level: int
    """Dots before the name; 0 for an absolute name."""
    parts: tuple[str, ...]
    names: tuple[str, ...]
    """What is taken from it; empty where it is imported as a whole."""


@lru_cache(maxsize=1024)
def import_statements(text: bytes) -> Sequence[Import]:
    """Every import statement of a file."""
    statements: list[Import] = []
    for node in ast.walk(_tree(text)):
        if isinstance(node, ast.Import):
            statements += [Import(0, tuple(alias.name.split(".")), ()) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            parts = tuple(node.module.split(".")) if node.module else ()
            statements.append(Import(node.level, parts, tuple(alias.name for alias in node.names)))
    return tuple(statements)


@lru_cache(maxsize=1024)
def _code(text: bytes) -> bytes:
    """The syntax tree of a file without docstrings, as text."""
    return ast.dump(_without_docstrings(_tree(text))).encode()


def _local_files(path: Path, imports: Sequence[Import], roots: Sequence[Path]) -> Iterator[Path]:
    """The files below some roots that the import statements of a file name."""
    for statement in imports:
        bases = [path.parents[statement.level - 1]] if statement.level else _bases(roots)
        yield from _files(statement.parts, bases, roots)
        for name in statement.names:
            yield from _files((*statement.parts, name), bases, roots)


def _bases(roots: Sequence[Path]) -> list[Path]:
    """Where the first part of a dotted name is looked for: beside a package, in a plain folder."""
    return [root.parent if (root / "__init__.py").exists() else root for root in roots]


def _files(parts: Sequence[str], bases: Sequence[Path], roots: Sequence[Path]) -> Iterator[Path]:
    """The files of a dotted name below a root; in a plain folder those of its packages too.

    What a package's own modules share by its `__init__.py` alone is not theirs.
    """
    for base in bases:
        shortest = 1 if base in roots else len(parts)
        for count in range(max(shortest, 1), len(parts) + 1):
            plain = base.joinpath(*parts[:count])
            for candidate in (plain.with_name(f"{plain.name}.py"), plain / "__init__.py"):
                if candidate.is_file() and any(map(candidate.is_relative_to, roots)):
                    yield candidate


def _without_docstrings(tree: ast.Module) -> ast.Module:
    """The tree without texts that do nothing: docstrings, those of fields and constants too."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef):
            node.body = [statement for statement in node.body if not _is_text(statement)]
    return tree


def _is_text(statement: ast.stmt) -> bool:
    """Whether a statement is a bare string."""
    match statement:
        case ast.Expr(value=ast.Constant(value=str())):
            return True
    return False
