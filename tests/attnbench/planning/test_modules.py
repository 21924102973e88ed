"""A list of modules is read, and what is not known in it is refused."""

import pytest

from attnbench.errors import UnknownName, WrongUse
from attnbench.plan.variant import parse_variants
from attnbench.planning.modules import ALL, read_modules
from attnzoo import CATALOG, UnknownOption


def test_all_is_every_module_of_the_catalogue_with_its_authors_options() -> None:
    assert [str(variant) for variant in read_modules(ALL)] == list(CATALOG)


def test_a_list_is_its_variants_in_their_order() -> None:
    assert read_modules("ema(groups=16), ca") == parse_variants("ema(groups=16),ca")


@pytest.mark.parametrize(
    ("text", "error"),
    [("emma", UnknownName), ("ema(group=16)", UnknownOption), ("all,ema", WrongUse)],
)
def test_what_is_not_known_is_refused(text: str, error: type[ValueError]) -> None:
    with pytest.raises(error):
        read_modules(text)
