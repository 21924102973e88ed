"""One line has the setting and every machine that measured in it."""

from collections.abc import Callable
from dataclasses import replace

from attnreport.comparison.notes.setting import setting_note
from attnreport.record import CostRecord

MakeCost = Callable[[str], CostRecord]


def test_a_machine_is_said_once_with_every_commit_that_ran_on_it(make_cost: MakeCost) -> None:
    record = make_cost("baseline")
    machine = record.environment
    later, other = replace(machine, commit="f" * 40), replace(machine, cpu="Other CPU", commit=None)
    note = setting_note(record.setting, [machine, later, machine, replace(later, threads=8), other])
    assert note.count("Example CPU") == 1
    assert "attnbench 0.1.0 at 0123456789ab and ffffffffffff; also on cpu: Other CPU" in note
    assert note.endswith("attnbench 0.1.0.")


def test_data_without_classes_have_none(make_cost: MakeCost) -> None:
    record = make_cost("baseline")
    assert "100 classes" in setting_note(record.setting, [record.environment])
    unlabelled = replace(record.setting, num_classes=0)
    assert "classes" not in setting_note(unlabelled, [record.environment])
