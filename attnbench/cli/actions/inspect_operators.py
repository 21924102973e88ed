"""The table of operators that `attnbench inspect --ops` prints."""

from collections import Counter
from collections.abc import Iterable

from rich.table import Table

from attnbench.cost.ledger import Ledger, Operation
from attnreport.units import brief_text

QUANTITIES = ("calls", "MACs", "elements", "bytes")
COLUMNS = ("plain", "with", "added")
"""Without the module, with it, and the difference."""

Row = tuple[str, str]
"""A kind and the name of an operator of it; no name for all of that kind."""
TOTAL: Row = ("total", "")


def operators_table(before: Ledger, after: Ledger) -> Table:
    """What every operator does in a network without a module and with it, kind by kind."""
    tallies = {"plain": _tally(before.operations), "with": _tally(after.operations)}
    table = Table(
        title="Operators for one image", title_justify="left", box=None, padding=(0, 1, 0, 0)
    )
    table.add_column("\nkind, operator")
    for quantity in QUANTITIES:
        for column in COLUMNS:
            head = quantity if column == COLUMNS[0] else ""
            table.add_column(f"{head}\n{column}", justify="right")
    for row in _order(tallies["with"], tallies["plain"]):
        kind, name = row
        texts = [
            text
            for quantity in QUANTITIES
            for text in _texts(*(tallies[side][row, quantity] for side in ("plain", "with")))
        ]
        style = "bold" if not name else ""
        table.add_row(f"  {name}" if name else kind, *texts, style=style)
    return table


def _tally(operations: Iterable[Operation]) -> Counter[tuple[Row, str]]:
    """Sums by row and quantity, of operators, of kinds and of all."""
    sums: Counter[tuple[Row, str]] = Counter()
    for operation in operations:
        values = (1, operation.macs, operation.elements, operation.bytes_moved)
        kind = operation.kind
        for row in ((kind, _plain_name(operation)), (kind, ""), TOTAL):
            for quantity, value in zip(QUANTITIES, values, strict=True):
                sums[row, quantity] += value
    return sums


def _plain_name(operation: Operation) -> str:
    """Without the library, and with what works in place beside what does not: relu."""
    return operation.name.partition(".")[2].rstrip("_")


def _order(*tallies: Counter[tuple[Row, str]]) -> list[Row]:
    """Kinds by their MACs, then their bytes, each before its operators; the total last."""
    rows = {row for tally in tallies for row, _ in tally}
    weight = {
        row: tuple(max(tally[row, quantity] for tally in tallies) for quantity in ("MACs", "bytes"))
        for row in rows
    }

    def rank(row: Row) -> tuple[object, ...]:
        kind, name = row
        macs, moved = weight[kind, ""]
        return (
            row == TOTAL,
            -macs,
            -moved,
            kind,
            bool(name),
            [-value for value in weight[row]],
            name,
        )

    return sorted(rows, key=rank)


def _texts(without: int, with_module: int) -> tuple[str, str, str]:
    added = with_module - without
    sign = "+" if added > 0 else "-" if added < 0 else ""
    return brief_text(without), brief_text(with_module), f"{sign}{brief_text(abs(added))}"
