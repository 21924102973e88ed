"""Designs come back as they were stored; damaged ones are refused by name."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attnreport.ablation.design import (
    SCHEMA,
    Design,
    Factor,
    Point,
    Refusal,
    UnreadableDesign,
    dump_design,
    load_design,
)

DESIGN = Design(
    title="EMA's groups",
    factors=(Factor(name="groups", levels=("16", "32"), reference="32"),),
    points=(
        Point(study="", variant="ema", label="EMA_32", levels={"groups": "32"}),
        Point(study="", variant="ema(groups=16)", label="EMA_16", levels={"groups": "16"}),
    ),
    refused=(Refusal(label="EMA_7", reason="256 channels are no multiple of 7 groups"),),
)

texts = st.text(max_size=20)


@st.composite
def designs(draw: st.DrawFn) -> Design:
    """Designs whose points have levels of their factors."""
    names = draw(st.lists(texts, max_size=3, unique=True))
    levels = {name: draw(st.lists(texts, min_size=1, max_size=3)) for name in names}
    rows = st.fixed_dictionaries({name: st.sampled_from(levels[name]) for name in names})
    return Design(
        title=draw(texts),
        factors=tuple(
            Factor(name=name, levels=tuple(words), reference=draw(st.sampled_from(words)))
            for name, words in levels.items()
        ),
        points=tuple(draw(st.lists(st.builds(Point, levels=rows), max_size=3))),
        refused=tuple(draw(st.lists(st.builds(Refusal), max_size=2))),
    )


@given(designs())
def test_a_design_comes_back_as_it_was_stored(design: Design) -> None:
    assert load_design(dump_design(design), "design.json") == design


def test_the_stored_form_is_read_by_people_too() -> None:
    text = dump_design(DESIGN)
    assert json.loads(text)["points"][1] == {
        "study": "",
        "variant": "ema(groups=16)",
        "label": "EMA_16",
        "levels": {"groups": "16"},
    }
    assert text.endswith(b"}\n")


@pytest.mark.parametrize(
    ("damaged", "reason"),
    [
        (b"", "EOF"),
        (dump_design(DESIGN)[:-20], "EOF"),
        (b"[]", "the design"),
        (dump_design(DESIGN).replace(b'"title"', b'"head"'), "title"),
        (dump_design(DESIGN).replace(b'"16"', b"16", 1), r"factors\.1\.levels\.1"),
    ],
    ids=["empty", "cut", "a list", "without title", "a number for a text"],
)
def test_a_damaged_design_is_refused_with_its_file_the_reason_and_what_to_do(
    damaged: bytes, reason: str
) -> None:
    with pytest.raises(
        UnreadableDesign,
        match=rf"^study/design\.json is damaged \(.*{reason}.*\); run the ablation",
    ):
        load_design(damaged, "study/design.json")


def test_a_newer_schema_is_refused_by_its_number() -> None:
    newer = dump_design(DESIGN).replace(
        b'"schema_version": 1', f'"schema_version": {SCHEMA + 1}'.encode()
    )
    with pytest.raises(UnreadableDesign, match=rf"has schema {SCHEMA + 1}.*upgrade attnbench$"):
        load_design(newer, "design.json")
