"""The other studies of the folder in which a study lies."""

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from attnbench.errors import WrongUse
from attnbench.study import Study
from attnbench.study_names import DESIGN, PLAN


def neighbours(folder: Path) -> Mapping[str, Study]:
    """By name, the other studies below the same folder; those of ablations too.

    A study whose plan cannot be read is left out.

    Args:
        folder: Of a study, which need not exist.
    """
    own = folder.resolve()
    shelf = own.parent.parent if (own.parent / DESIGN).exists() else own.parent
    ablated = [part for design in shelf.glob(f"*/{DESIGN}") for part in design.parent.glob("*")]
    found = {}
    for place in sorted({*shelf.glob("*"), *ablated} - {own}):
        if (place / PLAN).is_file():
            with suppress(WrongUse):
                found[str(place.relative_to(shelf))] = Study.load(place)
    return found
