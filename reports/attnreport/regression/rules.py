"""What counts as worse, metric by metric: the `[regress]` section of a TOML file."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import fields, replace
from pathlib import PurePath

from pydantic import TypeAdapter, ValidationError

from attnreport.regression.metric import Metric
from attnreport.regression.metrics.table import METRICS, near
from attnreport.regression.rule import Rule

PYPROJECT = "pyproject.toml"

Rules = Mapping[str, Rule]
"""By the name of a metric, a rule that is not its own."""


class BadRules(ValueError):
    """Rules that cannot be read; names the key."""


def ruled(metrics: Iterable[Metric], rules: Rules) -> tuple[Metric, ...]:
    """The metrics with these rules, or with their own where there is none."""
    return tuple(replace(metric, rule=rules.get(metric.name, metric.rule)) for metric in metrics)


def read_rules(text: str, name: str) -> Rules:
    """The rules in a TOML text; a key that it leaves out keeps its default.

    Args:
        text: A pyproject.toml, whose `[tool.attnbench.regress]` may be left out, or a file of its
            own, with `[regress]`.
        name: Its path: tells a pyproject.toml, and names the text in an error.

    Raises:
        BadRules: if the text is not TOML, has no section, or a key is unknown or wrong.
    """
    try:
        parsed = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadRules(f"{name} is not TOML ({error}); fix the file") from error
    table, section = _section(parsed, name)
    if not isinstance(section, dict):
        raise BadRules(f"{name}: {table} = {section!r}; make it a table with one for each metric")
    for key in section:
        if key not in METRICS:
            raise BadRules(f"{name}: unknown key {table}.{key}; {near(key, METRICS)}")
    return {
        key: _rule(content, METRICS[key].rule, f"{name}: ", f"{table}.{key}")
        for key, content in section.items()
    }


def _section(parsed: Mapping[str, object], name: str) -> tuple[str, object]:
    """The name of the table with the rules, and the table."""
    if PurePath(name).name != PYPROJECT:
        _refuse_unknown(parsed, "", name)
        if "regress" not in parsed:
            raise BadRules(f"{name} has no rules; put them under [regress]")
        return "regress", parsed["regress"]
    tools = parsed.get("tool", {})
    attnbench = tools.get("attnbench", {}) if isinstance(tools, dict) else {}
    if not isinstance(attnbench, dict):
        raise BadRules(f"{name}: tool.attnbench is {attnbench!r}; make it a table")
    _refuse_unknown(attnbench, "tool.attnbench.", name)
    return "tool.attnbench.regress", attnbench.get("regress", {})


def _refuse_unknown(table: Mapping[str, object], prefix: str, name: str) -> None:
    for key in table:
        if key != "regress":
            raise BadRules(f"{name}: unknown table {prefix}{key}; call it {prefix}regress")


def _rule(content: object, default: Rule, file: str, table: str) -> Rule:
    """The rule in the table of one metric."""
    try:
        return TypeAdapter(type(default)).validate_python(content)
    except ValidationError as error:
        first = error.errors()[0]
        location = first["loc"]
        key = ".".join((table, *map(str, location)))
        if first["type"] == "unexpected_keyword_argument":
            known = [field.name for field in fields(default)]
            hint = near(str(location[-1]), known)
            raise BadRules(f"{file}unknown key {key}; {hint}") from error
        value = _default(default, location)
        remedy = f"; the default is {value:g}" if isinstance(value, float) else ""
        raise BadRules(f"{file}{key} = {first['input']!r}: {first['msg']}{remedy}") from error


def _default(default: Rule, location: tuple[int | str, ...]) -> object:
    """What a key of a rule is where it is not given; of a row, the metric's least effect."""
    if not location:
        return None
    key = "minimum_effect" if location[0] == "rows" else str(location[0])
    return getattr(default, key, None)
