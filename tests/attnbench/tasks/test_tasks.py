"""Every task says all that is asked of it; a task of a file is one like any other."""

from dataclasses import replace
from pathlib import Path

import pytest
import torch

from attnbench.data.feed import Order
from attnbench.errors import UnknownName, WrongUse
from attnbench.network.build import Architecture, build_network
from attnbench.tasks.detection.detectors.build import DETECTORS
from attnbench.tasks.detection.kind import DETECTION
from attnbench.tasks.detection.yolov5.network import NETWORKS
from attnbench.tasks.recipes import RECIPES
from attnbench.tasks.sources import open_data
from attnbench.tasks.tasks import TASKS, absolute_name, find_task, task_digest, task_of_network
from attnreport.record import ScoreKind


@pytest.mark.parametrize("name", TASKS)
def test_every_task_says_all_that_is_asked_of_it(name: str) -> None:
    kind = TASKS[name]
    assert find_task(name) is kind
    assert (kind.name, bool(kind.meaning)) == (name, True)
    assert kind.data in [source.form for source in kind.sources]
    assert {source.task for source in kind.sources} == {name}
    names = [score.name for score in kind.scores]
    assert len(names) == len(set(names)) > 0
    assert {*kind.shares} <= {*names}
    assert {*kind.chance} <= {*names}
    assert all(task_of_network(network) is kind for network in kind.networks)


@pytest.mark.parametrize("name", TASKS)
@pytest.mark.parametrize("head", [0, -1])
def test_every_task_learns_and_scores_with_its_defaults(name: str, head: int) -> None:
    kind = TASKS[name]
    source = open_data(kind.data)
    recipe = RECIPES[kind.recipe]
    task = kind.make(source, Order(recipe=recipe, device="cpu", limit=80))
    network = build_network(
        Architecture(
            task=kind,
            backbone="resnet14-narrow",
            head=kind.heads[head] if kind.heads else "",
            num_classes=source.num_classes,
            size=source.size,
        )
    )
    batch = {key: part[:2] for key, part in next(task.feed.batches(0, 0)).items()}
    loss = task.loss(network, batch)
    loss.backward()
    assert loss.isfinite()
    scores = task.evaluate(network.eval(), "test").scores
    assert {*scores} <= {score.name for score in kind.scores}


@pytest.mark.parametrize(
    ("classes", "top1", "top5"),
    [(1, 100.0, 100.0), (4, 25.0, 100.0), (10, 10.0, 50.0), (1000, 0.1, 0.5)],
)
def test_what_guessing_gets_follows_the_number_of_classes(
    classes: int, top1: float, top5: float
) -> None:
    kinds = find_task("classify").score_kinds(classes)
    assert [kind.chance for kind in kinds] == pytest.approx([top1, top5])
    assert {kind.chance for kind in DETECTION.score_kinds(classes)} == {None}


def test_a_score_may_say_itself_what_guessing_gets() -> None:
    angle = ScoreKind(name="angle", head="Angle", unit="°", chance=90.0)
    kind = replace(find_task("classify"), scores=(angle,), chance={})
    assert [score.chance for score in kind.score_kinds(10)] == [90.0]


def test_the_detectors_are_those_that_the_task_names() -> None:
    assert DETECTION.heads == tuple(DETECTORS)
    assert [*DETECTION.networks] == [*NETWORKS]
    with torch.device("meta"):
        assert type(DETECTION.networks["yolov5n"](2)) is type(NETWORKS["yolov5n"](2))


def test_a_task_of_a_file_is_found_from_anywhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "mine.py").write_text(
        "from dataclasses import replace\n"
        "from attnbench.tasks.tasks import TASKS\n"
        "MINE = replace(TASKS['classify'], name='mine')\n"
        "OTHER = 3\n"
    )
    monkeypatch.chdir(tmp_path)
    name = absolute_name("mine.py:MINE")
    assert name == f"{tmp_path}/mine.py:MINE"
    monkeypatch.chdir("/")
    assert find_task(name).name == "mine"
    before = task_digest(name)
    (tmp_path / "mine.py").write_text((tmp_path / "mine.py").read_text().replace("3", "4"))
    assert before != task_digest(name) != task_digest("detect")
    assert absolute_name("detect") == "detect"
    with pytest.raises(
        WrongUse, match=r"task must name a TaskKind, .*mine.py:OTHER has the type int"
    ):
        find_task(f"{tmp_path}/mine.py:OTHER")
    with pytest.raises(UnknownName, match="unknown task 'rank'; known: classify, detect, segment"):
        find_task("rank")
