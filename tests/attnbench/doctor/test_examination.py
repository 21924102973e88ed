"""An examination goes to its end, whatever the module does."""

import random
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
import torch
from torch import Tensor, nn

import attnbench
from attnbench.doctor.check_table import CHECKS, select
from attnbench.doctor.examination import check, examine
from attnbench.doctor.intake import make_subject
from attnbench.doctor.subject import Subject
from attnbench.errors import WrongUse
from attnbench.own.containment import settings
from attnreport.checkup.checkup import Result, closing
from attnzoo.fit import Size
from tests.attnbench.own import forms

QUICK = ("ddp", "onnx", "export", "compile", "speed", "counters", "effect")


class Gate(nn.Module):
    def __init__(self, channels: int, *, power: int = 1) -> None:
        super().__init__()
        self.scale = nn.Parameter(torch.ones(channels, 1, 1))
        self.power = power

    def forward(self, x: Tensor) -> Tensor:
        return x * (self.scale * x.mean((2, 3), keepdim=True)).sigmoid() ** self.power


class Raising(Gate):
    def forward(self, x: Tensor) -> Tensor:
        raise KeyError(f"lost {x.ndim}")


class Leaving(Gate):
    def forward(self, x: Tensor) -> Tensor:
        sys.exit(x.ndim)


class GivesByName(Gate):
    def forward(self, x: Tensor) -> Tensor:
        return {"map": x}  # type: ignore[return-value]  # the fault


class WithoutGradients(Gate):
    @torch.no_grad()
    def forward(self, x: Tensor) -> Tensor:
        return super().forward(x)


def no_module(channels: int) -> nn.Module:
    return channels  # type: ignore[return-value]  # the fault


class Unruly(Gate):
    def forward(self, x: Tensor) -> Tensor:
        torch.set_grad_enabled(False)
        torch.set_default_dtype(torch.float64)
        torch.manual_seed(0)
        random.seed(0)
        sys.stdout.write("here I am\n")
        return x * 2


class OfOneSize(Gate):
    def __init__(self, channels: int, *, size: Size) -> None:
        super().__init__(channels)
        self.place = nn.Parameter(torch.zeros(*size))

    def forward(self, x: Tensor) -> Tensor:
        return super().forward(x + self.place)


def test_a_class_is_examined_like_a_name() -> None:
    checkup = attnbench.check(Gate, skip=QUICK)
    assert checkup.module == "Gate"
    assert not checkup.failed, str(checkup)


def test_any_callable_from_channels_to_a_module_will_do() -> None:
    checkup = attnbench.check(lambda channels: Gate(channels, power=2), only=("odd", "pickle"))
    assert not checkup.failed, str(checkup)


@pytest.mark.parametrize(
    ("module", "seen"),
    [
        (Raising, f"KeyError: 'lost 4' ({Path(__file__).name}, line "),
        (Leaving, f"SystemExit: 4 ({Path(__file__).name}, line "),
        (GivesByName, "in training it gives a dict, not one tensor"),
        (no_module, "no_module builds an int, not a torch module; return an nn.Module"),
    ],
)
def test_what_does_not_run_is_one_failure_and_the_rest_is_skipped(
    module: Callable[[int], nn.Module], seen: str
) -> None:
    first, *rest = attnbench.check(module).findings
    assert (first.check, first.result) == ("runs", Result.FAILED)
    assert seen in first.seen
    assert {finding.result for finding in rest} == {Result.SKIPPED}


@pytest.mark.parametrize(
    ("form", "seen", "remedy"),
    [
        (forms.InAndOut, "it needs oup", "oup looks like channels: pass oup='C'."),
        (forms.Pair, "it gives a tuple of 2", "the map is item 0 of its output: pass output=0."),
        (forms.GateAlone, "(2, 64, 1, 1)", "is a factor of the map: pass output='gate'."),
        (forms.LastChannels, "AssertionError", "(B, H, W, C): pass layout='nhwc'."),
        (forms.Windows, "not divisible by window=7", "window=8 would work here."),
    ],
)
def test_the_call_that_would_work_is_tried_and_examined(
    form: Callable[..., nn.Module], seen: str, remedy: str
) -> None:
    runs, shape = attnbench.check(form, only=("runs", "shape")).findings
    assert (runs.result, shape.result) == (Result.FAILED, Result.PASSED)
    assert seen in runs.seen
    assert "the other checks examine the call that works" in runs.meaning
    assert runs.remedy.endswith(remedy)


def test_what_no_call_makes_run_is_not_examined_further() -> None:
    runs, shape = attnbench.check(forms.Strided, only=("runs", "shape")).findings
    assert runs.result is Result.PASSED
    assert shape.result is Result.FAILED
    assert "changes channels or stride cannot go there" in shape.remedy
    runs, shape = attnbench.check(Raising, only=("runs", "shape")).findings
    assert shape.result is Result.SKIPPED


@pytest.mark.parametrize(
    "call",
    [
        "InAndOut(oup=C)",
        "Pair(output=0)",
        "GateAlone(output=gate)",
        "LastChannels(layout=nhwc)",
        "Tokens(C,4,layout=tokens)",
        "QueriesKeysValues(d_k=C/4,d_v=C/4,h=4,layout=tokens,inputs=3)",
        "FloatFirst",
        "SwitchFirst",
    ],
)
def test_that_call_is_sound(call: str) -> None:
    checks = ("shape", "odd", "batch", "device", "gradients", "pickle", "state_dict")
    checkup = attnbench.check(f"{forms.__file__}:{call}", only=checks)
    assert not checkup.failed, str(checkup)


@pytest.mark.parametrize("form", [forms.AtFirstCall, forms.LazyOfTorch])
def test_layers_of_the_first_call_are_examined_and_warned_of(
    form: Callable[..., nn.Module],
) -> None:
    checkup = attnbench.check(form, only=("runs", "registered", "gradients"))
    runs, registered, gradients = checkup.findings
    assert not runs.seen.startswith("0 parameters")
    assert registered.result is Result.WARNED
    assert "are made at the first call" in registered.seen
    assert gradients.result is Result.PASSED


class GateOfTheMapsShape(nn.Module):
    def __init__(self, channels: int) -> None:
        super().__init__()
        self.conv = nn.Conv2d(channels, channels, 3, padding=1)

    def forward(self, x: Tensor) -> Tensor:
        gate: Tensor = self.conv(x).sigmoid()
        return gate


def test_a_gate_of_the_maps_shape_is_warned_of() -> None:
    (_, gate) = attnbench.check(GateOfTheMapsShape, only=("runs", "gate")).findings
    assert (gate.check, gate.result) == ("gate", Result.WARNED)
    assert "output=gate" in gate.remedy
    (_, gate) = attnbench.check(Gate, only=("runs", "gate")).findings
    assert gate.result is Result.PASSED


class Picky(nn.Module):
    """Runs on one size of map alone, and holds what pickle does not take."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.gate: Callable[[Tensor], Tensor] = lambda x: x.sigmoid().view(-1, channels, 16, 16)

    def forward(self, x: Tensor) -> Tensor:
        return x * self.gate(x)


def test_a_check_that_raises_does_not_stop_the_others() -> None:
    checkup = attnbench.check(Picky, only=("odd", "pickle"))
    assert [finding.result for finding in checkup.findings] == [Result.FAILED] * 2


def test_what_does_not_run_is_said_though_it_was_not_asked() -> None:
    first, second = attnbench.check(Raising, only=("odd",)).findings
    assert (first.check, first.result) == ("runs", Result.FAILED)
    assert (second.check, second.result) == ("odd", Result.SKIPPED)


def test_a_part_of_the_checks_is_not_said_to_be_all() -> None:
    checkup = attnbench.check("eca", only=("odd", "batch"))
    assert closing(checkup).startswith(f"2 of {len(CHECKS)} checks ran, and none failed.")


def test_a_module_without_gradients_is_told_so() -> None:
    (finding,) = attnbench.check(WithoutGradients, only=("gradients",)).failed
    assert finding.seen == "no gradient reaches the input, scale"


def test_settings_random_numbers_and_terminal_are_left_as_they_were(
    capsys: pytest.CaptureFixture[str],
) -> None:
    before, state, python_state = settings(), torch.get_rng_state(), random.getstate()
    checkup = attnbench.check(Unruly, skip=QUICK)
    assert "surroundings" in {finding.check for finding in checkup.failed}
    assert settings() == before
    assert torch.equal(torch.get_rng_state(), state)
    assert random.getstate() == python_state
    assert capsys.readouterr() == ("", "")


def test_a_module_that_is_built_for_one_size_is_built_for_each() -> None:
    subject = Subject(
        name="own",
        build=OfOneSize,
        channels=64,
        size=(16, 16),
        sizing=lambda height, width: {"size": (height, width)},
    )
    findings = list(examine(subject, select(skip=(*QUICK, "inductor"))))
    assert [finding for finding in findings if finding.result is Result.FAILED] == []


def test_without_channels_the_first_that_fit_are_taken() -> None:
    assert make_subject("eca").channels == 64
    assert make_subject("sa").channels == 128
    assert make_subject("eca", (32, 48)).others == (48,)


def test_another_process_finds_a_class_by_where_it_is_imported_from() -> None:
    assert make_subject(Gate).address == f"{__name__}:Gate"
    assert make_subject(partial(Gate, power=2)).address == f"{__name__}:Gate(power=2)"
    assert make_subject(lambda channels: Gate(channels, power=2)).address is None


@pytest.mark.parametrize(
    ("module", "channels", "reason"),
    [
        ("ema", (30,), "not divisible"),
        ("eca", (64, 0), "channels must be at least 1 .got 0."),
        ("baseline", (), "has no module to examine"),
    ],
)
def test_what_cannot_be_examined_is_refused(
    module: str, channels: tuple[int, ...], reason: str
) -> None:
    with pytest.raises(WrongUse, match=reason):
        make_subject(module, channels)


def test_the_progress_is_told() -> None:
    reports: list[tuple[str, int, int]] = []
    check("eca", only=("odd", "tiny"), report=lambda *words: reports.append(words))
    assert reports == [("odd", 1, 2), ("tiny", 2, 2)]
