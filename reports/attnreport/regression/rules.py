"""What counts as worse, metric by metric: the `[regress]` section of a TOML file."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from difflib import get_close_matches
from pathlib import PurePath

from pydantic import ConfigDict, TypeAdapter, ValidationError

from attnreport.regression.metric import METRICS, Metric
from attnreport.regression.rule import (
    ExactRule,
    MemoryRule,
    OutputRule,
    Rule,
    ScoreRule,
    TimeRule,
)

PYPROJECT = "pyproject.toml"


class BadRules(ValueError):
    """Rules that cannot be read; names the key."""


class UnknownMetric(ValueError):
    """A metric that nobody measures; lists the near ones, or all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """A rule for each metric, by its name."""

    __pydantic_config__ = ConfigDict(extra="forbid")

    params: ExactRule = field(default_factory=ExactRule)
    macs: ExactRule = field(default_factory=ExactRule)
    output: OutputRule = field(default_factory=OutputRule)
    accuracy: ScoreRule = field(default_factory=ScoreRule)
    latency: TimeRule = field(default_factory=TimeRule)
    throughput: TimeRule = field(default_factory=TimeRule)
    train_step: TimeRule = field(default_factory=TimeRule)
    memory: MemoryRule = field(default_factory=MemoryRule)
    train_memory: MemoryRule = field(default_factory=MemoryRule)

    def rule(self, metric: str) -> Rule:
        """The rule of a metric."""
        rule: Rule = getattr(self, metric)
        return rule

    def own_rows(self, metric: str) -> Mapping[str, float]:
        """By row, a least effect that is not the metric's."""
        match self.rule(metric):
            case MemoryRule(rows=rows) | ScoreRule(rows=rows) | TimeRule(rows=rows):
                return rows
            case ExactRule() | OutputRule():
                return {}

    def minimum_effect(self, metric: str, row: str) -> float:
        """The least effect that counts in a row; 0 where any change does."""
        match self.rule(metric):
            case MemoryRule() | ScoreRule() | TimeRule() as rule:
                return rule.rows.get(row, rule.minimum_effect)
            case ExactRule() | OutputRule():
                return 0.0


DEFAULTS = Rules()
_ADAPTER = TypeAdapter(Rules)


def read_rules(text: str, name: str) -> Rules:
    """The rules in a TOML text; what it does not say keeps its default.

    Args:
        text: A pyproject.toml, whose `[tool.attnbench.regress]` may be left out, or a file of its
            own, with `[regress]`.
        name: Its path: tells a pyproject.toml, and names the text in an error.

    Raises:
        BadRules: if the text is no TOML, has no section, or a key is unknown or wrong.
    """
    try:
        parsed = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadRules(f"{name} is not TOML ({error}); mend it there") from error
    place, section = _section(parsed, name)
    try:
        return _ADAPTER.validate_python(section)
    except ValidationError as error:
        first = error.errors()[0]
        raise BadRules(_refusal(name, place, first["loc"], first["input"], first)) from error


def metrics_of(text: str) -> tuple[Metric, ...]:
    """The metrics that a text names, each once, such as `params,macs`.

    Raises:
        UnknownMetric: if a name is not among them, or there is none.
    """
    names = dict.fromkeys(part.strip() for part in text.split(",") if part.strip())
    if not names:
        raise UnknownMetric(f"{text!r} names no metric; give some of {', '.join(METRICS)}")
    for name in names:
        if name not in METRICS:
            raise UnknownMetric(f"unknown metric {name!r}; {_near(name, METRICS)}")
    return tuple(METRICS[name] for name in names)


def _section(parsed: Mapping[str, object], name: str) -> tuple[str, object]:
    """The table with the rules, and its name in the text."""
    if PurePath(name).name != PYPROJECT:
        _refuse_unknown(parsed, "", name)
        if "regress" not in parsed:
            raise BadRules(f"{name} has no rules; put them under [regress]")
        return "regress", parsed["regress"]
    tools = parsed.get("tool", {})
    ours = tools.get("attnbench", {}) if isinstance(tools, dict) else {}
    if not isinstance(ours, dict):
        raise BadRules(f"{name}: tool.attnbench is {ours!r}; make it a table")
    _refuse_unknown(ours, "tool.attnbench.", name)
    return "tool.attnbench.regress", ours.get("regress", {})


def _refuse_unknown(table: Mapping[str, object], place: str, name: str) -> None:
    for key in table:
        if key != "regress":
            raise BadRules(f"{name}: unknown table {place}{key}; call it {place}regress")


def _refusal(
    name: str,
    section: str,
    location: tuple[int | str, ...],
    given: object,
    error: Mapping[str, object],
) -> str:
    """What was given at a place, what is allowed there, and what to do."""
    where = ".".join((section, *map(str, location)))
    if error["type"] == "unexpected_keyword_argument":
        return f"{name}: unknown key {where}; {_near(str(location[-1]), _keys(location[:-1]))}"
    default = _default(location)
    remedy = f"; the default is {default:g}" if isinstance(default, float) else ""
    return f"{name}: {where} = {given!r}: {error['msg']}{remedy}"


def _keys(location: tuple[int | str, ...]) -> tuple[str, ...]:
    """The keys that a table of the rules may have."""
    owner = DEFAULTS if not location else DEFAULTS.rule(str(location[0]))
    return tuple(each.name for each in fields(owner))


def _default(location: tuple[int | str, ...]) -> object:
    """What a key of a rule is where it is not given; of a row, the metric's least effect."""
    if len(location) < 2:
        return None
    key = "minimum_effect" if location[1] == "rows" else str(location[1])
    return getattr(DEFAULTS.rule(str(location[0])), key, None)


def _near(given: str, known: Iterable[str]) -> str:
    names = list(known)
    near = get_close_matches(given.lower(), names, n=3)
    if near:
        return f"did you mean {' or '.join(map(repr, near))}?"
    return f"known: {', '.join(names)}" if names else "there is nothing to set"
