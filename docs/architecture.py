"""Print the floors of each package: its rooms, who imports whom, what points back up.

    python docs/architecture.py [CHECKOUT] [--rooms]

A room is a file or a folder directly in the package. It stands one floor above the highest room
that it imports; rooms that import each other in a circle share a floor. Imports within functions
and for type checkers count too.
"""

import argparse
import ast
from collections.abc import Iterator, Mapping
from pathlib import Path

PACKAGES = ("attnbench", "modules/attnzoo", "reports/attnreport")
HERE = Path(__file__).resolve().parents[1]

Arrows = Mapping[str, set[str]]
"""By room, the rooms that it imports."""


def read_arrows(package: Path) -> dict[str, set[str]]:
    """The imports between the rooms of a package."""
    arrows: dict[str, set[str]] = {}
    for file in sorted(package.rglob("*.py")):
        room = room_of(file.relative_to(package).with_suffix("").parts)
        imported = arrows.setdefault(room, set())
        for name in imported_names(ast.parse(file.read_text(encoding="utf-8"))):
            top, *parts = name.split(".")
            if top == package.name:
                imported.add(room_of(existing_part(package, parts)))
    return {room: targets & set(arrows) - {room} for room, targets in arrows.items()}


def imported_names(tree: ast.AST) -> Iterator[str]:
    """The dotted names that a file imports, of `from a import b` both a and a.b."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def existing_part(package: Path, parts: list[str]) -> tuple[str, ...]:
    """The parts of a dotted name that are folders or files; the rest is defined in them."""
    for count in range(len(parts), 0, -1):
        path = package.joinpath(*parts[:count])
        if path.is_dir() or path.with_suffix(".py").is_file():
            return tuple(parts[:count])
    return ()


def room_of(parts: tuple[str, ...]) -> str:
    """The room of a file by its path in the package; the package's own file is one too."""
    return parts[0] if parts else "__init__"


def circles(arrows: Arrows) -> list[set[str]]:
    """The groups of rooms that can all be reached from one another, each of two or more."""
    reach = {room: reachable(room, arrows) for room in arrows}
    groups = {
        frozenset({room} | {other for other in reach[room] if room in reach[other]})
        for room in arrows
    }
    return [set(group) for group in groups if len(group) > 1]


def reachable(start: str, arrows: Arrows) -> set[str]:
    """Every room that one imports, directly or not."""
    known: set[str] = set()
    waiting = [start]
    while waiting:
        fresh = arrows[waiting.pop()] - known
        known |= fresh
        waiting.extend(fresh)
    return known


def floors(arrows: Arrows) -> dict[str, int]:
    """By room, its floor, from 1."""
    group = {room: frozenset({room}) for room in arrows}
    group |= {room: frozenset(circle) for circle in circles(arrows) for room in circle}
    known: dict[frozenset[str], int] = {}

    def floor_of(rooms: frozenset[str]) -> int:
        if rooms not in known:
            below = {group[target] for room in rooms for target in arrows[room]} - {rooms}
            known[rooms] = 1 + max(map(floor_of, below), default=0)
        return known[rooms]

    return {room: floor_of(group[room]) for room in arrows}


def describe(package: Path, *, show_rooms: bool) -> Iterator[str]:
    """The lines on one package."""
    arrows = read_arrows(package)
    levels = floors(arrows)
    rings = circles(arrows)
    yield (
        f"{package.name}: {len(arrows)} rooms, {max(levels.values())} floors, "
        f"{sum(map(len, arrows.values()))} arrows, {len(rings)} circles"
    )
    yield from (f"  circle: {', '.join(sorted(ring))}" for ring in rings)
    if show_rooms:
        for floor in sorted(set(levels.values()), reverse=True):
            rooms = sorted(room for room in levels if levels[room] == floor)
            yield f"  {floor:>2}  {', '.join(rooms)}"


def main() -> None:
    """Print the floors of a checkout, by default of this one."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("checkout", type=Path, nargs="?", default=HERE)
    parser.add_argument("--rooms", action="store_true", help="show which rooms stand on each floor")
    options = parser.parse_args()
    for package in PACKAGES:
        print(*describe(options.checkout / package, show_rooms=options.rooms), sep="\n")


if __name__ == "__main__":
    main()
