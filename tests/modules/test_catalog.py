"""Names and options are looked up with help for typing errors."""

import ast
import importlib
import subprocess
import sys
from pathlib import Path

import pytest

import attnzoo
from attnzoo import CATALOG, BadOption, Gate, UnknownModule, UnknownOption


def test_unknown_name_lists_the_near_ones() -> None:
    with pytest.raises(UnknownModule, match="did you mean 'eca'"):
        attnzoo.create("ecca", 64)


def test_a_name_is_found_in_any_case_and_as_tables_print_it() -> None:
    for name, entry in CATALOG.items():
        for spelling in (name, name.upper(), entry.acronym, entry.acronym.lower()):
            assert attnzoo.find(spelling) is entry, spelling


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


def test_the_catalogue_is_read_without_torch() -> None:
    script = (
        "import sys; from attnzoo import CATALOG; from attnzoo.card import listed;"
        "print(*(listed(entry) for entry in CATALOG.values()));"
        "print([entry.misfit(64, 7, 7) for entry in CATALOG.values()]);"
        "assert 'torch' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", script], check=True, stdout=subprocess.DEVNULL)


def test_every_class_of_the_catalogue_is_had_from_the_package() -> None:
    for name, entry in CATALOG.items():
        word = entry.build.__name__
        assert word in attnzoo.__all__, name
        assert getattr(attnzoo, word) is entry.build, name
    with pytest.raises(AttributeError, match="module 'attnzoo' has no attribute 'SEAttention'"):
        _ = attnzoo.SEAttention  # type: ignore[attr-defined]  # what is not there


def test_type_checkers_see_the_classes_where_python_finds_them() -> None:
    tree = ast.parse(Path(attnzoo.__file__).read_text(encoding="utf-8"))
    (block,) = (node for node in tree.body if isinstance(node, ast.If))
    imported = {
        alias.name: node.module
        for node in block.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    homes = {word: getattr(attnzoo, word).__module__ for word in imported}
    assert imported == homes
    assert len(imported) == len(CATALOG) + 1


def test_an_entry_says_of_every_class_that_is_a_gate_that_it_is_one() -> None:
    controls = {name for name, entry in CATALOG.items() if entry.family == "control"}
    gates = {
        name
        for name, entry in CATALOG.items()
        if isinstance(entry.build, type) and issubclass(entry.build, Gate)
    }
    assert {name for name, entry in CATALOG.items() if entry.is_gate} == gates - controls
