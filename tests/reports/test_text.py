"""Texts have real plurals, and no two names are alike."""

from hypothesis import given
from hypothesis import strategies as st

from attnreport.text import plural, unique


def test_a_name_that_was_there_before_gets_a_number() -> None:
    assert list(unique(["a", "b", "a", "a (2)", "a"])) == ["a", "b", "a (2)", "a (2) (2)", "a (3)"]


@given(st.lists(st.sampled_from(["", "a", "a (2)", "a (2) (2)", "b"])))
def test_names_are_unique_and_begin_as_they_were(names: list[str]) -> None:
    texts = list(unique(names))
    assert len(set(texts)) == len(names)
    assert all(unique_name.startswith(name) for unique_name, name in zip(texts, names, strict=True))


def test_a_number_of_things_has_a_real_plural() -> None:
    assert [plural(number, "buffer") for number in (0, 1, 2000)] == [
        "0 buffers",
        "1 buffer",
        "2,000 buffers",
    ]
    assert plural(2, "class", "classes") == "2 classes"
