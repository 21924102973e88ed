"""What a factor changes, and two together: contrasts between the matched points of an ablation."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, product
from math import nan

from attnreport.ablation.design import Factor, Point
from attnreport.blocks.layout import RowId


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A factor's change from its reference to another level."""

    factor: str
    level: str
    reference: str

    def __str__(self) -> str:
        """As a table prints it: on vs off."""
        return f"{self.level} vs {self.reference}"


Steps = tuple[Step, ...]
"""One of a main effect, two of an interaction."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contrast:
    """What one step changes, or by how much a second step changes that.

    Of one step it is the average, over all pairs of points that differ in its factor alone, of
    level minus reference. Of two it is the average over all quadruples of points that differ in the
    two factors alone: what the first step changes with the second one, less what it changes
    without.
    """

    steps: Steps
    signs: Mapping[RowId, int]
    """How often each row is added, minus how often it is subtracted: 0 in sum."""
    matches: int
    """Pairs or quadruples of points; 0 where the points have none."""

    def of(self, values: Mapping[RowId, float]) -> float:
        """The contrast of a value of each row; nan where there is no match."""
        if not self.matches:
            return nan
        return sum(sign * values[row] for row, sign in self.signs.items()) / self.matches

    @property
    def weights(self) -> Mapping[RowId, float]:
        """What each row's value is multiplied with; none where there is no match."""
        return {row: sign / self.matches for row, sign in self.signs.items()}


def contrasts(factors: Sequence[Factor], points: Sequence[Point]) -> Iterator[Contrast]:
    """The main effect of every level, then the interactions that the points can tell.

    Args:
        factors: Of a design.
        points: Those of the design that have the quantity to contrast.
    """
    for step in (step for factor in factors for step in _steps(factor)):
        yield _contrast((step,), points)
    for first, second in combinations(factors, 2):
        for steps in product(_steps(first), _steps(second)):
            interaction = _contrast(steps, points)
            if interaction.matches:
                yield interaction


def _steps(factor: Factor) -> list[Step]:
    return [
        Step(factor=factor.name, level=level, reference=factor.reference)
        for level in factor.levels
        if level != factor.reference
    ]


def _contrast(steps: Steps, points: Sequence[Point]) -> Contrast:
    rows = {frozenset(point.levels.items()): (point.study, point.variant) for point in points}
    signs: Counter[RowId] = Counter()
    matches = 0
    for levels in map(dict, rows):
        if any(levels.get(step.factor) != step.reference for step in steps):
            continue
        corners = [
            (sign, frozenset((levels | changed).items())) for sign, changed in _corners(steps)
        ]
        if all(corner in rows for _, corner in corners):
            matches += 1
            for sign, corner in corners:
                signs[rows[corner]] += sign
    kept = {row: sign for row, sign in signs.items() if sign}
    return Contrast(steps=steps, signs=kept, matches=matches)


def _corners(steps: Steps) -> Iterator[tuple[int, dict[str, str]]]:
    """The sign of each choice of steps to take, and the levels that they lead to."""
    for count in range(len(steps) + 1):
        for taken in combinations(steps, count):
            yield (-1) ** (len(steps) - count), {step.factor: step.level for step in taken}
