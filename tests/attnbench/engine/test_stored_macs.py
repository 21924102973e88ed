"""A network that an earlier study has counted is not built again to be counted."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from attnbench.engine.cells.header import Job
from attnbench.engine.stored_macs import stored_macs
from attnbench.plan.cells import CostCell
from attnbench.plan.plan import Plan
from attnbench.plan.variant import THE_BASELINE, parse_variants
from attnbench.study import Study
from attnbench.tasks.recipes import RECIPES
from attnbench.tasks.sources import open_data_of
from tests.reports.conftest import cost

PLAN = Plan(modules=parse_variants("eca"), recipe=RECIPES["quick"])
SOURCE = open_data_of(PLAN)


def keep(folder: Path, **changes: Any) -> Path:
    """A study that has counted the baseline of the plan, or what is changed in its record."""
    study = Study.open(folder / "study", PLAN)
    header = Job(PLAN, SOURCE, CostCell(THE_BASELINE), "cost-baseline-0a1b", "a test").header()
    record = replace(cost("baseline"), **header, macs={"torch": 123, "thop": 9})
    study.write(replace(record, **changes))
    return study.folder


def test_the_reference_counter_is_taken(tmp_path: Path) -> None:
    assert stored_macs(PLAN, SOURCE, [tmp_path / "absent", keep(tmp_path)]) == 123


@pytest.mark.parametrize(
    ("part", "changes"),
    [
        ("setting", {"backbone": "resnet18"}),
        ("setting", {"stem": "cifar"}),
        ("setting", {"num_classes": 100}),
        ("setting", {"input_size": (3, 64, 64)}),
        ("setting", {"task": "detect", "head": "fcos"}),
        ("environment", {"torch": "1.0"}),
        ("environment", {"timm": "1.0"}),
        ("environment", {"attnbench": "0"}),
    ],
)
def test_another_network_or_another_version_does_not_count(
    part: str, changes: dict[str, Any], tmp_path: Path
) -> None:
    job = Job(PLAN, SOURCE, CostCell(THE_BASELINE), "key", "a test")
    values: Any = job.header()
    study = keep(tmp_path, **{part: replace(values[part], **changes)})
    assert stored_macs(PLAN, SOURCE, [study]) is None


def test_a_damaged_and_a_failed_record_are_passed_over(tmp_path: Path) -> None:
    study = keep(tmp_path, error="no memory")
    (study / "records" / "cost-baseline-1.json").write_text("{")
    assert stored_macs(PLAN, SOURCE, [study]) is None


def test_the_network_of_a_task_of_ones_own_is_counted_anew(tmp_path: Path) -> None:
    study = keep(tmp_path)
    assert stored_macs(replace(PLAN, task="mine.py:TASK"), SOURCE, [study]) is None
