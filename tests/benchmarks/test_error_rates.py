"""The simulation gives every test its rates, and the textbooks' tests are the textbooks'."""

from itertools import product

import numpy as np
import pytest
from scipy.stats import dunnett as scipys_dunnett
from scipy.stats import ttest_ind, ttest_rel

from benchmarks.error_rates import (
    DIFFERENCES,
    MODULES,
    NOISES,
    TESTS,
    Noise,
    dunnett,
    paired,
    pooled,
    table,
    welch,
)

ALIKE = NOISES["alike"]


@pytest.mark.parametrize(
    ("modules", "freedom", "value"), [(1, 4, 2.78), (2, 6, 2.86), (3, 8, 2.88), (4, 10, 2.89)]
)
def test_the_values_are_those_of_dunnetts_table(modules: int, freedom: int, value: float) -> None:
    # Dunnett, Biometrics 20:482, 1964, table II; that of one module is Student's t.
    assert dunnett(modules, freedom) == pytest.approx(value, abs=0.01)


def test_the_textbooks_tests_call_what_scipys_call() -> None:
    scores = ALIKE.draw(20, 2, 5, 0.3)
    scores[:, 1] += 2
    for index, study in enumerate(scores):
        baseline, *rows = study
        p_values = scipys_dunnett(*rows, control=baseline, rng=0).pvalue
        assert (pooled(scores)[index] == (p_values < 0.05)).all()
        for test, of_two in (
            (welch, lambda a, b: ttest_ind(a, b, equal_var=False)),
            (paired, ttest_rel),
        ):
            expected = [of_two(row, baseline).pvalue < 0.05 / 2 for row in rows]
            assert test(scores)[index].tolist() == expected


def test_rows_share_as_much_of_their_variance_as_is_said() -> None:
    scores = Noise(lambda modules: [2.0] + [1.0] * modules).draw(4_000, 1, 5, 0.6)
    first, second = scores[:, 0].ravel(), scores[:, 1].ravel()
    assert np.corrcoef(first, second)[0, 1] == pytest.approx(0.6, abs=0.02)
    assert (first.std(), second.std()) == pytest.approx((2, 1), rel=0.02)


def test_every_test_has_a_row_for_every_size() -> None:
    _, _, *rows = table({name: TESTS[name] for name in list(TESTS)[:3]}, studies=20)
    cells = [row.strip("| ").split(" | ") for row in rows]
    assert [(int(m), int(s)) for m, s, *_ in cells[::3]] == list(product(MODULES, DIFFERENCES))
    for _, _, _, *rates in cells:
        assert len(rates) == len(NOISES) + 3
        assert all(0 <= float(rate) <= 100 for text in rates for rate in text.split(" to "))
