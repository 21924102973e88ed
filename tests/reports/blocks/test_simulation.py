"""Critical values hold their level where rows spread alike, and where one spreads further."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import t as student

from attnreport.blocks.layout import Layout, layout_of, star_layout
from attnreport.blocks.moderated import estimates
from attnreport.blocks.simulation import critical_values, p_values

STUDIES = 10_000


def with_a_cut_row(modules: int, seeds: int, cut: int) -> Layout:
    """A baseline and modules against it, of which the last has fewer seeds."""
    layout = star_layout(modules, seeds)
    last = tuple(seed < cut for seed in range(seeds))
    return replace(layout, scored=(*layout.scored[:-1], last))


def false_calls(layout: Layout, deviations: Sequence[float], share: float) -> float:
    """How often any row is called different where none is."""
    random = np.random.default_rng(7)
    rows, seeds = layout.mask.shape
    own, common = (random.standard_normal((STUDIES, n, seeds)) for n in (rows, 1))
    sizes = np.array(deviations)[:, None]
    drawn = estimates(layout, sizes * (share**0.5 * common + (1 - share) ** 0.5 * own))
    return float(np.mean((np.abs(drawn.values / drawn.errors) > critical_values(layout)).any(1)))


def test_one_module_has_students_value() -> None:
    for seeds in (3, 5, 10):
        exact = student.ppf(0.975, seeds - 1)
        # Never below it but for what 19,999 simulated studies can tell.
        assert 0.98 * exact < critical_values(star_layout(1, seeds))[0] < 1.06 * exact


@pytest.mark.parametrize("share", [0.0, 0.6])
@pytest.mark.parametrize(("modules", "seeds"), [(4, 3), (4, 10), (10, 3), (10, 5)])
def test_a_baseline_of_three_times_the_spread_is_no_difference(
    modules: int, seeds: int, share: float
) -> None:
    # Dunnett's test with the pooled spread calls one in 13 to 16 % (4 modules) or 24 % (10).
    layout = star_layout(modules, seeds)
    assert false_calls(layout, [3.0, *[1.0] * modules], share) < 0.0575
    assert false_calls(layout, [1.0, 3.0, *[1.0] * (modules - 1)], share) < 0.0575
    assert false_calls(layout, [1.0] * (modules + 1), share) < 0.0575


@pytest.mark.parametrize("seeds", [3, 5])
@pytest.mark.parametrize("share", [0.0, 0.6])
def test_rows_of_two_studies_that_share_seeds_within_each_are_no_difference(
    share: float, seeds: int
) -> None:
    rows = [(study, name) for study in "xy" for name in "ab"]
    scores = {row: dict.fromkeys(range(seeds), 0.0) for row in rows}
    means = {row: 0.5 if row[0] == "y" else -0.5 for row in rows}
    steps = {row: 0.5 if row[1] == "b" else -0.5 for row in rows}
    layout = layout_of(scores, [means, steps])
    random = np.random.default_rng(5)
    common = random.standard_normal((STUDIES, 2, 1, seeds)).repeat(2, axis=2)
    own = random.standard_normal((STUDIES, 2, 2, seeds))
    values = (share**0.5 * common + (1 - share) ** 0.5 * own).reshape(STUDIES, 4, seeds)
    drawn = estimates(layout, values)
    calls = np.abs(drawn.values / drawn.errors) > critical_values(layout)
    assert np.mean(calls.any(axis=1)) < 0.0575


def test_a_row_of_fewer_seeds_takes_a_larger_t_and_hardly_changes_that_of_the_others() -> None:
    whole, partial = critical_values(star_layout(4, 10)), critical_values(with_a_cut_row(4, 10, 3))
    assert partial[-1] > 1.3 * whole[-1]
    assert partial[0] == pytest.approx(whole[0], rel=0.1)
    assert false_calls(with_a_cut_row(4, 10, 3), [3.0, 1.0, 1.0, 1.0, 1.0], 0.0) < 0.0575


def test_values_are_the_same_every_time_and_p_is_5_percent_at_the_critical_one() -> None:
    layout = star_layout(3, 4)
    critical = critical_values(layout)
    assert critical.tolist() == critical_values(star_layout(3, 4)).tolist()
    assert p_values(layout, critical * 1.0001) == pytest.approx(0.05, abs=1e-4)
    assert (p_values(layout, critical * 1.0001) <= 0.05).all()
    assert (p_values(layout, critical * 0.9999) > 0.05).all()
    assert p_values(layout, np.array([0.0, 1e9, -1e9])) == pytest.approx([1, 5e-5, 5e-5])


def test_more_rows_take_a_larger_t_and_more_seeds_a_smaller_one() -> None:
    few, many, seeded = (
        critical_values(star_layout(*size))[0] for size in ((2, 5), (8, 5), (2, 9))
    )
    assert seeded < few < many
