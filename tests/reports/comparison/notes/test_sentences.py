"""Cautions of one kind are one sentence, and what rows share is said once."""

from attnreport.comparison.notes.sentences import caution_notes
from attnreport.record import EVERY_ROW, TIMING, Caution, CautionKind, RowCaution

CLONED, GATE = CautionKind.CLONED, CautionKind.GATE


def about(row: str, detail: str, kind: CautionKind = CLONED) -> RowCaution:
    return RowCaution(row, Caution(kind=kind, detail=detail))


def test_rows_of_one_detail_and_details_of_one_row_are_together() -> None:
    cautions = [
        about("EMA", "at 2 places"),
        about("CA", "at 2 places"),
        about("SE", "first"),
        about("SE", "second"),
    ]
    assert list(caution_notes(cautions, [CLONED])) == [
        "Cloned before an in-place addition: EMA, CA: at 2 places; SE: first; second."
    ]


def test_what_is_about_all_rows_or_about_timing_names_no_row() -> None:
    cautions = [about(EVERY_ROW, "of all"), about(TIMING, "of the times")]
    assert list(caution_notes(cautions, [CLONED])) == [
        "Cloned before an in-place addition: of all; of the times."
    ]


def test_the_sentences_follow_the_order_of_the_kinds_that_are_asked_for() -> None:
    cautions = [about("EMA", "a"), about("EMA", "b", GATE), about("EMA", "c", CautionKind.COPIED)]
    notes = list(caution_notes(cautions, [GATE, CLONED]))
    assert [note.partition(":")[0] for note in notes] == [
        "Looks like a gate",
        "Cloned before an in-place addition",
    ]
