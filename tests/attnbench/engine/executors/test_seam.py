"""An executor that is added from outside: no file of attnbench knows it."""

import random
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from attnbench.cli import main
from attnbench.engine.cells.execute import execute
from attnbench.engine.cells.request import (
    CellRequest,
    CellResult,
    OnCellMessage,
    request_from_json,
)
from attnbench.engine.executors.executor import ExecutorKind, ExecutorOptions
from attnbench.engine.executors.table import EXECUTORS
from attnbench.plan.cells import KINDS
from attnbench.plan.plan import Plan
from attnbench.study import Study

ALL = 100


class Shuffled:
    """Takes all cells, sends them as text, runs them in random order, and loses one."""

    def __init__(self, options: ExecutorOptions) -> None:
        del options
        self.order: list[tuple[str, int | None]] = []

    def at_once(self, plan: Plan) -> int:
        del plan
        return ALL

    def prepare(self, count: int) -> None:
        del count

    def run(
        self, requests: Iterable[CellRequest], report: OnCellMessage, *, at_once: int
    ) -> Iterator[CellResult]:
        del at_once
        texts = [request.to_json() for request in requests]
        random.Random(1).shuffle(texts)
        for request in map(request_from_json, texts):
            self.order.append((request.variants[0], request.seed))
            if (request.kind, request.seed) == ("train", 1):
                yield CellResult(request=request, cause="the node is gone")
            else:
                yield CellResult(
                    request=request, measured=execute(request, partial(report, request))
                )

    def close(self) -> None:
        """Nothing is left."""


def compare(plan: Path, executor: str) -> int:
    typed = ("compare", "--plan", str(plan), "--study", "./study", "--format", "md")
    with pytest.raises(SystemExit) as end:
        main([*typed, "--executor", executor])
    assert isinstance(end.value.code, int)
    return end.value.code


def test_a_study_of_another_executor_is_whole_and_goes_on_with_ours(
    brief: Plan,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    built: list[Shuffled] = []

    def build(options: ExecutorOptions) -> Shuffled:
        built.append(Shuffled(options))
        return built[-1]

    kind = ExecutorKind(name="shuffled", meaning="in random order", build=build)
    monkeypatch.setitem(EXECUTORS, "shuffled", kind)
    with pytest.raises(SystemExit):
        main(["compare", "--help"])
    assert "'shuffled': in random order" in " ".join(
        capsys.readouterr().out.replace("│", "").split()
    )
    recipe = replace(brief.recipe, batch_size=8)
    plan = replace(brief, recipe=recipe, limit=40, rounds=1, seeds=(0, 1))
    plan = replace(plan, modules=plan.modules[:1])
    (tmp_path / "plan.toml").write_text(plan.to_toml())

    assert compare(tmp_path / "plan.toml", "shuffled") == 1
    records = Study.load(tmp_path / "study").records()
    trained = [(variant, seed) for seed in plan.seeds for variant in ("baseline", "eca")]
    assert {record.kind for record in records} == set(KINDS)
    assert len(records) == 3 + len(trained)
    assert sorted(built[0].order[1:]) == sorted(trained)
    assert built[0].order[1:] != trained
    lost = [record for record in records if record.error]
    assert [record.error for record in lost] == ["the node is gone"] * 2

    capsys.readouterr()
    assert compare(tmp_path / "plan.toml", "here") == 0
    printed = capsys.readouterr().err
    assert all(f"[{number}/2] train" in printed for number in (1, 2))
    again = {record.key: record for record in Study.load(tmp_path / "study").records()}
    assert not any(record.error for record in again.values())
    assert {r.key: r for r in records if not r.error}.items() <= again.items()
