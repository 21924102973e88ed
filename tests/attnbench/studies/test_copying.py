"""Merging copies what is missing or older, and refuses what does not go together."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from attnbench.errors import WrongUse
from attnbench.plan.variant import parse_variants
from attnbench.studies.copying import merge_studies
from attnbench.study import Study
from attnreport.record import UnreadableRecord
from tests.reports.conftest import train

RUN = "train-eca-seed2-0a1b"


@pytest.fixture
def other(planted_study: Study, tmp_path: Path) -> Study:
    """A study of the same plan with one row, one seed and no record."""
    plan = replace(planted_study.plan, modules=parse_variants("se"), seeds=(7,), workers=3)
    return Study.open(tmp_path / "other", plan)


def test_records_outcomes_and_weights_are_copied(planted_study: Study, other: Study) -> None:
    planted_study.write_outcomes(RUN, {"correct": np.array([True, False])})
    planted_study.write_weights(RUN, b"weights")
    merged = merge_studies(planted_study, other.folder)
    grown = Study.load(other.folder)
    assert sorted(merged.copied) == [record.key for record in planted_study.records()]
    assert grown.records() == planted_study.records()
    assert grown.outcomes(RUN)["correct"].tolist() == [True, False]
    assert grown.weights_file(RUN).read_bytes() == b"weights"
    assert grown.plan == replace(
        planted_study.plan,
        modules=parse_variants("se,ema,ca,eca"),
        seeds=(0, 1, 2, 7),
        workers=3,
    )


def test_a_new_folder_becomes_a_copy(planted_study: Study, tmp_path: Path) -> None:
    merge_studies(planted_study, tmp_path / "new")
    assert Study.load(tmp_path / "new").plan == planted_study.plan


@pytest.mark.parametrize(
    ("changes", "is_copied"),
    [
        ({"started_at": "2025-01-01T00:00:00+00:00"}, True),
        ({"started_at": "2027-01-01T00:00:00+00:00"}, False),
        ({"started_at": "2027-01-01T00:00:00+00:00", "error": "out of memory"}, True),
    ],
    ids=["older", "newer", "newer failure"],
)
def test_only_an_older_or_a_failed_record_is_replaced(
    changes: dict[str, str], is_copied: bool, planted_study: Study, other: Study
) -> None:
    own = replace(train("eca", 2), **changes)  # type: ignore[arg-type]  # by name
    other.write(own)
    merged = merge_studies(planted_study, other.folder)
    assert (RUN in merged.copied) is is_copied
    assert (RUN in merged.kept) is not is_copied
    assert (other.record(RUN) == own) is not is_copied


def test_weights_of_a_replaced_record_do_not_stay(planted_study: Study, other: Study) -> None:
    other.write(replace(train("eca", 2), error="lost"))
    other.write_weights(RUN, b"of another run")
    merge_studies(planted_study, other.folder)
    assert not other.weights_file(RUN).exists()


def test_a_cell_that_a_process_measures_there_is_left_out(
    planted_study: Study, other: Study
) -> None:
    with other.claim(RUN):
        assert merge_studies(planted_study, other.folder).busy == (RUN,)
    assert other.record(RUN) is None


def test_another_plan_is_refused_and_nothing_copied(planted_study: Study, tmp_path: Path) -> None:
    other = Study.open(tmp_path / "other", replace(planted_study.plan, backbone="resnet18"))
    with pytest.raises(WrongUse, match=r"other holds backbone=resnet18, not resnet14-narrow; a st"):
        merge_studies(planted_study, other.folder)
    assert other.records() == []
    with pytest.raises(WrongUse, match="into itself"):
        merge_studies(planted_study, planted_study.folder)


def test_a_damaged_record_stops_it_before_anything_is_copied(
    planted_study: Study, other: Study
) -> None:
    (planted_study.folder / "records" / "zzz.json").write_text("{")
    with pytest.raises(UnreadableRecord, match=r"zzz\.json is damaged"):
        merge_studies(planted_study, other.folder)
    assert other.records() == []
