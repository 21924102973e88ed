"""Published tables by the name of a table, a paper or a file."""

from collections.abc import Iterator
from pathlib import Path

from attnbench.errors import UnknownName, WrongUse
from attnreport.published.paper import Paper, PaperTable, read_paper, shipped_papers

ALL = "all"

Selection = tuple[Paper, PaperTable]
"""A published table with its paper."""


def select_tables(name: str) -> list[Selection]:
    """The tables of a name: of one table, of a paper with all its tables, or of a paper's file.

    Args:
        name: A name of a shipped table or paper, `all` for every shipped table, or a .toml file.

    Raises:
        UnknownName: if there is neither such a name nor such a file.
        WrongUse: if the file cannot be read.
        UnreadablePaper: if the file is not a paper.
    """
    if name.endswith(".toml"):
        return list(_tables(_read(Path(name))))
    shipped = [selection for paper in shipped_papers() for selection in _tables(paper)]
    selected = [(paper, table) for paper, table in shipped if name in (ALL, paper.name, table.name)]
    if not selected:
        tables = [table.name for _, table in shipped]
        papers = [paper.name for paper in shipped_papers() if paper.name not in tables]
        see = "attnbench reproduce --help, or pass a .toml file"
        raise UnknownName("table", name, [*tables, *papers, ALL], see)
    return selected


def _tables(paper: Paper) -> Iterator[Selection]:
    return ((paper, table) for table in paper.tables)


def _read(file: Path) -> Paper:
    try:
        return read_paper(file.read_text(encoding="utf-8"), str(file))
    except (OSError, UnicodeDecodeError) as error:
        raise WrongUse(f"cannot read paper {file}: {error}; pass a readable file") from error
