"""What the pixels of masks tell about the way in which they are read."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from attnbench.data.pictures import NAMED
from attnbench.tasks.segmentation.data.pictures import IGNORED
from attnreport.text import plural

FEW = 0.01
"""Share of the labelled pixels below which class 0 may be none."""
MANY = 0.5
"""Share of all pixels above which 255 may stand for too much."""


def cautions(
    counts: NDArray[np.int64], classes: Sequence[str], read: int, training: int
) -> tuple[str, ...]:
    """Clauses for a reader of the tables; none where nothing is conspicuous.

    Args:
        counts: (256,), pixels of each label in the training masks that were read.
        classes: Names.
        read: How many masks that were.
        training: How many there are.
    """
    of_all = "" if read == training else f" of {training:,}"
    where = f"{plural(read, 'training mask')}{of_all}"
    labelled = max(1, int(counts[: len(classes)].sum()))
    first, ignored = counts[0] / labelled, counts[IGNORED] / max(1, int(counts.sum()))
    notes = []
    if first < FEW:
        notes.append(
            f"class 0, {classes[0]}, fills {100 * first:.2f} % of the labelled pixels in {where}: "
            "check that 0 is a class, and does not stand for what is unlabelled"
        )
    if ignored > MANY:
        notes.append(
            f"255 fills {100 * ignored:.0f} % of the pixels in {where}, which are neither learned "
            "nor scored: check that it stands for no class"
        )
    absent = [name for name, count in zip(classes, counts.tolist(), strict=False) if not count]
    # A sample tells nothing of rare classes.
    if absent and read == training:
        notes.append(
            f"{len(absent)} of {len(classes)} classes {'is' if len(absent) == 1 else 'are'} in no "
            f"training mask: {_some(absent)}"
        )
    return tuple(notes)


def _some(names: Sequence[str]) -> str:
    text = ", ".join(names[:NAMED])
    return f"{text} and {len(names) - NAMED} more" if len(names) > NAMED else text
