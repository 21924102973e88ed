"""Where the imports of a user's files are looked for: after all packages, the newest file first."""

import sys
from collections.abc import Iterator, Sequence
from importlib.machinery import PathFinder
from pathlib import Path

from attnbench.errors import WrongUse

_FOLDERS: list[Path] = []
"""The folders that were added to `sys.path`."""


def search(folders: Sequence[Path]) -> None:
    """Let imports find what lies in some folders, the first one first.

    What was imported from another user's folder, and has a namesake in one of these, is forgotten:
    it would be taken for the namesake.
    """
    indices = [i for i, path in enumerate(sys.path) if Path(path).resolve() in set(_FOLDERS)]
    first = min(indices, default=len(sys.path))
    for folder in reversed(folders):
        text = str(folder)
        if text in sys.path[:first]:
            continue
        if text in sys.path:
            sys.path.remove(text)
        sys.path.insert(first, text)
        if folder not in _FOLDERS:
            _FOLDERS.append(folder)
    tops = {name.partition(".")[0] for name in sys.modules}
    hidden = {top for top in tops if _is_hidden(top, folders)}
    for name in [name for name in sys.modules if name.partition(".")[0] in hidden]:
        del sys.modules[name]


def require_own_package(top: str, root: Path) -> None:
    """Check that Python imports a package from a folder, and not another one of its name.

    Raises:
        WrongUse: if it imports another one, such as an installed one.
    """
    spec = PathFinder.find_spec(top)
    places = [*(spec.submodule_search_locations or ()), spec.origin] if spec else []
    if any(place and Path(place).resolve().is_relative_to(root) for place in places):
        return
    where = f"imports {top} from {places[0]}" if places else f"finds no package {top}"
    raise WrongUse(
        f"{root / top} is a package called {top}, but Python {where}; rename it, or put {root} "
        "first in PYTHONPATH"
    )


def _is_hidden(top: str, folders: Sequence[Path]) -> bool:
    """Whether an import from a user's folder would now find a namesake in another one."""
    homes = set(_homes(top))
    if not homes.intersection(_FOLDERS):
        return False
    for folder in folders:
        if folder in homes:
            return False
        if (folder / f"{top}.py").exists() or (folder / top).is_dir():
            return True
    return False


def _homes(top: str) -> Iterator[Path]:
    """The folders in which an imported module, or its package, lies."""
    module = sys.modules.get(top)
    file = getattr(module, "__file__", None)
    locations = getattr(module, "__path__", None)
    if locations is not None:
        yield from (Path(place).resolve().parent for place in locations)
    elif file:
        yield Path(file).resolve().parent
