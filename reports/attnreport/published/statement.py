"""How many of the sizes of a published table are what we count, in one sentence."""

from collections.abc import Sequence

from attnreport.published.match import Match
from attnreport.published.paper import PaperTable
from attnreport.published.rebuilt import Rebuilt, compare_rows

MET = (Match.EQUAL, Match.ANOTHER_CONVENTION)
LEFT_OUT = (Match.NOT_PRINTED, Match.NOT_RUN)


def statement(table: PaperTable, rebuilt: Sequence[Rebuilt]) -> str:
    """Of the printed sizes, how many we count too: `table1: 9 of 10 printed sizes are met`.

    Args:
        table: As printed.
        rebuilt: What became of each of its rows here.
    """
    matches = [m.match for row in compare_rows(table, rebuilt) for m in row.sizes.values()]
    known = [match for match in matches if match not in LEFT_OUT]
    if not known:
        return f"{table.name}: no size is printed"
    met = sum(match in MET for match in known)
    others = sum(match is Match.ANOTHER_CONVENTION for match in known)
    text = f"{table.name}: {met} of {len(known)} printed sizes {'is' if met == 1 else 'are'} met"
    return f"{text}, {others} of them by another convention of counting" if others else text
