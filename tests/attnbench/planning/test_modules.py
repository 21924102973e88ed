"""A list of modules is read, and what is not known in it is refused."""

import pytest
from torch import nn

from attnbench.errors import UnknownName, WrongUse
from attnbench.plan.session import Modules
from attnbench.plan.variant import Variant, parse_variants
from attnbench.planning.modules import ALL, read_modules
from attnzoo import CATALOG, UnknownOption


def test_all_is_every_module_of_the_catalogue_with_its_authors_options() -> None:
    assert [str(variant) for variant in read_modules(ALL)] == list(CATALOG)


def test_a_list_is_its_variants_in_their_order() -> None:
    assert read_modules("ema(groups=16), ca") == parse_variants("ema(groups=16),ca")


@pytest.mark.parametrize(
    "modules", [[nn.Identity, "ca"], (Variant("torch.nn:Identity"), Variant("ca"))]
)
def test_python_code_passes_classes_and_variants(modules: Modules) -> None:
    names = [str(variant).rpartition(":")[2] for variant in read_modules(modules)]
    assert names == ["Identity", "ca"]


@pytest.mark.parametrize("modules", [5, [], ["ema", 5], {"ema"}])
def test_what_is_no_module_is_refused(modules: Modules) -> None:
    with pytest.raises(WrongUse, match=r"^module must be names, classes or functions, .*\(got "):
        read_modules(modules, "module")


@pytest.mark.parametrize(
    ("text", "error"),
    [("emma", UnknownName), ("ema(group=16)", UnknownOption), ("all,ema", WrongUse)],
)
def test_what_is_not_known_is_refused(text: str, error: type[ValueError]) -> None:
    with pytest.raises(error):
        read_modules(text)
