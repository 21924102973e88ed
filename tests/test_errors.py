"""Every error of the three packages reaches another process whole."""

import importlib
import pickle
import pkgutil
from collections.abc import Iterator

import pytest

import attnbench
import attnreport
import attnzoo
from attnbench.errors import UnknownName, WrongUse
from attnreport.errors import WrongValue
from attnreport.regression.compare import NothingCompared
from attnreport.regression.result_set import ResultSet
from attnzoo.catalog import UnknownModule
from attnzoo.fit import DoesNotFit
from attnzoo.option import Option, UnknownOption

MADE: dict[type[Exception], Exception] = {
    UnknownName: UnknownName("module", "emma", ["ema", "eca"], "attnbench list modules"),
    WrongUse: WrongUse("must be at least 1, got 0", parameter="seeds"),
    NothingCompared: NothingCompared(
        ResultSet(name="zoo.json", plan="", records=()), "here", (), new=("EMA",)
    ),
    UnknownModule: UnknownModule("emma"),
    DoesNotFit: DoesNotFit("64 channels do not fit", "use groups=32"),
    UnknownOption: UnknownOption("ema", "group", {"groups": Option(default=32, kind=int)}),
}
"""Those whose constructor takes more than a text, and one of each way of taking it."""


def of_ours() -> Iterator[type[Exception]]:
    """Every exception class that a file of the packages defines."""
    for package in (attnbench, attnreport, attnzoo):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if module.name == "attnbench.__main__":
                continue
            values = vars(importlib.import_module(module.name)).values()
            yield from (
                value
                for value in values
                if isinstance(value, type)
                and issubclass(value, Exception)
                and value.__module__ == module.name
            )


@pytest.mark.parametrize("kind", sorted({*of_ours()}, key=str))
def test_an_error_keeps_its_kind_text_and_attributes(kind: type[Exception]) -> None:
    text = "what was given, what is allowed, what to do"
    words = {"parameter": "level"} if issubclass(kind, WrongValue) else {}
    error = MADE.get(kind) or kind(text, **words)
    arrived = pickle.loads(pickle.dumps(error))
    assert type(arrived) is kind
    assert str(arrived) == str(error)
    assert vars(arrived) == vars(error)
