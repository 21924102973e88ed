"""`attnbench plan-seeds` answers from a study's records."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from attnbench.cli import main
from attnbench.plan.plan import Plan
from attnbench.plan.variant import parse_variants
from attnbench.study import Study
from attnbench.tasks.recipes import RECIPES
from tests.reports.conftest import train

SCORES = {"baseline": (90.0, 90.4, 90.2), "eca": (91.0, 91.3, 90.9)}

MakeStudy = Callable[[int], Path]


@pytest.fixture
def make_study(tmp_path: Path) -> MakeStudy:
    """Writes a study of two rows with some seeds; gives its folder."""

    def make(seeds: int) -> Path:
        recipe = replace(RECIPES["quick"], epochs=1, warmup_epochs=0)
        plan = Plan(modules=parse_variants("eca"), recipe=recipe, seeds=tuple(range(seeds)))
        study = Study.open(tmp_path / "study", plan)
        for variant in SCORES:
            for seed in range(seeds):
                scores = {"top1": (SCORES[variant][seed],)}
                study.write(replace(train(variant, seed), scores=scores))
        return study.folder

    return make


def run(
    capsys: pytest.CaptureFixture[str], arguments: Sequence[str], code: int = 0
) -> tuple[str, str]:
    with pytest.raises(SystemExit) as end:
        main(["plan-seeds", *arguments])
    assert end.value.code == code
    return capsys.readouterr()


def test_it_says_what_is_needed_and_what_is_lacking(
    make_study: MakeStudy, capsys: pytest.CaptureFixture[str]
) -> None:
    out, err = run(capsys, [str(make_study(3)), "--detect", "0.3"])
    assert err == ""
    for part in (
        "Needed",
        "+ ECA",
        "seeds a row (",
        "chance of 80 %",
        "0.11 points [",
    ):
        assert part in out


def test_more_power_takes_more_seeds(
    make_study: MakeStudy, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = str(make_study(3))
    needed = [
        int(run(capsys, [folder, "--detect", "0.3", "--power", power])[0].split("- ")[1].split()[0])
        for power in ("0.8", "0.99")
    ]
    assert needed[0] < needed[1]


def test_one_seed_is_said_to_be_too_few_and_is_no_error(
    make_study: MakeStudy, capsys: pytest.CaptureFixture[str]
) -> None:
    out, _ = run(capsys, [str(make_study(1)), "--detect", "0.3"])
    assert "spread over seeds is unknown" in out


WRONG = {
    "no study": (["nowhere", "--detect", "0.3"], "unknown study 'nowhere'"),
    "no difference": (["s"], "--detect"),
    "a difference in words": (["s", "--detect", "much"], "--detect must be a number (got 'much')"),
    "a difference of nothing": (["s", "--detect", "0"], "--detect must be more than 0"),
    "a power in percent": (
        ["s", "--detect", "1", "--power", "80"],
        "--power must be between 0 and 1",
    ),
}


@pytest.mark.parametrize(("arguments", "way_out"), WRONG.values(), ids=WRONG)
def test_what_cannot_be_planned_is_one_error_line(
    arguments: list[str], way_out: str, capsys: pytest.CaptureFixture[str]
) -> None:
    out, err = run(capsys, arguments, code=2)
    assert out == ""
    assert err.startswith("error: ")
    assert err.count("\n") == 1
    assert way_out in err
