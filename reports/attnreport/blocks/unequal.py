"""Rows that spread further than the tests of contrasts were tried for."""

from collections.abc import Mapping, Sequence

import numpy as np
import scipy

from attnreport.blocks.layout import RowId, Scores
from attnreport.blocks.simulation import SPREADS
from attnreport.statistics import LEVEL

MOST = max(SPREADS)
"""How many times as far as the others a row may spread."""


def wide_rows(scores: Scores) -> list[RowId]:
    """The rows that spread more than `MOST` times as far as the others, beyond chance.

    An F-test of each row against all others together, at the 5 % level over all rows.
    """
    samples = {row: list(scored.values()) for row, scored in scores.items() if len(scored) > 1}
    spreads = {row: _spread(values) for row, values in samples.items()}
    return [row for row in spreads if len(spreads) > 1 and _is_wide(row, spreads)]


def _spread(values: Sequence[float]) -> tuple[float, int]:
    """The sum of squares around the mean, and its degrees of freedom."""
    return float(np.var(values) * len(values)), len(values) - 1


def _is_wide(row: RowId, spreads: Mapping[RowId, tuple[float, int]]) -> bool:
    own, own_freedom = spreads[row]
    others = [spread for other, spread in spreads.items() if other != row]
    rest, rest_freedom = map(sum, zip(*others, strict=True))
    critical = scipy.stats.f.isf(LEVEL / len(spreads), own_freedom, rest_freedom)
    return bool(own / own_freedom > critical * MOST**2 * rest / rest_freedom)
