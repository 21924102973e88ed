"""Every planted fault can still be planted: the text that it changes stands in the code once."""

import tomllib
from pathlib import Path

import pytest

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
FAULTS = tomllib.loads((HERE / "faults.toml").read_text(encoding="utf-8"))["fault"]


@pytest.mark.parametrize("fault", FAULTS, ids=[fault["name"] for fault in FAULTS])
def test_a_fault_has_its_place_and_its_tests(fault: dict[str, str]) -> None:
    assert (ROOT / fault["file"]).read_text(encoding="utf-8").count(fault["old"]) == 1
    assert [test for test in fault["tests"] if not (ROOT / test).exists()] == []


def test_no_two_faults_have_one_name() -> None:
    names = [fault["name"] for fault in FAULTS]
    assert len({*names}) == len(names)
