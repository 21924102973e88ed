"""The plot has every effect, and the same effects give the same file."""

import io
import re
import string
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Literal
from xml.etree import ElementTree as ET

import matplotlib as mpl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.figure import Figure
from PIL import Image

import attnreport
from attnreport.ablation.contrasts import Step
from attnreport.ablation.design import Design
from attnreport.ablation.effect_plot import draw_effects, effect_plot
from attnreport.ablation.factor_effects import (
    Difference,
    Estimate,
    FactorEffect,
    FactorEffects,
    factor_effects,
)
from attnreport.errors import NothingToDraw
from attnreport.record import AnyRecord, ScoreKind

MakeStudy = Callable[[int], list[AnyRecord]]


def effect(value: float, half: float | None = None, *factors: str) -> FactorEffect:
    steps = tuple(
        Step(factor=name, level="on", reference="off") for name in factors or ("spatial",)
    )
    ends = (None, None) if half is None else (value - half, value + half)
    return FactorEffect(
        steps=steps,
        score=Estimate(value=Difference(value=value, low=ends[0], high=ends[1], seeds=3), pairs=1),
        params=None,
        macs={},
        latency=None,
        throughput=None,
    )


def of(*effects: FactorEffect) -> FactorEffects:
    return FactorEffects(
        score=ScoreKind(name="top1", head="Top-1"),
        counters=(),
        effects=effects,
        spread=None,
        unscored=(),
        without_number=(),
    )


def texts(svg: bytes | None) -> list[str]:
    """What is written in the picture, which draws its letters and names them in comments."""
    assert svg is not None
    assert ET.fromstring(svg).tag.endswith("svg")
    return re.findall(r"<!-- (.*?) -->", svg.decode())


def test_every_effect_is_named_with_its_numbers_and_the_axis_with_its_unit(
    make_study: MakeStudy, design: Design
) -> None:
    written = texts(effect_plot(factor_effects({"": make_study(3)}, design), form="svg"))
    assert {"groups: 16 vs 32", "cross_spatial: on vs off"} <= set(written)
    assert {"−0.60 [−0.93, −0.27]", "+0.90 [+0.48, +1.32]"} <= set(written)
    assert "Δ Top-1 (points), simultaneous 95 % intervals" in written


def test_without_intervals_there_are_points_and_no_word_of_intervals() -> None:
    written = texts(effect_plot(of(effect(0.5)), form="svg"))
    assert "+0.50" in written
    assert "Δ Top-1 (points)" in written


@pytest.mark.parametrize("form", ["png", "svg"])
def test_the_same_effects_give_the_same_file_whatever_the_users_settings(
    form: Literal["png", "svg"], make_study: MakeStudy, design: Design
) -> None:
    effects = factor_effects({"": make_study(3)}, design)
    drawn = effect_plot(effects, form=form)
    with mpl.rc_context({"font.size": 30, "figure.facecolor": "red", "svg.hashsalt": None}):
        again = effect_plot(effects, form=form)
        assert mpl.rcParams["font.size"] == 30
    assert drawn == again
    assert drawn is not None
    assert b"<dc:date>" not in drawn


@pytest.mark.parametrize("effects", [1, 12])
def test_a_picture_is_as_wide_as_a_page_and_grows_with_its_rows(effects: int) -> None:
    plotted = of(*(effect(index - 3.0, 1.0, f"part{index}") for index in range(effects)))
    png = effect_plot(plotted, form="png")
    assert png is not None
    with Image.open(io.BytesIO(png)) as picture:
        assert picture.width == 1600
        assert effects * 60 < picture.height < effects * 120 + 200


def test_a_long_name_is_wrapped() -> None:
    effects = of(effect(1.0, 0.5, "cross_spatial_attention", "multi_semantic_grouping"))
    written = texts(effect_plot(effects, form="svg"))
    assert "multi_semantic_grouping:" in " ".join(written)
    assert all(len(text) < 50 for text in written)


@given(
    st.text(string.ascii_letters + string.digits + string.punctuation, min_size=1, max_size=60),
    st.floats(-100, 100),
    st.none() | st.floats(0, 10),
)
@settings(max_examples=8, deadline=None)
def test_any_name_and_number_is_drawn(name: str, value: float, half: float | None) -> None:
    assert effect_plot(of(effect(value, half, name)), form="png")


def test_effects_without_an_estimate_are_left_out() -> None:
    missing = replace(effect(1.0, 0.5, "channel"), score=None)
    assert not any(
        "channel" in text for text in texts(effect_plot(of(effect(1.0), missing), form="svg"))
    )
    assert effect_plot(of(missing), form="png") is None
    with pytest.raises(NothingToDraw, match="train the rows first"):
        draw_effects(of(missing), Figure().add_subplot())


def test_axes_of_the_caller_get_the_same_effects() -> None:
    axes = Figure().add_subplot()
    draw_effects(of(effect(0.5, 0.2)), axes)
    assert [label.get_text() for label in axes.get_yticklabels()] == ["spatial: on vs off"]
    assert axes.get_xlabel() == "Δ Top-1 (points), simultaneous 95 % intervals"


def test_matplotlib_is_loaded_where_something_is_drawn_alone() -> None:
    code = "import sys, attnreport.ablation.effect_plot; print('matplotlib' in sys.modules)"
    folder = Path(str(attnreport.__file__)).parents[1]
    result = subprocess.run(
        [sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, check=True
    )
    assert result.stdout == "False\n"
