"""`attnbench.compare` and `open_study`: an answer, numbers, tables and a picture of a study."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from matplotlib.figure import Figure
from torch import Tensor, nn

import attnbench
from attnbench.errors import WrongUse
from attnbench.plan.plan import Plan
from attnbench.plan.variant import parse_variants
from attnbench.study import Study
from attnbench.tasks.recipes import RECIPES
from attnreport.record import newest

Compared = tuple[Path, object]
PLAN = Plan(modules=parse_variants("eca"), recipe=RECIPES["quick"])


def test_a_finished_plan_gives_its_answer_without_measuring_again(
    compared: Compared, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = compared[0] / "study"
    stored = Study.load(folder)
    result = attnbench.compare(stored.plan, folder, progress=False)
    assert capsys.readouterr() == ("", "")
    assert (result.study, result.plan) == (folder, stored.plan)
    assert {record.key for record in result.records} == {r.key for r in newest(stored.records())}
    assert list(result.frame()["variant"]) == ["baseline", "eca"]
    assert "\nbaseline again," in result.table("csv")
    assert list(result.answer.by_row) == ["ECA"]
    assert str(result).startswith(result.answer.sentence[:40])
    assert repr(result).startswith("<StudyResult: resnet14-narrow on digits, 1 seed: ")
    assert repr(result).count("\n") == 0


def test_what_runs_is_shown_unless_it_is_turned_off(
    compared: Compared, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = compared[0] / "study"
    attnbench.compare(Study.load(folder).plan, folder)
    out, err = capsys.readouterr()
    assert out == ""
    assert err == f"study: {folder}\n"


def test_a_stored_study_says_the_same(compared: Compared) -> None:
    folder = compared[0] / "study"
    measured = attnbench.compare(Study.load(folder).plan, folder, progress=False)
    result = attnbench.open_study(folder, progress=False)
    assert str(result) == str(measured)
    assert result.table("csv") == measured.table("csv")
    limited = attnbench.open_study(folder, max_params="+1%", worth=2)
    assert list(limited.frame()["budget"])[1].startswith("fits")


def test_a_notebook_shows_the_answer_and_every_format_has_the_tables(planted_study: Study) -> None:
    result = attnbench.open_study(planted_study.folder)
    html = result._repr_html_()
    assert html.startswith(f"<p><b>{result.answer.sentence.split(':')[0]}")
    assert html.count("<tr>") == 1 + len(planted_study.plan.variants)
    assert "<script" not in html
    assert "<style" not in html
    assert next(iter(result.tables)) == "compare"
    assert result.table("md").startswith("### Comparison of attention modules")
    assert result.table("tex").count(r"\begin{table") == len(result.tables)
    with pytest.raises(WrongUse, match="unknown format 'doc'; known: console, md, csv, json, tex"):
        result.table("doc")


def test_the_picture_goes_into_the_callers_axes(planted_study: Study) -> None:
    axes = Figure().add_subplot()
    assert attnbench.open_study(planted_study.folder).plot(ax=axes) is axes
    assert "Latency" in axes.get_xlabel()


class Gate(nn.Module):
    """Scales each channel."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.scale = nn.Parameter(Tensor(channels, 1, 1).fill_(1))

    def forward(self, x: Tensor) -> Tensor:
        return x * self.scale


class Stopping(Gate):
    """Stands for a user who presses Ctrl-C in the middle of a cell."""

    def forward(self, x: Tensor) -> Tensor:
        if x.device.type != "meta":
            raise KeyboardInterrupt
        return super().forward(x)


def test_a_class_is_compared_in_the_process_that_knows_it(tmp_path: Path) -> None:
    recipe = replace(RECIPES["quick"], epochs=0, batch_size=2)
    result = attnbench.compare(
        Gate,
        tmp_path / "study",
        recipe=recipe,
        rounds=1,
        batch_size=1,
        executor="here",
        progress=False,
    )
    assert [record.error for record in result.records] == [None] * 3
    assert list(result.answer.by_row) == ["Gate"]
    assert result.answer.kind is None
    assert result.plan.recipe == recipe


def test_an_interruption_leaves_what_is_finished(tmp_path: Path) -> None:
    folder = tmp_path / "study"
    with pytest.raises(KeyboardInterrupt):
        attnbench.compare(
            Stopping, folder, epochs=0, rounds=1, batch_size=2, executor="here", progress=False
        )
    records = Study.load(folder).records()
    assert [(record.kind, record.error) for record in records] == [("cost", None)]


@pytest.mark.parametrize(
    ("call", "reason"),
    [
        (
            lambda: attnbench.compare(5),
            r"^modules must be names, classes or functions, .*\(got 5\)",
        ),
        (lambda: attnbench.compare(nn.Identity()), "modules must be names, classes or functions"),
        (lambda: attnbench.compare("emma"), "did you mean 'ema'"),
        (lambda: attnbench.compare("ema", seeds="x"), "^seeds must be a number of seeds, 3, or"),
        (lambda: attnbench.compare("ema", backbon="resnet50"), "did you mean 'backbone'"),
        (lambda: attnbench.compare("ema", backbone="resnt50"), "did you mean 'resnet50"),
        (lambda: attnbench.compare("ema", backbone=50), r"^backbone must be text \(got 50\)"),
        (lambda: attnbench.compare("ema", recipe=5), "^recipe must be a name, a file or a Recipe"),
        (lambda: attnbench.compare("ema", recipe="slow"), "unknown recipe 'slow'"),
        (lambda: attnbench.compare("ema", data="faces"), "unknown data 'faces'"),
        (lambda: attnbench.compare("ema", max_params="5ms"), "^max_params must be"),
        (lambda: attnbench.compare("ema", precision="fp8"), "^precision must be fp32, bf16"),
        (lambda: attnbench.compare("ema", executor="there"), "unknown executor 'there'"),
        (attnbench.compare, "pass modules, such as ema,ca,eca, or the study to"),
        (lambda: attnbench.compare(PLAN, seeds=3), "plan cannot be combined with seeds; leave"),
        (lambda: attnbench.compare("ema", plan=PLAN), "plan cannot be combined with modules"),
        (lambda: attnbench.compare(plan=5), r"^plan must be a file or a Plan \(got 5\)"),
        (lambda: attnbench.compare("ca", head="fcos", backbone="yolov5n"), "leave head fcos out"),
        (lambda: attnbench.open_study("nowhere"), "unknown study 'nowhere'"),
        (lambda: attnbench.open_study(explain="x"), "unknown parameter of open_study 'explain'"),
    ],
)
def test_wrong_use_is_refused_by_the_parameters_name(
    call: Callable[[], object], reason: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ValueError, match=reason) as failure:
        call()
    assert type(failure.value).__module__.partition(".")[0] in ("attnbench", "attnreport")
    assert list(tmp_path.iterdir()) == []


def test_an_edited_plan_fills_the_same_study(compared: Compared) -> None:
    folder = compared[0] / "study"
    plan = replace(Study.load(folder).plan, backbone="resnet18")
    with pytest.raises(WrongUse, match="study holds backbone=resnet14-narrow, not resnet18"):
        attnbench.compare(plan, folder)
