"""Every executor of the table runs cells alike, and stores nothing."""

from collections.abc import Iterable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from attnbench.engine.cells.execute import CHANGED
from attnbench.engine.cells.request import CellRequest, request_of
from attnbench.engine.executors.table import DEFAULT, EXECUTORS, build_executor
from attnbench.engine.keys.fingerprint import cell_key
from attnbench.errors import UnknownName, WrongUse
from attnbench.plan.cells import CostCell, TrainCell
from attnbench.plan.plan import Plan
from attnbench.plan.variant import THE_BASELINE
from attnbench.study import Study
from attnbench.tasks.sources import open_data_of
from attnbench.training.messages import Epoch, Message, Share, epochs_of
from attnreport.record import TrainRecord


@pytest.fixture
def tiny(brief: Plan) -> Plan:
    return replace(brief, recipe=replace(brief.recipe, batch_size=8), limit=40)


def requests_of(plan: Plan, folder: Path) -> list[CellRequest]:
    """Of a size, of a training, and of one whose code was another when its key was made."""
    cells = (CostCell(THE_BASELINE), TrainCell(THE_BASELINE, 0), CostCell(plan.modules[0]))
    size, training, changed = (
        request_of(
            *(plan, cell),
            study=str(folder),
            key=cell_key(plan, open_data_of(plan), cell),
            command="a test",
        )
        for cell in cells
    )
    return [size, training, replace(changed, key="of-other-code")]


@pytest.mark.parametrize("name", EXECUTORS)
def test_an_executor_gives_the_result_of_each_request_and_stores_nothing(
    name: str, tiny: Plan, tmp_path: Path
) -> None:
    assert EXECUTORS[name].name == name
    study, taken = Study.open(tmp_path / "study", tiny), 0
    told: list[tuple[str, Message]] = []

    def requests() -> Iterable[CellRequest]:
        nonlocal taken
        for request in requests_of(tiny, study.folder):
            taken += 1
            yield request

    def report(request: CellRequest, message: Message) -> None:
        told.append((request.kind, message))

    with closing(build_executor(name, parallel=1)) as executor:
        assert executor.at_once(tiny) == 1
        executor.prepare(1)
        results = executor.run(requests(), report, at_once=1)
        size = next(results)
        assert taken == 1  # What is not running yet stays free for other processes.
        training, changed = results
    assert size.measured is not None
    assert size.measured.record.error is None
    assert training.measured is not None
    record = training.measured.record
    assert isinstance(record, TrainRecord)
    assert (record.error, record.key) == (None, training.request.key)
    assert len(training.measured.outcomes["correct"]) == record.test_images
    assert len(training.measured.weights or b"") > 4 * 91_306
    assert [kind for kind, _ in told] == ["train"] * len(told)
    shares = [message for _, message in told if isinstance(message, Share)]
    assert shares[-1].done == 1
    assert [message for _, message in told if isinstance(message, Epoch)] == epochs_of(
        record.train_loss, record.scores, record.validation_scores
    )
    assert changed.measured is not None
    assert changed.measured.record.error == CHANGED
    assert study.records() == []


def test_an_unknown_executor_and_what_one_cannot_do_are_named(tiny: Plan) -> None:
    assert next(iter(EXECUTORS)) == DEFAULT
    with pytest.raises(UnknownName, match="unknown executor 'hear'; did you mean 'here'"):
        build_executor("hear")
    with pytest.raises(WrongUse, match=r"parallel must be 1 with the executor here \(got 2\)"):
        build_executor("here", parallel=2)
    with pytest.raises(WrongUse, match=r"devices must be 1 with the executor here \(got 2\)"):
        build_executor("here").at_once(replace(tiny, devices=2))
