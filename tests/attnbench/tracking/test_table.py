"""Trackers by name: what is unknown, absent or no tracker is refused."""

from pathlib import Path

import pytest

from attnbench.errors import UnknownName, WrongUse
from attnbench.tracking import table
from attnbench.tracking.table import TRACKERS, check_trackers, read_trackers


def test_an_unknown_tracker_names_a_near_one() -> None:
    with pytest.raises(UnknownName, match="unknown tracker 'tensorbord'; did you mean 'tensorboa"):
        check_trackers(["tensorbord"])


def test_a_tracker_that_is_not_installed_says_how_to_install_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(table, "find_spec", lambda name: None if name == "mlflow" else object())
    check_trackers(["wandb"])
    with pytest.raises(WrongUse, match=r"track cannot be mlflow: .* 'attnbench\[mlflow\]'"):
        check_trackers(["wandb", "mlflow"])


def test_a_class_of_a_file_is_taken_and_anything_else_refused(notebook: Path) -> None:
    (kind,) = read_trackers([f"{notebook}:Notebook", f"{notebook}:Notebook"])
    assert kind.name == f"{notebook}:Notebook"
    with pytest.raises(WrongUse, match=r"track must name a subclass of accelerate\.tracking\.Gen"):
        read_trackers([f"{notebook}:Path"])


@pytest.mark.parametrize("name", TRACKERS)
def test_every_tracker_has_an_extra_of_its_name(name: str) -> None:
    extras = Path("pyproject.toml").read_text().partition("[project.optional-dependencies]")[2]
    assert f"\n{name} = [" in extras
