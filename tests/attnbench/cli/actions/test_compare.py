"""`--modules all` is the catalogue without what the network cannot hold."""

from dataclasses import replace
from pathlib import Path

import pytest

from attnbench.cli.actions.compare import leave_out_misfits
from attnbench.cli.feedback import SHOWN
from attnbench.engine.cells.header import Job
from attnbench.engine.cells.measure import failed
from attnbench.engine.keys.fingerprint import cell_key
from attnbench.engine.known_rows import KnownRows
from attnbench.errors import WrongUse
from attnbench.plan.cells import CostCell
from attnbench.plan.plan import Plan
from attnbench.plan.variant import parse_variants
from attnbench.study import Study
from attnbench.tasks.recipes import RECIPES
from attnbench.tasks.sources import open_data_of

PLAN = Plan(modules=parse_variants("eca,scsa(window=9),ema(groups=24),se"), recipe=RECIPES["quick"])


def test_what_does_not_fit_is_left_out_and_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert leave_out_misfits(PLAN, SHOWN, KnownRows(())).modules == parse_variants("eca,se")
    lines = capsys.readouterr().err.splitlines()
    assert [line.partition(":")[0] for line in lines] == [
        "left out scsa(window=9)",
        "left out ema(groups=24)",
    ]
    assert "window=8 would work" in lines[0]


def test_where_nothing_fits_the_first_reason_is_given(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(WrongUse, match=r"none of 4 modules can be built; the first, eca: site"):
        leave_out_misfits(replace(PLAN, site="replace"), SHOWN, KnownRows(()))
    assert capsys.readouterr().err == ""


def test_what_was_counted_before_is_kept_without_building_it(tmp_path: Path) -> None:
    study, source = Study.open(tmp_path, PLAN), open_data_of(PLAN)
    for module in PLAN.modules:
        cell = CostCell(module)
        job = Job(PLAN, source, cell, cell_key(PLAN, source, cell), "a test")
        study.write(replace(failed(job, job.header()), error=None))
    assert leave_out_misfits(PLAN, SHOWN, KnownRows([tmp_path])) == PLAN
