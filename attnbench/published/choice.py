"""Which published tables are meant by what was typed. Knows no torch."""

from collections.abc import Iterator
from pathlib import Path

from attnbench.errors import UnknownName, WrongUse
from attnreport.published.paper import Paper, PaperTable, read_paper, shipped_papers

ALL = "all"

Choice = tuple[Paper, PaperTable]


def choose(what: str) -> list[Choice]:
    """The tables of a name: of one table, of a paper with all its tables, or of a paper's file.

    Args:
        what: A name of a shipped table or paper, `all` for every shipped table, or a .toml file.

    Raises:
        UnknownName: if there is neither such a name nor such a file.
        WrongUse: if the file cannot be read.
        UnreadablePaper: if the file is no paper.
    """
    if what.endswith(".toml"):
        return list(_tables(_read(Path(what))))
    choices = [choice for paper in shipped_papers() for choice in _tables(paper)]
    found = [(paper, table) for paper, table in choices if what in (ALL, paper.name, table.name)]
    if not found:
        tables = [table.name for _, table in choices]
        papers = [paper.name for paper in shipped_papers() if paper.name not in tables]
        see = "attnbench reproduce --help, or pass a .toml file"
        raise UnknownName("table", what, [*tables, *papers, ALL], see)
    return found


def _tables(paper: Paper) -> Iterator[Choice]:
    return ((paper, table) for table in paper.tables)


def _read(file: Path) -> Paper:
    try:
        return read_paper(file.read_text(encoding="utf-8"), str(file))
    except (OSError, UnicodeDecodeError) as error:
        raise WrongUse(f"cannot read paper {file}: {error}; pass a readable file") from error
