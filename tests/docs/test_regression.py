"""The page on regressions has the tables of metrics and formats, and the true defaults."""

import re
from dataclasses import asdict
from pathlib import Path

from attnreport.formats import CONSOLE
from attnreport.regression.formats.table import FORMATS
from attnreport.regression.metrics.table import METRICS
from attnreport.regression.rules import read_rules

PAGE = (Path(__file__).parents[2] / "docs" / "regression.md").read_text(encoding="utf-8")


def rows_below(head: str) -> list[list[str]]:
    """The fields of a Markdown table's rows."""
    lines = PAGE[PAGE.index(f"| `{head}` |") :].split("\n\n")[0].splitlines()[2:]
    return [[field.strip() for field in line.strip("|").split("|")] for line in lines]


def test_each_metric_has_its_row() -> None:
    assert rows_below("--metrics") == [
        [f"`{name}`", metric.meaning, metric.judgement] for name, metric in METRICS.items()
    ]


def test_each_format_has_its_row() -> None:
    assert rows_below("--format") == [
        [f"`{name}`", "" if name == CONSOLE else f"`{form.file}`", form.meaning]
        for name, form in FORMATS.items()
    ]


def test_the_rules_of_the_page_are_the_defaults() -> None:
    text = re.findall(r"```toml\n(\[regress.output\].*?)```", PAGE, re.DOTALL)[0]
    rules = read_rules(text, "rules.toml")
    assert rules.keys() == {"output", "score", "latency", "memory"}
    for name, rule in rules.items():
        assert rule == METRICS[name].rule
    written = set(re.findall(r"^(\w+) =", text, re.MULTILINE))
    every = {key for metric in METRICS.values() for key in asdict(metric.rule)}
    assert written == every - {"rows"}
