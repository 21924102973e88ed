"""Rows that join a study are timed beside the others, whose older times stay and can be shown."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from attnbench.cli import main
from attnbench.cli.feedback import SHOWN
from attnbench.cli.timing_sessions import say_what_is_timed_again, with_older_sessions
from attnbench.plan.plan import Plan
from attnbench.plan.variant import parse_variants
from attnbench.study import Study
from attnreport.comparison.timings import Seconds
from tests.reports.conftest import VARIANTS, cost, speed

Printed = Callable[..., tuple[str, str]]


def with_modules(study: Study, names: str) -> Plan:
    return replace(study.plan, modules=parse_variants(names))


def slower(seconds: Seconds) -> Seconds:
    """All rows twice as slow, and SE as slow as ECA."""
    twice = {row: tuple(2 * value for value in values) for row, values in seconds.items()}
    return {**twice, "se": twice["eca"]}


@pytest.fixture
def printed(capsys: pytest.CaptureFixture[str]) -> Printed:
    """Runs a command; gives what it printed on standard output and on standard error."""

    def run(*typed: str, code: int = 0) -> tuple[str, str]:
        with pytest.raises(SystemExit) as end:
            main([*typed])
        assert end.value.code == code
        return capsys.readouterr()

    return run


@pytest.fixture
def grown(planted_study: Study) -> Study:
    """The study after SE has joined it: a session of all rows, and no other record of SE yet."""
    study = Study.open(planted_study.folder, with_modules(planted_study, "ema,ca,eca,se"))
    first = speed(VARIANTS)
    second = replace(
        first,
        key="speed-2",
        started_at="2027-01-01",
        variants=(*VARIANTS, "se"),
        forward_s=slower(first.forward_s),
        latency_s=slower(first.latency_s),
        train_step_s=slower(first.train_step_s),
    )
    study.write(second)
    return study


@pytest.mark.parametrize("names", ["ema,ca,eca", "se"])
def test_what_was_timed_in_the_same_rows_or_never_is_not_timed_again(
    names: str, planted_study: Study, capsys: pytest.CaptureFixture[str]
) -> None:
    say_what_is_timed_again(planted_study, with_modules(planted_study, names), SHOWN)
    assert capsys.readouterr().err == ""


def test_rows_that_another_joins_are_said_to_be_timed_again(
    planted_study: Study, capsys: pytest.CaptureFixture[str]
) -> None:
    say_what_is_timed_again(planted_study, with_modules(planted_study, "ema,ca,se"), SHOWN)
    assert capsys.readouterr().err == (
        "timing ema, ca again beside the other rows, since times of different sessions cannot be "
        f"compared; the times so far stay: attnbench report {planted_study.folder} --session 1\n"
    )


def test_a_run_knows_of_the_sessions_before_it(grown: Study) -> None:
    own = [record for record in grown.records() if record.key == "speed-2"]
    assert [record.key for record in with_older_sessions(grown, own)] == ["speed-2", "speed-0a1b"]


def test_an_older_session_can_be_shown(grown: Study, printed: Printed) -> None:
    folder = str(grown.folder)
    newest, _ = printed("report", folder, "--format", "md", "--columns", "method,throughput")
    assert "| Baseline | **320** |" in newest
    assert "- Timed again: times are from session 2 of 2, which timed its rows anew;" in newest
    first, _ = printed(
        *("report", folder, "--session", "1", "--format", "md", "--columns", "method,throughput")
    )
    assert "| Baseline | **640** |" in first
    assert "- Not timed in the session shown: se." in first
    one, _ = printed("report", folder, "--session", "1", "--explain", "ema:throughput")
    assert "records/speed-0a1b.json" in one


def test_a_session_that_is_not_there_is_refused_by_its_option(
    grown: Study, printed: Printed
) -> None:
    _, error = printed("report", str(grown.folder), "--session", "3", code=2)
    assert error.endswith("--session must be 1 to 2 (got 3); the study has 2 timing sessions\n")


def test_a_report_of_an_unfinished_study_says_so_first(grown: Study, printed: Printed) -> None:
    grown.write(cost("eca"))
    with grown.claim("train-se-seed0-0a1b"):
        shown, _ = printed("report", str(grown.folder), "--format", "md")
    notes = [line for line in shown.splitlines() if line.startswith("- ")]
    # Of SE neither its size is known nor any of three runs.
    assert notes[0] == "- Unfinished: 4 of 21 cells are missing; training runs."


def test_a_report_of_a_finished_study_says_nothing_of_that(
    planted_study: Study, printed: Printed
) -> None:
    shown, _ = printed("report", str(planted_study.folder), "--format", "md")
    assert "Unfinished" not in shown
    assert "Timed again" not in shown
