"""The overview says what is there."""

from pathlib import Path

from attnbench.tasks.data_catalog import FORMS, find_data
from attnbench.tasks.data_overview import all_data


def test_every_form_of_name_is_listed_once(tmp_path: Path) -> None:
    assert tuple(each.name for each in all_data(str(tmp_path))) == FORMS


def test_cifar100_is_where_it_is(few_of_cifar100: Path) -> None:
    there = {each.name: each.there for each in all_data(str(few_of_cifar100))}
    assert there["digits"] == "yes"
    assert there["cifar100"] == f"in {few_of_cifar100}"
    assert there["cifar10"] == f"not in {few_of_cifar100}"


def test_sizes_and_classes_are_those_of_the_data(few_of_cifar100: Path) -> None:
    overview = {each.name: each for each in all_data(str(few_of_cifar100))}
    for name in ("digits", "cifar100", "digit-boxes"):
        source = find_data(name, str(few_of_cifar100))
        assert overview[name].image.partition(",")[0] == "x".join(map(str, source.size))
        assert overview[name].classes == str(source.num_classes)
