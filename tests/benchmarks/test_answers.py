"""The simulated studies are what they are said to be, and every setting gets its answers."""

import re

import numpy as np
import pytest

from benchmarks.answers import CHEAP, COSTS, DEVIATIONS, GAINS, SEEDS, SLOWER, draw, main, shares


def test_the_first_module_gains_what_is_said_and_rows_spread_as_is_said() -> None:
    scores = draw(1.0, 0.3, 5)
    differences = scores[:, 1:] - scores[:, :1]
    assert differences.mean(axis=(0, 2)) == pytest.approx([1, 0, 0], abs=0.02)
    assert np.std(scores[:, 0]) == pytest.approx(0.3, abs=0.01)


def test_what_is_plain_is_answered_plainly() -> None:
    assert shares(draw(2.0, 0.01, 5), SLOWER) == "yes 100.0"
    assert shares(draw(-2.0, 0.01, 5), SLOWER) == "no 100.0"
    assert shares(draw(0.0, 0.01, 5), SLOWER) == "no 100.0"


def test_what_costs_nothing_is_free_or_told_apart() -> None:
    assert set(re.findall("[a-z]+", shares(draw(0.0, 0.01, 5), CHEAP))) <= {"yes", "no", "free"}


def test_the_table_has_a_line_for_every_setting(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("benchmarks.answers.STUDIES", 20)
    main()
    _, _, *rows = capsys.readouterr().out.splitlines()
    assert len(rows) == len(COSTS) * len(DEVIATIONS) * len(GAINS)
    for row in rows:
        fields = row.strip("| ").split(" | ")[3:]
        assert len(fields) == len(SEEDS)
        for field in fields:
            assert sum(map(float, re.findall(r"[\d.]+", field))) == pytest.approx(100, abs=0.3)
