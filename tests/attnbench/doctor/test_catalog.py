"""The doctor finds nothing wrong with any module of the catalogue."""

import pytest

import attnbench
from attnbench.doctor.catalog import CHECKS, select
from attnbench.errors import WrongUse
from attnreport.checkup.checkup import Checkup, Result
from attnzoo import CATALOG

SLOW = ("effect", "ddp", "compile", "inductor", "export", "onnx", "counters", "speed")

MEANT = {
    "effect": "a bias that what follows takes away, kept for the authors' state dicts",
    "slopes": "gammas that the authors read through .data",
    "counters": "the counters differ on what they can see",
    "channels_last": "the output comes back in another layout",
    "amp": "a number that bfloat16 cannot hold",
    "odd": "a map that is refused by name",
    "constructor": "channels that are refused by name",
    "input": "the identity gives the very map",
}
"""The checks that may warn of a module of the catalogue, and of what."""

FAULTS_ON_PURPOSE = {"shuffled_gate": {"batch"}}
"""What a control is there to do wrong."""


ALWAYS = ("ema", "ca", "eca", "cbam", "sa", "nam", "se", "sge", "triplet", "scsa", "shuffled_gate")
"""Modules that are checked in every run of the tests; the others in the session `slow`."""


def failures(checkup: Checkup) -> set[str]:
    return {finding.check for finding in checkup.with_result(Result.FAILED)}


@pytest.mark.parametrize(
    "name",
    [pytest.param(name, marks=() if name in ALWAYS else pytest.mark.slow) for name in CATALOG],
)
def test_every_module_passes_what_is_quick(name: str) -> None:
    checkup = attnbench.check(name, size=(8, 8), skip=SLOW)
    assert failures(checkup) == FAULTS_ON_PURPOSE.get(name, set()), str(checkup)
    warned = {finding.check for finding in checkup.with_result(Result.WARNED)}
    assert warned <= set(MEANT), str(checkup)


@pytest.mark.slow
@pytest.mark.parametrize("name", list(CATALOG))
def test_every_module_passes_all(name: str) -> None:
    checkup = attnbench.check(name, thorough=True)
    assert failures(checkup) == FAULTS_ON_PURPOSE.get(name, set()), str(checkup)
    assert not checkup.with_result(Result.SKIPPED), str(checkup)


def test_every_check_has_a_name_of_its_own_and_says_what_to_do() -> None:
    names = [check.name for check in CHECKS]
    assert len(set(names)) == len(names)
    assert all(check.meaning.endswith((".", "'")) for check in CHECKS)
    assert all(check.remedy.endswith(".") for check in CHECKS)


def test_checks_are_selected_in_their_own_order() -> None:
    assert [check.name for check in select(only=("batch", "odd"))] == ["odd", "batch"]
    assert [check.name for check in select(only=("batch", "odd"), skip=("odd",))] == ["batch"]
    assert select() == CHECKS


def test_an_unknown_check_is_refused_with_all_names() -> None:
    with pytest.raises(WrongUse, match=r"did you mean 'odd'.* known: runs, "):
        select(skip=("od",))
