"""A result set: what one version of the code gave. A baseline file holds one, as JSON."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter
from pydantic_core import to_json

from attnreport.names import tell_apart
from attnreport.record import AnyRecord, Environment, SpeedRecord
from attnreport.regression.report import Side
from attnreport.stored import read_stored

SCHEMA = 1
"""Version of the stored form; a reader refuses a newer one."""

REMEDY = "save it again with attnbench baseline save"


class UnreadableBaseline(ValueError):
    """A baseline file that is damaged, empty, or newer than this reader."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultSet:
    """Records of one plan, each cell once; sessions of the speed as many as there are."""

    kind: Literal["baseline"] = "baseline"
    name: str
    """What it is called in a report: a file's path, whatever it was saved under."""
    commit: str | None = None
    """Commit of the measured code, if it is not the one of attnbench that the records name."""
    plan: str
    """The plan as TOML: what to measure again."""
    records: tuple[Annotated[AnyRecord, Field(discriminator="kind")], ...]
    again: tuple[SpeedRecord, ...] = ()
    """Records of a second process with this code in the same sessions: null comparisons."""
    schema_version: int = SCHEMA

    @property
    def labels(self) -> Mapping[str, str]:
        """By row, its name in print, where a record has one."""
        named = (record for record in self.records if not isinstance(record, SpeedRecord))
        return tell_apart({record.variant: record.label for record in named})

    @property
    def side(self) -> Side:
        """Where it comes from, for a report."""
        newest = max(self.records, key=lambda record: record.started_at, default=None)
        return Side(
            name=self.name,
            made_at=newest.started_at if newest else "",
            commit=self.commit or (newest.environment.commit if newest else None),
            machine=machine_text(newest.environment) if newest else "",
        )


_ADAPTER: TypeAdapter[ResultSet] = TypeAdapter(ResultSet)


def dump(results: ResultSet) -> bytes:
    """The stored form: JSON, indented, ending in a newline."""
    # JSON has no NaN, and null would mean "not measured".
    return to_json(results, indent=1, inf_nan_mode="strings") + b"\n"


def load(text: bytes, name: str) -> ResultSet:
    """The result set stored in a text.

    Args:
        text: What `dump` gave.
        name: What to call it from now on, such as its path.

    Raises:
        UnreadableBaseline: if the text is damaged, of a newer schema, or holds no record.
    """
    results = read_stored(
        text,
        name,
        _ADAPTER,
        kind="baseline",
        schema=SCHEMA,
        remedy=REMEDY,
        refusal=UnreadableBaseline,
    )
    if not results.records:
        raise UnreadableBaseline(
            f"{name} holds no record, so there is nothing to compare; {REMEDY}"
        )
    return replace(results, name=name)


def machine_text(environment: Environment) -> str:
    """The machine in one line, such as AMD EPYC, 2 cores, 1 thread."""
    device = "" if environment.device == "CPU" else f"{environment.device}, "
    threads = f"{environment.threads} thread{'' if environment.threads == 1 else 's'}"
    return f"{device}{environment.cpu}, {environment.cores} cores, {threads}"
