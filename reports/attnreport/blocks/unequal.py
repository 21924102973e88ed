"""Rows that spread further than the tests of contrasts were tried for."""

from collections.abc import Mapping, Sequence

import scipy

from attnreport.blocks.layout import RowId, Scores
from attnreport.blocks.simulation import SPREADS
from attnreport.statistics import LEVEL, pooled_deviation

MOST = max(SPREADS)
"""How many times as far as the others a row may spread."""


def wide_rows(scores: Scores) -> list[RowId]:
    """The rows that spread more than `MOST` times as far as the others, beyond chance.

    An F-test of each row against all others together, at the 5 % level over all rows.
    """
    samples = {row: list(scored.values()) for row, scored in scores.items() if len(scored) > 1}
    return [row for row in samples if len(samples) > 1 and _is_wide(row, samples)]


def _is_wide(row: RowId, samples: Mapping[RowId, Sequence[float]]) -> bool:
    others = [values for other, values in samples.items() if other != row]
    own, own_freedom = pooled_deviation([samples[row]])
    rest, rest_freedom = pooled_deviation(others)
    critical = scipy.stats.f.isf(LEVEL / len(samples), own_freedom, rest_freedom)
    return bool(own**2 > critical * (MOST * rest) ** 2)
