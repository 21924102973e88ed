"""How often the answers of a comparison are right: yes, no, open and free on simulated studies.

    python benchmarks/answers.py

simulates studies of a baseline and three modules whose true gains are known, lets the rule of the
reports answer the first module, and prints a Markdown table of its answers in percent. The seed is
fixed; it takes about a minute on one core.
"""

from collections import Counter
from collections.abc import Iterator
from itertools import product

import numpy as np
from numpy.typing import NDArray

from attnreport.answer.cost import RowCost
from attnreport.answer.gain import Gain
from attnreport.answer.row_answer import Kind
from attnreport.answer.rule import Aim, answer_row
from attnreport.answer.worth import WORTH
from attnreport.blocks.layout import star_layout
from attnreport.blocks.moderated import estimates
from attnreport.blocks.simulation import critical_values
from attnreport.statistics import ENOUGH_SEEDS

Array = NDArray[np.float64]

MODULES = 3
STUDIES = 4_000
SEEDS = (2, 3, 5, 10)
DEVIATIONS = (0.3, 1.0)
"""Standard deviation over seeds of each row, in points; rows share none of it."""

GAINS = (-1.0, 0.0, WORTH, 1.0, 2.0)
"""True gain of the first module, in points; the others have none."""

SLOWER = RowCost(latency=None, is_slower=True, params=0.0, macs=0.0)
CHEAP = RowCost(latency=None, is_slower=False, params=0.0, macs=0.0)
COSTS = {"slower": SLOWER, "nothing": CHEAP}


def draw(gain: float, deviation: float, seeds: int) -> Array:
    """(studies, rows, seeds), the baseline first."""
    random = np.random.default_rng(1)
    scores = deviation * random.standard_normal((STUDIES, MODULES + 1, seeds))
    scores[:, 1] += gain
    return np.asarray(scores)


def gains(scores: Array) -> Iterator[Gain]:
    """What a report reads of the first module in each study."""
    differences = scores[:, 1] - scores[:, 0]
    seeds = scores.shape[2]
    if seeds < ENOUGH_SEEDS:
        yield from (Gain(by_seed=dict(enumerate(row.tolist()))) for row in differences)
        return
    layout = star_layout(MODULES, seeds)
    estimated = estimates(layout, scores)
    half = critical_values(layout)[0] * estimated.errors[:, 0]
    for row, middle, reach in zip(differences, estimated.values[:, 0], half, strict=True):
        yield Gain(by_seed=dict(enumerate(row.tolist())), low=middle - reach, high=middle + reach)


def shares(scores: Array, cost: RowCost) -> str:
    """Percent of each answer."""
    counts = Counter(answer_row(gain, cost, "", Aim()).kind for gain in gains(scores))
    texts = (f"{kind} {100 * counts[kind] / STUDIES:.1f}" for kind in Kind if counts[kind])
    return ", ".join(texts)


def main() -> None:
    """Print the table."""
    print(f"| Costs | sd (points) | True gain | {' | '.join(f'{n} seeds' for n in SEEDS)} |")
    print(f"|:--|--:|--:|{':--|' * len(SEEDS)}")
    for (name, cost), deviation, gain in product(COSTS.items(), DEVIATIONS, GAINS):
        fields = [shares(draw(gain, deviation, seeds), cost) for seeds in SEEDS]
        print(f"| {name} | {deviation:g} | {gain:+g} | {' | '.join(fields)} |")


if __name__ == "__main__":
    main()
