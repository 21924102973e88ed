"""The page on numbers has every format of tables."""

from pathlib import Path

from attnreport.formats import CONSOLE
from attnreport.tables.formats import FORMATS

PAGE = Path(__file__).parents[2] / "docs" / "numbers.md"


def test_the_page_has_every_format_as_its_entry_says_it() -> None:
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    first = lines.index("| format | file | what it is |")
    assert lines[first + 2 : first + 2 + len(FORMATS)] == [
        f"| {name} | {'' if name == CONSOLE else f'`.{form.suffix}` '}| {form.meaning} |"
        for name, form in FORMATS.items()
    ]
