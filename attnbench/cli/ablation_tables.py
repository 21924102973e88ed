"""The tables of an ablation."""

from collections.abc import Mapping, Sequence
from itertools import chain

from attnbench.cli.tables import correct_outcomes
from attnbench.study import Study
from attnreport.ablation import ablation
from attnreport.design import Design
from attnreport.record import AnyRecord
from attnreport.table import Table


def make(
    studies: Mapping[str, Study], records: Mapping[str, Sequence[AnyRecord]], design: Design
) -> Mapping[str, Table]:
    """By file name: the rows, and what each factor did.

    Args:
        studies: By the name that the design has for it; their outcomes go with the records.
        records: Of those studies.
        design: What was varied.
    """
    correct = [correct_outcomes(studies[name], found) for name, found in records.items()]
    merged = dict(chain.from_iterable(each.items() for each in correct))
    return {"ablation": ablation(records, design, correct=merged)}
