"""An ablation in a notebook: its rows, what each factor did, and the picture of it."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from matplotlib.figure import Figure

import attnbench
from attnbench.ablation.folder import write_design
from attnbench.errors import WrongUse
from attnbench.study import Study
from attnreport.ablation.design import Design, Factor, Point
from tests.reports.conftest import train

DESIGN = Design(
    title="Ablation of EMA",
    factors=(Factor(name="groups", levels=("32", "16"), reference="32"),),
    points=(
        Point(study="", variant="ema", label="EMA_32", levels={"groups": "32"}),
        Point(study="", variant="ca", label="EMA_16", levels={"groups": "16"}),
    ),
)


def test_a_stored_ablation_says_what_its_factors_did(planted_study: Study) -> None:
    write_design(planted_study.folder, DESIGN)
    result = attnbench.open_study(planted_study.folder)
    assert list(result.tables)[:2] == ["ablation", "compare"]
    assert [label for label in result.frame()["label"] if label.startswith("EMA")] == [
        "EMA_32",
        "EMA_16",
    ]
    assert result.effects is not None
    assert "groups" in result.answer.sentence
    assert "+ EMA_32" in result._repr_html_()
    axes = result.plot(Figure().add_subplot())
    assert [label.get_text() for label in axes.get_yticklabels()] == ["groups: 16 vs 32"]


def test_its_name_is_all_that_runs_again_what_failed(planted_study: Study) -> None:
    write_design(planted_study.folder, DESIGN)
    planted_study.write(replace(train("ema", 0), error="the disk is full"))
    answer = attnbench.open_study(planted_study.folder).answer
    assert answer.next == f"attnbench ablate --study {planted_study.folder}"


@pytest.mark.parametrize(
    ("call", "reason"),
    [
        (lambda: attnbench.ablate(5), r"^module must be names, classes .* \(got 5\)"),
        (lambda: attnbench.ablate("ema,ca"), "^module must name one module, not 2"),
        (lambda: attnbench.ablate("ema", vary="group=1,2"), "unknown factor of ema 'group'"),
        (lambda: attnbench.ablate("ema", vary=5), r"^vary must be text \(got 5\)"),
        (lambda: attnbench.ablate("ema", design="star"), "unknown design 'star'"),
        (lambda: attnbench.ablate("ema", modules="ca"), "unknown parameter of ablate 'modules'"),
    ],
)
def test_what_cannot_be_ablated_is_refused(call: Callable[[], object], reason: str) -> None:
    with pytest.raises(WrongUse, match=reason):
        call()
