"""Rules are read from either place, and what is wrong with them is named."""

from dataclasses import asdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attnreport.regression.metrics.table import METRICS
from attnreport.regression.rules import BadRules, read_rules, ruled

OWN_FILE = """
[regress.latency]
minimum_effect = 0.04
[regress.latency.rows]
"ema(groups=16)" = 0.05
[regress.score]
minimum_effect = 1
"""


def test_the_defaults_are_those_of_the_documentation() -> None:
    rules = {name: asdict(metric.rule) for name, metric in METRICS.items()}
    assert rules["params"] == rules["macs"] == {}
    assert rules["output"] == {"tolerance": 1e-4}
    assert rules["score"] == {"minimum_effect": 0.5, "rows": {}, "level": 0.05}
    assert rules["latency"] == rules["throughput"] == rules["train_step"]
    assert (rules["latency"]["minimum_effect"], rules["latency"]["level"]) == (0.03, 0.01)
    assert rules["latency"]["minimum_effect_across_sessions"] == 0.1
    assert rules["memory"] == rules["train_memory"] == {"minimum_effect": 0.03, "rows": {}}


def test_a_file_of_its_own_changes_what_it_says_and_nothing_else() -> None:
    metrics = ruled(METRICS.values(), read_rules(OWN_FILE, "rules.toml"))
    rules = {metric.name: metric.rule for metric in metrics}
    assert rules["latency"].least_effect("ema(groups=16)") == 0.05
    assert rules["latency"].least_effect("ema") == 0.04
    assert rules["score"].least_effect("ema") == 1
    assert rules["params"].least_effect("ema") == rules["output"].least_effect("ema") == 0
    assert rules["throughput"] == METRICS["throughput"].rule


def test_a_pyproject_has_the_same_rules_under_tool_attnbench() -> None:
    text = OWN_FILE.replace("[regress", "[tool.attnbench.regress")
    assert read_rules(text, "some/pyproject.toml") == read_rules(OWN_FILE, "rules.toml")


@pytest.mark.parametrize("text", ["", "[project]\nname = 'x'", "[tool.ruff]", "tool = 3"])
def test_a_pyproject_without_rules_has_the_defaults(text: str) -> None:
    assert read_rules(text, "pyproject.toml") == {}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[regress.latncy]", "unknown key regress.latncy; did you mean 'latency'?"),
        ("[regress.latency]\nlevell = 0.1", "regress.latency.levell; did you mean 'level'?"),
        ("[regress.params]\nminimum_effect = 0.1", "nothing can be set"),
        ("[regress.memory]\nzzz = 1", "known: minimum_effect, rows"),
        ("[regress.latency]\nminimum_effect = 3", "minimum_effect = 3: .*; the default is 0.03"),
        ("[regress.latency]\nminimum_effect = -0.1", "minimum_effect = -0.1"),
        ("[regress.latency]\nminimum_effect = nan", "minimum_effect = nan"),
        ("[regress.latency]\nminimum_effect = true", "minimum_effect = True"),
        ("[regress.latency]\nminimum_effect = '0.1'", "minimum_effect = '0.1'"),
        ("[regress.latency]\nlevel = 0", "level = 0.*the default is 0.01"),
        ("[regress.latency.rows]\nema = 7", "rows.ema = 7.*the default is 0.03"),
        ("[regress.score]\nminimum_effect = -1", "score.minimum_effect = -1"),
        ("[regress]\nlatency = 3", "regress.latency = 3"),
        ("regress = 3", "regress = 3"),
        ("[regres]", "unknown table regres; call it regress"),
        ("", "has no rules"),
        ("[regress", "is not TOML"),
    ],
)
def test_a_wrong_file_is_refused_by_name_and_key(text: str, words: str) -> None:
    with pytest.raises(BadRules, match=words) as refused:
        read_rules(text, "rules.toml")
    assert str(refused.value).startswith("rules.toml")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[tool.attnbench.regres]", "unknown table tool.attnbench.regres"),
        ("[tool]\nattnbench = 3", "make it a table"),
        ("[tool.attnbench.regress.outputz]", "did you mean 'output'?"),
    ],
)
def test_a_typo_in_a_pyproject_is_not_taken_for_no_rules(text: str, words: str) -> None:
    with pytest.raises(BadRules, match=words):
        read_rules(text, "pyproject.toml")


@given(st.text())
def test_any_text_gives_rules_or_a_readable_refusal(text: str) -> None:
    for name in ("rules.toml", "pyproject.toml"):
        try:
            assert read_rules(text, name).keys() <= METRICS.keys()
        except BadRules as refusal:
            assert str(refusal).startswith(name)  # noqa: PT017
