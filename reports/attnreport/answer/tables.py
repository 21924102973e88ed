"""The full tables with what they say: the sentence above, and each row's answer beside it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from attnreport.answer.answer import Answer
from attnreport.answer.row_answer import RowAnswer
from attnreport.tables.column import word_column
from attnreport.tables.table import Table


def answered_tables(
    tables: Mapping[str, Table], name: str, answers: Sequence[Answer]
) -> Mapping[str, Table]:
    """The tables by file name, the one of that name with its answers."""
    return {**tables, name: with_answers(tables[name], answers)}


def with_answers(table: Table, answers: Sequence[Answer]) -> Table:
    """A table of rows with its answers: a sentence, a column, and two columns of the frame.

    Args:
        table: Of a comparison, or of an ablation's rows.
        answers: Of each of its studies.
    """
    made = {
        (answered.row.study, answered.row.variant): answered.answer
        for answer in answers
        for answered in answer.rows
    }
    studies = table.frame["study"] if "study" in table.frame else [""] * len(table.frame)
    of_rows = [made.get(row) for row in zip(studies, table.frame["variant"], strict=True)]
    return replace(
        table,
        lead=" ".join(f"{answer.sentence}." for answer in answers),
        columns=(*table.columns, word_column("Answer", map(_text, of_rows), key="answer")),
        frame=table.frame.assign(
            answer=_texts(str(one.kind) if one else None for one in of_rows),
            answer_reason=_texts(one.reason if one else None for one in of_rows),
        ),
    )


def _texts(texts: Iterable[str | None]) -> "pd.Series[Any]":
    return pd.Series(list(texts), dtype=object)


def _text(answer: RowAnswer | None) -> str:
    return str(answer) if answer else ""
