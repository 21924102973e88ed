"""A row that an earlier study has counted need not be built to be tried."""

from dataclasses import replace
from pathlib import Path

import pytest

from attnbench.engine.cells.header import Job
from attnbench.engine.cells.measure import failed
from attnbench.engine.keys.fingerprint import cell_key
from attnbench.engine.known_rows import KnownRows
from attnbench.plan.cells import CostCell
from attnbench.plan.plan import Plan
from attnbench.plan.variant import Variant, parse_variants
from attnbench.study import Study
from attnbench.tasks.recipes import RECIPES
from attnbench.tasks.sources import open_data_of

PLAN = Plan(modules=parse_variants("eca"), recipe=RECIPES["quick"])
SOURCE = open_data_of(PLAN)
ECA = Variant("eca")


@pytest.fixture
def study(tmp_path: Path) -> Study:
    """A study that has counted ECA."""
    study = Study.open(tmp_path / "study", PLAN)
    job = Job(PLAN, SOURCE, CostCell(ECA), cell_key(PLAN, SOURCE, CostCell(ECA)), "a test")
    study.write(replace(failed(job, job.header()), error=None))
    return study


def test_a_counted_row_is_known_in_any_plan_with_its_network(study: Study) -> None:
    known = KnownRows([study.folder.parent / "absent", study.folder])
    assert known.has(PLAN, SOURCE, ECA)
    assert known.has(replace(PLAN, seeds=(7,), rounds=9), SOURCE, ECA)


def test_another_row_or_network_and_an_unread_file_of_weights_are_not(study: Study) -> None:
    known = KnownRows([study.folder])
    assert not known.has(PLAN, SOURCE, Variant("se"))
    assert not known.has(replace(PLAN, site="block"), SOURCE, ECA)
    assert not known.has(replace(PLAN, weights="w.safetensors"), SOURCE, ECA)
    assert not KnownRows(()).has(PLAN, SOURCE, ECA)


@pytest.mark.parametrize("content", [None, b"{"])
def test_a_failed_or_damaged_record_does_not_count(content: bytes | None, study: Study) -> None:
    (file,) = (study.folder / "records").iterdir()
    if content is None:
        study.write(replace(study.records()[0], error="no memory"))
    else:
        file.write_bytes(content)
    assert not KnownRows([study.folder]).has(PLAN, SOURCE, ECA)
