"""Names and options are looked up with help for typing errors."""

import importlib

import pytest

import attnzoo
from attnzoo import CATALOG, BadOption, UnknownModule, UnknownOption


def test_unknown_name_lists_the_near_ones() -> None:
    with pytest.raises(UnknownModule, match="did you mean 'eca'"):
        attnzoo.create("ecca", 64)


def test_far_off_name_lists_all() -> None:
    with pytest.raises(UnknownModule, match="known: se, "):
        attnzoo.create("transformer", 64)


def test_unknown_option_names_the_modules_options() -> None:
    with pytest.raises(UnknownOption, match="did you mean 'groups'"):
        attnzoo.create("ema", 64, group=16)


def test_option_of_a_module_without_options() -> None:
    with pytest.raises(UnknownOption, match="its options: none"):
        attnzoo.create("nam", 64, groups=16)


@pytest.mark.parametrize("value", ["16", 16.0, True, None])
def test_option_of_another_type_is_refused(value: str | float | bool | None) -> None:
    with pytest.raises(BadOption, match="pass a whole number"):
        attnzoo.create("ema", 64, groups=value)


def test_eca_takes_the_papers_rule_by_default() -> None:
    kernels = {c: CATALOG["eca"].params(c) for c in (64, 128, 256, 512, 1024, 2048)}
    assert kernels == {64: 3, 128: 5, 256: 5, 512: 5, 1024: 5, 2048: 7}


def test_each_entry_names_itself_its_paper_and_its_place() -> None:
    for name, entry in CATALOG.items():
        assert entry.name == name
        if entry.family != "control":
            assert entry.paper.endswith(f"{entry.venue} {entry.year}, {entry.link}"), name
        assert entry.placement, name


def test_each_module_file_says_source_code_and_differences() -> None:
    for name, entry in CATALOG.items():
        module = importlib.import_module(entry.build.__module__)
        words = [line.split(":")[0] for line in (module.__doc__ or "").splitlines()]
        assert {"Source", "Code", "Differs"} <= set(words), name
