"""A study is found by its path, its name or a beginning of it; a new one goes where names go."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from attnbench.errors import WrongUse
from attnbench.study_names import DEFAULT_ROOT, find_study, newest_study, study_names, study_to_fill

MARKED = ("mine", "mine2", "1a2b3c4d5e", "1a2b3c0000", "77aa88bb99")


@pytest.fixture(autouse=True)
def _studies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Some studies, and a folder that is none."""
    monkeypatch.chdir(tmp_path)
    for name in MARKED:
        (DEFAULT_ROOT / name).mkdir(parents=True)
        (DEFAULT_ROOT / name / "plan.toml").touch()
    (DEFAULT_ROOT / "table1" / "77").mkdir(parents=True)
    (DEFAULT_ROOT / "table1" / "77" / "plan.toml").touch()
    (DEFAULT_ROOT / "regress-2026" / "measured").mkdir(parents=True)


def test_names_are_those_of_folders_with_a_study() -> None:
    assert study_names() == sorted((*MARKED, "table1"))
    assert study_names(Path("nowhere")) == []


@pytest.mark.parametrize(
    ("name", "found"),
    [("mine", "mine"), ("mine2", "mine2"), ("tab", "table1"), ("7", "77aa88bb99")],
)
def test_a_study_is_found_by_its_name_or_a_beginning_of_it(name: str, found: str) -> None:
    assert find_study(name) == DEFAULT_ROOT / found


def test_a_path_that_exists_wins() -> None:
    Path("mine").mkdir()
    assert find_study("mine") == study_to_fill("mine") == Path("mine")


@pytest.mark.parametrize("find", [find_study, study_to_fill])
def test_the_beginning_of_several_is_refused_with_their_names(find: Callable[[str], Path]) -> None:
    with pytest.raises(WrongUse, match=r"'1a2b' is the beginning of 2 studies: 1a2b3c0000, 1a2b3"):
        find("1a2b")
    assert find("1a2b3c4") == DEFAULT_ROOT / "1a2b3c4d5e"


def test_an_unknown_name_lists_those_that_there_are() -> None:
    with pytest.raises(WrongUse, match=r"unknown study 'minne'; did you mean .*'mine'"):
        find_study("minne")
    with pytest.raises(WrongUse, match=r"known: 1a2b3c0000, .*, table1; see: attnbench studies"):
        find_study("zzz")


def test_a_new_name_goes_below_the_folder_of_studies() -> None:
    assert study_to_fill("fresh") == DEFAULT_ROOT / "fresh"
    assert study_to_fill(None) is None


@pytest.mark.parametrize("name", ["min", "tab", "77a"])
def test_what_may_be_a_new_name_is_no_beginning_of_another(name: str) -> None:
    assert study_to_fill(name) == DEFAULT_ROOT / name


def test_four_digits_of_a_hash_continue_that_study() -> None:
    assert study_to_fill("77aa") == DEFAULT_ROOT / "77aa88bb99"


@pytest.mark.parametrize("name", ["./fresh", "a/fresh", "..", "results.json"])
def test_a_path_stays_a_path(name: str) -> None:
    assert find_study(name) == study_to_fill(name) == Path(name)


def test_the_newest_study_is_the_one_that_changed_last() -> None:
    for age, name in enumerate(MARKED):
        os.utime(DEFAULT_ROOT / name / "plan.toml", (2e9 - age, 2e9 - age))
    assert newest_study() == DEFAULT_ROOT / MARKED[0]
    records = DEFAULT_ROOT / MARKED[2] / "records"
    records.mkdir()
    os.utime(records, (2e9 + 1, 2e9 + 1))
    assert newest_study() == DEFAULT_ROOT / MARKED[2]


def test_a_study_of_an_ablation_makes_it_the_newest() -> None:
    ablated = DEFAULT_ROOT / "ema-1a2b3c4d5e"
    (ablated / "backbone=resnet18").mkdir(parents=True)
    (ablated / "design.json").touch()
    part = ablated / "backbone=resnet18" / "plan.toml"
    part.touch()
    os.utime(part, (2e9, 2e9))
    assert newest_study() == ablated


def test_without_a_study_there_is_no_newest() -> None:
    with pytest.raises(WrongUse, match="no study is named, and nowhere holds none"):
        newest_study(Path("nowhere"))
