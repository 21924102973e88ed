"""An answer in a notebook: the sentence, a row each, every warning, and nothing that is run."""

from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest

from attnreport.answer import html
from attnreport.answer.answer import Answer, answer
from tests.reports.answer.conftest import Planted, Study

HOSTILE = "<script>alert('1')</script>"


@pytest.fixture
def made(study: Study) -> Answer:
    return answer(
        study(
            baseline=Planted(scores=(90.0, 91.9)),
            ema=Planted(scores=(91.4, 92.2), ratio=2.92, params=0.008, macs=0.22),
        )
    )


def rows(text: str) -> list[list[str]]:
    tree = ET.fromstring(f"<div>{text}</div>")
    return [["".join(field.itertext()) for field in row] for row in tree.iter("tr")]


def test_it_has_the_sentence_and_the_rows_of_the_first_screen(made: Answer) -> None:
    text = html.render(made)
    assert text.startswith(f"<p><b>{made.sentence}</b></p>")
    head, baseline, ema = rows(text)
    assert head == ["", "Top-1 (%)", "Δ by seed", "latency", "params", "MACs", "answer"]
    assert (baseline[0], baseline[-1]) == ("Baseline", "")
    assert (ema[0], ema[2], ema[4]) == ("+ EMA", "+1.40, +0.30", "+0.8%")
    assert ema[-1] == "open: better under both seeds, slower"


def test_every_warning_and_the_next_command_are_there(made: Answer) -> None:
    crowded = replace(made, warnings=tuple(map(str, range(20))), next="again", more="report")
    text = html.render(replace(crowded, next_note="soon"))
    assert text.count("<li>") == 22
    assert "<li>next: again (soon)</li><li>more: report</li>" in text
    assert "<li>next: again</li>" in html.render(crowded)


def test_hostile_texts_are_shown_and_not_run(made: Answer) -> None:
    row = replace(made.rows[1], row=replace(made.rows[1].row, label=HOSTILE))
    text = html.render(replace(made, subject=HOSTILE, rows=(row,), warnings=(HOSTILE,)))
    assert "<script" not in text
    assert rows(text)[1][0] == f"+ {HOSTILE}"


def test_many_rows_stay_small(made: Answer) -> None:
    row = replace(made.rows[1], row=replace(made.rows[1].row, label="é" * 5000))
    assert len(html.render(replace(made, rows=(row,) * 500)).encode()) < 100_000


def test_an_answer_without_rows_is_shown(made: Answer) -> None:
    assert rows(html.render(replace(made, rows=(), kind=None, warnings=()))) == [["", "answer"]]
