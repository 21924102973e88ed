"""`attnbench studies` lists, shows, removes and merges what is there."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from attnbench.cli import main
from attnbench.plan.variant import parse_variants
from attnbench.study import Study
from attnbench.study_names import DEFAULT_ROOT
from tests.reports.conftest import train

Run = Callable[..., tuple[str, str]]


@pytest.fixture
def run(
    planted_study: Study,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Run:
    """Runs `attnbench studies` where a study is that is called `mine`."""
    monkeypatch.chdir(tmp_path)
    DEFAULT_ROOT.mkdir()
    planted_study.folder.rename(DEFAULT_ROOT / "mine")

    def run(*arguments: str, code: int = 0) -> tuple[str, str]:
        with pytest.raises(SystemExit) as end:
            main(["studies", *arguments])
        assert end.value.code == code
        return capsys.readouterr()

    return run


def mine() -> Study:
    return Study.load(DEFAULT_ROOT / "mine")


def cells(text: str) -> list[Sequence[str]]:
    """The words of each line."""
    return [line.split() for line in text.splitlines()]


def test_the_list_has_a_line_for_each_study_and_names_damage(run: Run) -> None:
    (DEFAULT_ROOT / "broken" / "records").mkdir(parents=True)
    out, err = run()
    heads, *lines = cells(out)
    assert heads == ["Study", "Rows", "Seeds", "Data", "Backbone", "Cells", "Size", "Age"]
    rows = {line[0]: line[1:] for line in lines}
    assert rows["mine"][:7] == ["4", "3", "digits", "resnet14-narrow", "17", "of", "17"]
    assert rows["broken"][0] == "damaged"
    assert err.startswith("broken is damaged: ")


def test_where_there_is_none_the_list_says_how_to_begin(run: Run) -> None:
    assert "elsewhere holds no study; begin one:" in run("--folder", "elsewhere")[0]


def test_a_study_is_shown_with_the_state_of_each_cell(run: Run) -> None:
    mine().write(replace(train("eca", 2), error="out of memory"))
    Study.open(DEFAULT_ROOT / "mine", replace(mine().plan, seeds=(3,)))
    with mine().claim("train-eca-seed3-77"):
        out, _ = run("show", "mi")
    assert "rows:     baseline, ema, ca, eca" in out
    assert "running:  train-eca-seed3-77" in out
    states = [line for line in out.splitlines() if line.startswith("train eca seed")]
    assert states[1].split()[4] == "finished"
    assert states[1].rstrip().endswith("2026-01-02 03:04 UTC")
    assert "failed: out of memory" in states[2]
    assert states[3].split()[4:] == ["missing"]
    assert "16 of 21 cells are finished" in out
    assert out.endswith("to measure the rest: attnbench compare --study mi\n")


def test_a_study_is_removed_only_if_that_is_confirmed(run: Run) -> None:
    _, err = run("remove", "mine", code=2)
    assert "would remove attnbench-studies/mine (4 rows, 17 finished cells, " in err
    assert "pass --yes" in err
    assert mine().records()
    out, _ = run("remove", "mine", "--yes")
    assert out.startswith("removed attnbench-studies/mine (4 rows, ")
    assert not (DEFAULT_ROOT / "mine").exists()


def test_a_study_in_use_is_not_removed(run: Run) -> None:
    with mine().claim("speed-0a1b"):
        _, err = run("remove", "mine", "--yes", code=2)
    assert "is in use: a process runs speed-0a1b" in err


def test_a_merge_says_what_was_copied(run: Run) -> None:
    plan = replace(mine().plan, modules=parse_variants("se"))
    Study.open(DEFAULT_ROOT / "other", plan).write(
        replace(train("eca", 2), started_at="2027-01-01T00:00:00+00:00")
    )
    out, _ = run("merge", "mine", "other")
    assert out == (
        "copied 16 records (4 cost, 1 speed, 11 train) from attnbench-studies/mine into "
        "attnbench-studies/other\n"
        "kept 1 record (1 train) of attnbench-studies/other that were as new or newer\n"
    )
    with mine().claim("speed-0a1b"):
        _, err = run("merge", "other", "mine", code=1)
    assert "left out 1 record (1 speed) that a process measures in attnbench-studies/mine" in err


def test_studies_of_different_plans_are_not_merged(run: Run) -> None:
    Study.open(DEFAULT_ROOT / "other", replace(mine().plan, site="block"))
    _, err = run("merge", "mine", "other", code=2)
    assert err.startswith("error: attnbench-studies/other holds site=block, not residual; a study")
    _, err = run("merge", "minne", "other", code=2)
    assert "unknown study 'minne'; did you mean" in err
