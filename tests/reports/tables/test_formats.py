"""One walk over the formats: each writes every table it is given, and says what it is for."""

import pytest

from attnreport.tables.formats import FORMATS
from attnreport.tables.table import Table


@pytest.mark.parametrize("name", FORMATS)
def test_a_format_writes_what_it_holds_and_says_what_it_is_for(name: str, table: Table) -> None:
    form = FORMATS[name]
    assert form.suffix.isalnum()
    assert form.meaning
    assert "\n" not in form.meaning
    text = form.render([table])
    assert text.endswith("\n")
    for label in ("EMA", "CA", "ECA"):
        assert label in text
    if form.holds_several:
        assert form.render([table, table]).count(table.title) == 2 * text.count(table.title)
    else:
        with pytest.raises(ValueError, match="too many values"):
            form.render([table, table])


def test_no_two_formats_write_the_same_file() -> None:
    suffixes = [form.suffix for form in FORMATS.values()]
    assert len(set(suffixes)) == len(suffixes)
