"""Where a Python file belongs: the folder that holds its package, and its dotted name there."""

from dataclasses import dataclass
from pathlib import Path

from attnbench.own.imports import import_statements, packages_of


@dataclass(frozen=True, slots=True)
class Home:
    """A file as a part of a package."""

    root: Path
    """The folder in which the outermost package lies."""
    name: str
    """The file's dotted name from there."""

    @property
    def package(self) -> Path:
        """The folder of the outermost package, or the file of a name without dots."""
        return self.root / self.name.partition(".")[0]


def home_of(path: Path, text: bytes) -> Home | None:
    """The home of a file that imports by relative names; None of one that stands alone.

    Args:
        path: Of the file, absolute.
        text: What it holds.
    """
    level = max((statement.level for statement in import_statements(text)), default=0)
    if not level or len(path.parents) <= level:
        return None
    outermost = [*packages_of(path), path.parents[level - 1]]
    root = min(outermost, key=lambda folder: len(folder.parts)).parent
    return Home(root, _dotted(path, root))


def home_in(root: Path, name: str) -> tuple[Home, Path] | None:
    """The home and the file of a dotted name in a folder; None if there is no such file."""
    plain = root.joinpath(*name.split("."))
    for file in (plain.with_name(f"{plain.name}.py"), plain / "__init__.py"):
        if file.is_file():
            return Home(root, name), file
    return None


def _dotted(path: Path, root: Path) -> str:
    parts = path.relative_to(root).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
