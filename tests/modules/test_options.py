"""A module's options are said once, in the dataclass of their own file."""

import ast
import inspect
import pickle
import re
from collections.abc import Iterator
from dataclasses import FrozenInstanceError
from pathlib import Path

import pytest

from attnzoo import CATALOG, EMA, BadOption, DoesNotFit
from attnzoo.mixed.ema_options import EMAOptions
from attnzoo.option import Option, OptionValue


def defaults_of_functions(file: Path) -> Iterator[tuple[str, str]]:
    """Each argument that has a default other than None, with its function."""
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.FunctionDef):
            positional = [*node.args.posonlyargs, *node.args.args][::-1]
            pairs = [
                *zip(positional, node.args.defaults[::-1], strict=False),
                *zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True),
            ]
            for argument, default in pairs:
                if default is not None and ast.unparse(default) != "None":
                    yield node.name, argument.arg


def test_no_default_of_an_option_stands_in_a_function_of_its_file() -> None:
    twice = [
        f"{file}: {function}({argument}=...)"
        for entry in CATALOG.values()
        for file in (inspect.getfile(entry.build), inspect.getfile(entry.options_class))
        for function, argument in defaults_of_functions(Path(file))
        if argument in entry.options
    ]
    assert twice == []


def test_every_constructor_has_the_keywords_and_defaults_of_its_options() -> None:
    for entry in CATALOG.values():
        channels, *keywords = inspect.signature(entry.build).parameters.values()
        assert channels.name == "channels"
        taken = {keyword.name: keyword.default for keyword in keywords if keyword.name != "size"}
        assert taken == entry.defaults(), entry.name
        assert all(keyword.kind is keyword.KEYWORD_ONLY for keyword in keywords), entry.name
        assert any(keyword.name == "size" for keyword in keywords) == entry.sized


def test_every_option_is_annotated_with_its_kind_and_says_what_it_means() -> None:
    for entry in CATALOG.values():
        hints = inspect.get_annotations(entry.build.__init__)
        for name, option in entry.options.items():
            optional = option.kind | None if option.default is None else option.kind
            assert hints[name] == optional, (entry.name, name)
            assert option.meaning, (entry.name, name)
            assert option.takes(option.default), (entry.name, name)


def test_a_docstring_names_no_option_that_is_not_there() -> None:
    for entry in CATALOG.values():
        section = inspect.cleandoc(entry.options_class.__doc__ or "").partition("Attributes:\n")[2]
        assert set(re.findall(r"^    (\w+): ", section, re.MULTILINE)) <= set(entry.options)


def outside(option: Option) -> Iterator[OptionValue]:
    """Values that an option does not take."""
    yield object.__name__ if option.kind is not str else 1
    if option.choices:
        yield "none of them" if option.kind is str else 12345
    if option.minimum is not None:
        yield type(option.minimum)(option.minimum) - 1
    if option.maximum is not None:
        yield option.maximum + 1


def test_classes_and_formulas_refuse_what_an_option_does_not_take() -> None:
    for entry in CATALOG.values():
        for name, option in entry.options.items():
            for value in outside(option):
                for ask in (entry.build, entry.params, entry.misfit):
                    with pytest.raises(BadOption, match=f"{name}=.* is not allowed; pass"):
                        ask(128, **{name: value})


def test_options_are_frozen_compared_by_value_and_pickled() -> None:
    options = EMAOptions(groups=8)
    assert pickle.loads(pickle.dumps(options)) == options == EMAOptions(groups=8)
    assert EMAOptions().groups == 32
    with pytest.raises(FrozenInstanceError):
        options.groups = 4  # type: ignore[misc]  # what is refused


def test_a_class_takes_channels_by_name_too_and_no_other_keyword() -> None:
    assert EMA(channels=64, groups=8).groups == 8  # type: ignore[call-arg]  # see attnzoo.options.takes
    with pytest.raises(TypeError, match="unexpected keyword argument 'group'"):
        EMA(64, group=8)  # type: ignore[call-arg]  # what is refused


def test_what_does_not_fit_is_refused_with_a_remedy_before_it_is_built() -> None:
    with pytest.raises(DoesNotFit, match="channels=30 is not divisible by groups=32; groups=30"):
        EMA(30)
    with pytest.raises(DoesNotFit, match="channels=0 is below 1"):
        EMAOptions().require(0)
