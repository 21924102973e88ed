"""The run that is exported: by a row's name and a seed, refused by name where there is none."""

from dataclasses import replace

import pytest

from attnbench.errors import UnknownName, WrongUse
from attnbench.export.row import trained_row
from attnbench.study import Study
from tests.reports.conftest import train


@pytest.mark.parametrize("name", ["eca", "ECA", "+ ECA", "Eca"])
def test_a_row_has_the_names_of_the_tables(name: str, planted_study: Study) -> None:
    planted_study.write_weights(train("eca", 1).key, b"weights")
    assert trained_row(planted_study, name, 1) == train("eca", 1)


def test_an_unknown_row_names_a_near_one(planted_study: Study) -> None:
    with pytest.raises(UnknownName, match="unknown row 'emma'; did you mean 'EMA'"):
        trained_row(planted_study, "emma", 0)


def test_a_row_of_an_ablation_has_the_names_of_its_tables_too(planted_study: Study) -> None:
    planted_study.write_weights(train("eca", 1).key, b"weights")
    labels = {"eca": "ECA_3", "other": "ECA_5"}
    for name in ("ECA_3", "+ eca_3", "eca", "ECA"):
        assert trained_row(planted_study, name, 1, labels) == train("eca", 1)
    with pytest.raises(UnknownName, match=r"unknown row 'ECA_4'; did you mean 'ECA_3'\? see"):
        trained_row(planted_study, "ECA_4", 1, labels)


def test_where_no_row_is_near_all_are_listed_in_the_order_of_the_plan(
    planted_study: Study,
) -> None:
    with pytest.raises(UnknownName, match="known: Baseline, EMA, CA, ECA; see: attnbench studies"):
        trained_row(planted_study, "xyz", 0)


def test_an_unknown_seed_names_those_that_there_are(planted_study: Study) -> None:
    with pytest.raises(WrongUse, match=r"seed must be one of 0, 1, 2 for ema \(got 3\)"):
        trained_row(planted_study, "ema", 3)


def test_a_run_without_weights_says_which_file_is_missing(planted_study: Study) -> None:
    with pytest.raises(WrongUse, match=r"ema with seed 0 has no weights: .*model\.safetensors"):
        trained_row(planted_study, "ema", 0)


def test_a_run_that_failed_says_why(planted_study: Study) -> None:
    planted_study.write(replace(train("ema", 0), error="Diverged: the loss is nan"))
    with pytest.raises(WrongUse, match="ema with seed 0 failed: Diverged: the loss is nan; meas"):
        trained_row(planted_study, "ema", 0)


def test_a_study_without_training_says_so(planted_study: Study) -> None:
    for record in planted_study.records():
        if record.kind == "train":
            (planted_study.folder / "records" / f"{record.key}.json").unlink()
    with pytest.raises(WrongUse, match="has no trained network; it measures only size and speed"):
        trained_row(planted_study, "ema", 0)
