"""The first screen: narrow, short, every row answered, nothing that a terminal would act on."""

from dataclasses import replace

import pytest
from rich.console import Console

from attnreport.answer import screen
from attnreport.answer.answer import Answer, answer
from attnreport.comparison.comparison import Comparison
from tests.reports.answer.conftest import Planted, Study

BASELINE = (90.0, 91.9, 90.6, 90.4, 91.0)


@pytest.fixture
def compared(study: Study) -> Comparison:
    return study(
        baseline=Planted(scores=BASELINE[:2]),
        ema=Planted(scores=(91.4, 92.2), ratio=2.92, params=0.008, macs=0.22),
        eca=Planted(scores=(89.5, 88.9), ratio=1.27, params=0.0001),
        ca=Planted(scores=(86.0, 87.1), ratio=1.72, params=0.09, macs=0.012),
    )


@pytest.fixture
def made(compared: Comparison) -> Answer:
    return answer(compared)


def test_the_sentence_comes_first_then_the_rows(made: Answer) -> None:
    lines = screen.text(made).splitlines()
    assert lines[0] == ("resnet50 on cifar100, 2 seeds: no module is shown to earn its cost")
    assert lines[1].split() == ["Top-1", "(%)", "Δ", "by", "seed", "latency", "params", "MACs"]
    assert lines[2].split() == ["Baseline", "90.95", "±", "1.34", "4.00", "ms", "100K", "1.00M"]
    assert lines[3].startswith("+ EMA")
    assert lines[3].endswith("  +0.8%   +22%  open: better under both seeds, slower")
    assert lines[5].startswith("+ CA")
    assert lines[5].endswith("no: worse under both seeds")


@pytest.mark.parametrize("width", [60, 80, 100, 120, 240])
def test_no_line_is_wider_than_the_terminal_or_than_a_hundred_columns(
    width: int, made: Answer
) -> None:
    lines = screen.text(made, width).splitlines()
    assert max(map(len, lines)) <= min(width, screen.WIDTH) or width < 70


def test_where_there_is_no_room_beside_a_row_its_answer_stands_below(made: Answer) -> None:
    lines = screen.text(made, 80).splitlines()
    below = [line for line in lines if line.startswith("    ") and ": " in line]
    assert [line.split(":")[0].strip() for line in below] == ["open", "open", "no"]


def long_named(study: Study) -> Answer:
    rows = {
        "baseline": Planted(scores=BASELINE),
        "cbam (reduction=8,spatial=off)": Planted(scores=tuple(reversed(BASELINE)), ratio=12.0),
    }
    return answer(study(**rows))


@pytest.mark.parametrize("width", [60, 80, 100])
def test_options_without_room_stand_unbroken_below_their_row(width: int, study: Study) -> None:
    lines = screen.text(long_named(study), width).splitlines()
    (row,) = (number for number, line in enumerate(lines) if line.startswith("+ CBAM  "))
    assert lines[row + 1] == "  (REDUCTION=8,SPATIAL=OFF)"
    assert max(map(len, lines)) <= max(width, 80)


def test_options_stand_beside_the_numbers_where_answers_have_room(study: Study) -> None:
    costs = answer(study(**{"baseline": Planted(), "cbam (reduction=8)": Planted(ratio=2.0)}))
    (row,) = (line for line in screen.text(costs).splitlines() if line.startswith("+ CBAM"))
    assert row.startswith("+ CBAM (REDUCTION=8)  ")
    assert row.endswith("open: not trained, slower")


def test_a_warning_is_cut_where_it_is_long_and_not_because_a_terminal_is_narrow(
    made: Answer,
) -> None:
    fitting, long = "ninety " * 13 + "columns", "word " * 40
    warned = replace(made, warnings=(fitting, long))
    for width in (60, 100):
        text = screen.text(warned, width).replace("\n  ", " ")
        assert f"! {fitting}\n" in text
        assert f"! {'word ' * 19}…\n" in text


@pytest.mark.parametrize(("width", "is_beside"), [(100, True), (80, False)])
def test_what_is_said_of_the_next_command_stands_below_where_there_is_no_room(
    width: int, is_beside: bool, made: Answer
) -> None:
    command = "attnbench compare --study 0766f5c565 --seeds 5"
    note = "about 5 min 34 s on this machine"
    text = screen.text(replace(made, next=command, next_note=note), width)
    beside, below = f"next: {command}     ({note})\n", f"next: {command}\n    ({note})\n"
    assert (beside if is_beside else below) in text


def test_at_most_eight_lines_are_text_and_the_rest_is_counted(made: Answer) -> None:
    crowded = Answer(
        subject="a",
        statement="b",
        rows=made.rows,
        kind=made.kind,
        warnings=tuple(f"warning {number}" for number in range(9)),
        next="attnbench compare --study s --seeds 5",
        more="attnbench report s --full",
    )
    lines = screen.text(crowded).splitlines()
    of_text = [line for line in lines if line.startswith(("a: ", "! ", "next: ", "more: "))]
    assert len(of_text) == 8
    assert lines[-1] == "more: 4 more warnings in attnbench report s --full"


def test_from_three_seeds_on_the_interval_stands_in_place_of_the_seeds(study: Study) -> None:
    rows = {
        "baseline": Planted(scores=BASELINE),
        "ema": Planted(scores=tuple(score + 5 for score in BASELINE), ratio=1.5),
        "eca": Planted(scores=tuple(reversed(BASELINE))),
    }
    text = screen.text(answer(study(**rows)))
    assert "Δ (points)" in text
    assert "by seed" not in text
    assert "+5.00 [" in text


def test_columns_that_no_row_has_are_left_out(study: Study) -> None:
    text = screen.text(answer(study(is_timed=False, baseline=Planted(), ema=Planted(macs=0.1))))
    assert text.splitlines()[1].split() == ["params", "MACs"]


def test_a_long_or_hostile_name_breaks_no_line(study: Study) -> None:
    name = "a" * 70 + "\x1b[31m\n[bold]"
    text = screen.text(answer(study(**{"baseline": Planted(), name: Planted()})))
    assert "\x1b" not in text
    assert "[BOLD]" in text.replace("\n", "").replace(" ", "")
    assert max(map(len, text.splitlines())) <= screen.WIDTH


def test_on_a_terminal_each_answer_has_a_colour_of_its_own(made: Answer) -> None:
    console = Console(width=100, force_terminal=True, color_system="standard")
    with console.capture() as capture:
        console.print(screen.render(made, 100))
    assert "\x1b[31mno: worse" in capture.get()
    assert "\x1b[33mopen: " in capture.get()
