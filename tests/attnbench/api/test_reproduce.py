"""A published table in a notebook: one sentence, a frame, the tables, and a picture."""

from pathlib import Path

import pytest
from matplotlib.figure import Figure

import attnbench
from attnbench.errors import WrongUse
from tests.attnbench.cli.commands.test_reproduce import PAPER

Compared = tuple[Path, object]


def test_a_paper_is_held_against_a_study(
    tmp_path: Path, compared: Compared, capsys: pytest.CaptureFixture[str]
) -> None:
    paper, folder = tmp_path / "mine.toml", compared[0] / "study"
    paper.write_text(PAPER)
    result = attnbench.reproduce(paper, study=folder, progress=False)
    assert result.answer == "mine-digits: 2 of 2 printed sizes are met"
    assert repr(result) == f"<ReproduceResult: {result.answer}>"
    assert result.studies == (folder,)
    assert {record.kind for record in result.records} == {"cost", "speed", "train"}
    frame = result.frame()
    assert list(frame["table"]) == ["mine-digits"] * 2
    assert list(frame["top1_seeds"]) == [1, 1]
    assert str(result) == result.table()
    assert result.table("md").startswith("### Digits (mine-digits), reproduced")
    assert "<td" in result._repr_html_()
    axes = Figure().add_subplot()
    assert result.plot(axes) is axes
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("positional", "named", "reason"),
    [
        ((), {}, r"what must be given; see: help\(attnbench.reproduce\)"),
        (("table9",), {}, "unknown table 'table9'; did you mean 'table"),
        (("table1",), {"study": ["a", "b"], "train": "quick"}, "given once beside train, which"),
        (("table1",), {"seeds": "x"}, "seeds must be a number of seeds"),
        (("table1",), {"backbone": "resnet50"}, "unknown parameter of reproduce 'backbone'"),
    ],
)
def test_what_cannot_be_reproduced_is_refused(
    positional: tuple[str, ...], named: dict[str, object], reason: str
) -> None:
    with pytest.raises(WrongUse, match=reason):
        attnbench.reproduce(*positional, **named)
