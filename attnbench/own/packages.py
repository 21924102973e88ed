"""The code of packages, which a process imports once."""

import inspect
import sys
from collections.abc import Callable
from functools import partial
from importlib.machinery import ModuleSpec
from importlib.util import find_spec
from pathlib import Path

import attnzoo
from attnbench.own.imports import digest_of, local_texts, packages_of

_TEXTS: dict[Path, tuple[ModuleSpec | None, bytes]] = {}
"""By path, the import that it was read for and what it held; see `packaged_text`."""


def packaged_digest(build: str | Callable[..., object]) -> str:
    """A hash of the code of a class or function, and of what it imports of its package and zoo.

    Args:
        build: The class or function; or `package.module:Class`, which is not imported for it.
    """
    start = _file_of(build)
    roots = [*packages_of(start), Path(attnzoo.__file__).resolve().parent]
    return digest_of(local_texts(start, roots, packaged_text))


def packaged_text(path: Path) -> bytes:
    """What a package's file held when it was first looked at since it was imported or reloaded.

    A later edit is not in what this process runs.
    """
    spec = _spec_of(path)
    known = _TEXTS.get(path)
    if known is None or known[0] is not spec:
        known = _TEXTS[path] = (spec, path.read_bytes())
    return known[1]


def _spec_of(path: Path) -> ModuleSpec | None:
    """The import of a file; None while it is not imported."""
    top = next(iter(packages_of(path)), path)
    parts = path.relative_to(top.parent).with_suffix("").parts
    module = sys.modules.get(".".join(parts[:-1] if parts[-1] == "__init__" else parts))
    return module.__spec__ if module else None


def _file_of(build: str | Callable[..., object]) -> Path:
    if isinstance(build, str):
        spec = find_spec(build.partition(":")[0])
        assert spec is not None
        return Path(str(spec.origin)).resolve()
    inner = inspect.unwrap(build)
    while isinstance(inner, partial):
        inner = inner.func
    return Path(inspect.getfile(inner)).resolve()
