"""Two result sets in a notebook: one verdict, a frame, the report, and a picture."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import matplotlib.pyplot as plt
import pytest
from torch import nn

import attnbench
from attnbench.errors import WrongUse
from attnreport.errors import NothingToDraw
from attnreport.regression.result_set import ResultSet, dump
from tests.reports.conftest import cost


@pytest.fixture
def stored(tmp_path: Path) -> Callable[..., Path]:
    """Stores a set with that many parameters of EMA; gives the file."""

    def store(name: str, params: int) -> Path:
        file = tmp_path / f"{name}.json"
        records = (replace(cost("ema"), params=params),)
        file.write_bytes(dump(ResultSet(name=name, plan='modules = ["ema"]\n', records=records)))
        return file

    return store


def test_what_got_worse_is_said_and_drawn(stored: Callable[..., Path]) -> None:
    before, after = stored("before", 1000), stored("after", 1100)
    result = attnbench.regress(before, after, metrics="params", progress=False)
    assert result.answer == "regressed: 1 of 1 measurement got worse (EMA #.Param. +10.0 %)"
    assert repr(result) == f"<RegressResult: {result.answer}>"
    assert result.report.exit_code == 1
    assert [record.kind for record in result.records] == ["cost"]
    assert list(result.frame()["verdict"]) == ["regressed"]
    assert str(result) == result.table()
    assert result.table("junit").startswith("<?xml")
    assert ">regressed</td>" in result._repr_html_()
    axes = result.plot()
    assert axes.figure is plt.gcf()
    plt.close("all")


def test_what_cannot_be_drawn_leaves_no_figure(stored: Callable[..., Path]) -> None:
    before, after = stored("before", 1000), stored("after", 1000)
    result = attnbench.regress(before, after, metrics="params")
    result = replace(result, report=replace(result.report, findings=()))
    figures = plt.get_fignums()
    with pytest.raises(NothingToDraw):
        result.plot()
    assert plt.get_fignums() == figures


@pytest.mark.parametrize(
    ("named", "reason"),
    [
        ({}, r"pass either baseline \(a file or a study\) or baseline_ref \(a branch, tag or"),
        ({"baseline": "a.json", "modules": "ema"}, "baseline cannot be combined with modules;"),
        ({"baseline": "a.json", "seconds": 0}, r"seconds must be at least 1 \(got 0\)"),
        ({"baseline_ref": "main"}, "pass modules, such as ema,ca,eca"),
        ({"baseline": 5}, r"baseline must be text \(got 5\)"),
        ({"baseline_reff": "main"}, "did you mean 'baseline_ref'"),
    ],
)
def test_what_cannot_be_compared_is_refused(named: dict[str, object], reason: str) -> None:
    with pytest.raises(WrongUse, match=reason):
        attnbench.regress(**named)


def test_a_class_that_another_process_cannot_import_is_refused_up_front() -> None:
    class Mine(nn.Module):
        """Its constructor is never called."""

    reason = r"^modules beside baseline_ref must be names.*: .*Mine is defined in a notebook"
    with pytest.raises(WrongUse, match=reason):
        attnbench.regress(baseline_ref="no-such-branch", modules=["eca", Mine])
