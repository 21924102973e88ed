"""Cautions as notes: one sentence a kind, however many rows it is about."""

from collections.abc import Collection, Iterable, Iterator, Sequence

from attnreport.record import EVERY_ROW, TIMING, CautionKind, RowCaution


def caution_notes(cautions: Iterable[RowCaution], kinds: Collection[CautionKind]) -> Iterator[str]:
    """The cautions of some kinds, in the order of these kinds; rows of one detail are together."""
    of_all = list(cautions)
    for kind in kinds:
        of_kind = [about for about in of_all if about.caution.kind is kind]
        if of_kind:
            yield f"{kind.capitalize()}: {'; '.join(_parts(of_kind))}."


def _parts(of_kind: Sequence[RowCaution]) -> Iterator[str]:
    rows_of: dict[str, list[str]] = {}
    for about in of_kind:
        rows_of.setdefault(about.caution.detail, []).append(about.row)
    details_of: dict[str, list[str]] = {}
    for detail, rows in rows_of.items():
        names = ", ".join(row for row in rows if row not in (EVERY_ROW, TIMING))
        details_of.setdefault(names, []).append(detail)
    for names, details in details_of.items():
        yield f"{names}: {'; '.join(details)}" if names else "; ".join(details)
