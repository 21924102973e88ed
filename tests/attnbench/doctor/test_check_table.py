"""The doctor finds nothing wrong with any module of the catalogue."""

import pytest

import attnbench
from attnbench.doctor.check import Check, Outcome, failed, passed
from attnbench.doctor.check_table import CHECKS, select
from attnbench.doctor.subject import Subject
from attnbench.errors import WrongUse
from attnreport.checkup import console, markdown
from attnreport.checkup.checkup import Checkup, Result, render_json
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


ALWAYS = ("ema", "eca", "cbam", "sa", "nam", "scsa", "shuffled_gate")
"""Modules that are checked in every run of the tests; the others in the session `slow`."""


def failures(checkup: Checkup) -> set[str]:
    return {finding.check for finding in checkup.with_result(Result.FAILED)}


@pytest.mark.parametrize(
    "name",
    [pytest.param(name, marks=() if name in ALWAYS else pytest.mark.slow) for name in CATALOG],
)
def test_every_module_passes_what_is_quick(name: str) -> None:
    checkup = attnbench.check(name, input=(8, 8), skip=SLOW)
    assert failures(checkup) == FAULTS_ON_PURPOSE.get(name, set()), str(checkup)
    warned = {finding.check for finding in checkup.with_result(Result.WARNED)}
    assert warned <= set(MEANT), str(checkup)


@pytest.mark.slow
@pytest.mark.parametrize("name", list(CATALOG))
def test_every_module_passes_all(name: str) -> None:
    checkup = attnbench.check(name, thorough=True)
    assert failures(checkup) == FAULTS_ON_PURPOSE.get(name, set()), str(checkup)
    assert not checkup.with_result(Result.SKIPPED), str(checkup)


def test_every_check_says_what_it_asks_what_a_failure_means_and_what_to_do() -> None:
    for name, check in CHECKS.items():
        assert check.name == name
        assert check.theme, name
        assert check.title, name
        assert not check.title.endswith("."), name
        assert check.meaning.endswith((".", "'")), name
        assert check.remedy.endswith("."), name
    titles = [check.title for check in CHECKS.values()]
    assert len(set(titles)) == len(titles)


def _is_wide(subject: Subject) -> Outcome:
    return passed() if subject.channels > 100 else failed(f"{subject.channels} channels")


def test_a_check_from_outside_is_run_counted_and_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    wide = Check(
        name="wide",
        theme="toys",
        title="Has more than 100 channels",
        examine=_is_wide,
        meaning="It is narrow.",
        remedy="Widen it.",
    )
    count = len(CHECKS)
    monkeypatch.setitem(CHECKS, "wide", wide)
    checkup = attnbench.check("eca", only=("wide", "shape"))
    assert [finding.check for finding in checkup.findings] == ["shape", "wide"]
    assert checkup.count == count + 1
    assert [finding.seen for finding in checkup.failed] == ["64 channels"]
    for text in (markdown.render(checkup), console.text(checkup, 100), render_json(checkup)):
        assert "It is narrow." in text
        assert "Widen it." in text


def test_checks_are_selected_in_their_own_order() -> None:
    assert [check.name for check in select(only=("batch", "odd"))] == ["odd", "batch"]
    assert [check.name for check in select(only=("batch", "odd"), skip=("odd",))] == ["batch"]
    assert select() == tuple(CHECKS.values())


def test_an_unknown_check_is_refused_with_all_names() -> None:
    with pytest.raises(WrongUse, match=r"did you mean 'odd'.* known: runs, "):
        select(skip=("od",))
