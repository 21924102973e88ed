"""How a field of a table was made: its samples, and the records that hold them."""

from collections.abc import Iterator, Mapping, Sequence

from attnreport.comparison.notes.cautions import cautions
from attnreport.comparison.trace.scores import score_columns
from attnreport.comparison.trace.sizes import size_columns
from attnreport.comparison.trace.speed import speed_columns
from attnreport.comparison.trace.trace import Trace, TracedColumn
from attnreport.names import NO_LABELS, near_names, near_rows, variants_called
from attnreport.record import (
    EVERY_ROW,
    NULL_ROW,
    AnyRecord,
    CautionKind,
    SpeedRecord,
    network_name,
)
from attnreport.text import plural
from attnreport.units import duration_text

OF_COUNTERS = (CautionKind.COUNTERS_DISAGREE, CautionKind.COUNTER_FAILED)


class NoSuchField(ValueError):
    """A row or a column that the table does not have."""


def explain(
    records: Sequence[AnyRecord],
    variants: Sequence[str],
    field: str,
    design_labels: Mapping[str, str] = NO_LABELS,
) -> Iterator[str]:
    """Lines that say how a field was made: value, samples, conditions, command, machine, versions.

    Args:
        records: Of one study.
        variants: The rows, the baseline first.
        field: `row:column`, such as `ema:top1` or `ema(groups=16):macs_torch`.
        design_labels: By variant, what an ablation calls a row.

    Raises:
        NoSuchField: if the table has no such row or column; lists those that it has.
    """
    columns = [
        *size_columns(records),
        *speed_columns(records, variants),
        *score_columns(records, variants),
    ]
    row, column = _parts(field, columns)
    labels = _labels((*variants, NULL_ROW), records)
    variant = _variant_of(row, labels, {**labels, **design_labels}, field)
    names = [traced.name for traced in columns]
    if column not in names:
        raise _unknown("column", column, field, near_names(column, names), names)
    traced = next(traced for traced in columns if traced.name == column)
    trace = traced.trace(variant)
    if not trace.records:
        yield f"{field} was not measured"
        return
    value, *lines = trace.lines
    yield f"{field}: {value}"
    yield from (f"  {line}" for line in lines)
    yield from _origins(trace)
    yield from _cautions(trace, is_counted=traced.is_counted)


def _parts(field: str, columns: Sequence[TracedColumn]) -> tuple[str, str]:
    """The row and the column of a field; a table's head may have a colon in it, as a row may."""
    for column in columns:
        for name in (column.name, *column.aliases):
            row = field[: -len(name)].rstrip()
            if field.lower().endswith(name.lower()) and row.endswith(":"):
                return row.removesuffix(":").strip(), column.name
    row, colon, name = (part.strip() for part in field.rpartition(":"))
    if not colon:
        raise NoSuchField(f"{field!r} names no column; write row:column, such as ema:params")
    return row, name


def _labels(rows: Sequence[str], records: Sequence[AnyRecord]) -> Mapping[str, str]:
    """By variant, its name in print."""
    labels = {name: name for name in rows}
    return labels | {r.variant: r.label for r in records if not isinstance(r, SpeedRecord)}


def _variant_of(row: str, labels: Mapping[str, str], shown: Mapping[str, str], field: str) -> str:
    """The variant that is typed or that a table calls by this name, in whatever case.

    Args:
        row: The name.
        labels: By variant, what tables of a comparison call it.
        shown: By variant, what the tables of this study call it.
        field: What was asked for.

    Raises:
        NoSuchField: if there is none, or several are called so, but for their files.
    """
    alike = variants_called(row, shown) or variants_called(row, labels)
    if len(alike) > 1:
        raise NoSuchField(
            f"{row!r} may be {' or '.join(alike)}; write which, as in {alike[0]}:params"
        )
    if not alike:
        raise _unknown("row", row, field, near_rows(row, shown), list(shown.values()))
    return alike[0]


def _unknown(
    kind: str, name: str, field: str, near: Sequence[str], known: Sequence[str]
) -> NoSuchField:
    remedy = f"did you mean {' or '.join(map(repr, near))}? " if near else ""
    return NoSuchField(
        f"no {kind} {name!r} in {field!r}; {remedy}write row:column; the {kind}s are: "
        f"{', '.join(known)}"
    )


def _origins(trace: Trace) -> Iterator[str]:
    for record in trace.records:
        yield (
            f"record: records/{record.key}.json, {record.started_at}, "
            f"took {duration_text(record.wall_s)}"
            f"{f', taken from the study {record.taken_from}' if record.taken_from else ''}"
        )
    yield from dict.fromkeys(f"command: {record.command}" for record in trace.records)
    setting = trace.records[0].setting
    yield (
        f"setting: {network_name(setting)}, stem {setting.stem}, modules at {setting.site}, "
        f"{setting.data}, {setting.precision}"
    )
    environments = [record.environment for record in trace.records]
    yield from dict.fromkeys(
        f"machine: {machine.device}, {machine.cpu}, {plural(machine.cores, 'core')}, "
        f"{plural(machine.threads, 'thread')}, {machine.system}"
        for machine in environments
    )
    yield from dict.fromkeys(
        f"versions: Python {machine.python}, torch {machine.torch}, timm {machine.timm}, "
        f"attnbench {machine.attnbench}{f' at {machine.commit}' if machine.commit else ''}"
        for machine in environments
    )


def _cautions(trace: Trace, *, is_counted: bool) -> Iterator[str]:
    for about in cautions(trace.records):
        if about.row != EVERY_ROW and (is_counted or about.caution.kind not in OF_COUNTERS):
            yield f"caution: {about.caution.kind}: {about.caution.detail}"
