"""The simulation gives every method a share in every kind of noise."""

import pytest

from benchmarks.interval_coverage import METHODS, NOISES, ROUNDS, main, true_median


def test_every_method_has_a_row_for_every_number_of_rounds(
    capsys: pytest.CaptureFixture[str],
) -> None:
    main(["--sessions", "10"])
    _, _, *rows = capsys.readouterr().out.splitlines()
    cells = [row.strip("| ").split(" | ") for row in rows]
    assert [(int(rounds), method) for rounds, method, *_ in cells] == [
        (rounds, method) for rounds in ROUNDS for method in METHODS
    ]
    for _, _, *shares in cells:
        assert len(shares) == len(NOISES)
        assert all(0 <= float(share.split(" %")[0]) <= 100 for share in shares)


def test_noise_has_the_median_of_its_distribution() -> None:
    assert true_median("normal") == pytest.approx(0, abs=0.01)
    assert true_median("skewed") == pytest.approx(0.693, abs=0.01)
