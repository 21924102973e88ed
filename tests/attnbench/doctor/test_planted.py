"""Every planted fault is found by the check that is meant for it, and by no check that is not."""

import json
from pathlib import Path

import pytest

from attnbench.cli import main

FOLDER = Path(__file__).parent / "planted"

MEANT: dict[str, str] = {
    "batch_softmax": "batch",
    "casts_to_float32": "dtype",
    "closure_weights": "registered",
    "dropout_left_on": "determinism",
    "exits": "runs",
    "fixed_channels": "constructor",
    "fixed_device": "device",
    "float32_constant": "dtype",
    "forgotten_buffer": "registered",
    "hidden_data": "gradients",
    "hidden_data_of_the_input": "slopes",
    "in_place": "input",
    "lambda_attribute": "pickle",
    "nan_on_1x1": "tiny",
    "no_hidden_channels": "constructor",
    "noise_in_eval": "determinism",
    "odd_sizes": "odd",
    "parameters_in_a_list": "registered",
    "root_of_zero": "extremes",
    "rounds_its_gate": "gradients",
    "shared_output": "input",
    "sometimes_unused": "batch",
    "statistic_in_eval": "eval",
    "transposed_map": "odd",
    "turns_gradients_off": "surroundings",
    "unused_layer": "effect",
    "value_branch": "compile",
    "view_of_the_map": "channels_last",
    "weight_times_zero": "effect",
}
"""By file, the check that is meant to find its fault."""

SEEN: dict[str, str] = {
    "closure_weights": "self.gate's conv.weight (64, 64, 1, 1)",
    "forgotten_buffer": "self.offset (64, 1, 1)",
    "hidden_data": "no gradient at all (None) for conv.weight, conv.bias",
    "in_place": "100% of the input's values",
    "odd_sizes": "15x15: the map comes back as 14x14",
    "parameters_in_a_list": "self.branches[1].weight (64, 64, 5, 5)",
    "root_of_zero": "the gradient of the input for a map of zeros",
    "rounds_its_gate": "zero gradient at every try for conv.weight",
    "statistic_in_eval": "evaluating changes running",
    "turns_gradients_off": "gradient mode: True -> False",
    "unused_layer": "changing expand.weight, expand.bias leaves every bit",
    "value_branch": "Data-dependent branching (value_branch.py, line 13)",
}
"""By file, a part of what that check says of it: what and where."""

FOLLOWS: dict[str, set[str]] = {
    "closure_weights": {"device", "dtype", "deepcopy", "pickle", "state_dict", "ddp"},
    "fixed_device": {"counters"},
    "forgotten_buffer": {"dtype", "device", "state_dict", "ddp", "counters"},
    "hidden_data": {"slopes", "ddp", "export"},
    "hidden_data_of_the_input": {"export"},
    "parameters_in_a_list": {"device", "dtype", "state_dict", "ddp"},
    "sometimes_unused": {"ddp", "compile", "export", "counters"},
    "statistic_in_eval": {"batch", "determinism"},
    "transposed_map": {"tiny"},
    "turns_gradients_off": {"slopes"},
    "unused_layer": {"gradients", "ddp"},
    "value_branch": {"export", "counters"},
}
"""By file, the other checks that its fault fails too."""

Found = tuple[object, dict[str, dict[str, str]]]


def examined(capsys: pytest.CaptureFixture[str], name: str, *arguments: str) -> Found:
    """The exit code, and the findings that failed, by check."""
    with pytest.raises(SystemExit) as end:
        main(("check", f"{FOLDER / name}.py:Planted", "--format", "json", *arguments))
    findings = json.loads(capsys.readouterr().out)["findings"]
    return end.value.code, {f["check"]: f for f in findings if f["result"] == "failed"}


def test_every_planted_file_is_examined() -> None:
    assert {file.stem for file in FOLDER.glob("*.py")} == set(MEANT)


@pytest.mark.parametrize(("name", "check"), MEANT.items(), ids=list(MEANT))
def test_a_planted_fault_is_found_by_the_check_that_is_meant_for_it_and_placed(
    name: str, check: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code, failed = examined(capsys, name, "--only", check)
    assert code == 1
    assert set(failed) == {check}
    assert all(failed[check][words] for words in ("seen", "meaning", "remedy"))
    assert SEEN.get(name, "") in failed[check]["seen"]


@pytest.mark.slow
@pytest.mark.parametrize(("name", "check"), MEANT.items(), ids=list(MEANT))
def test_the_whole_doctor_fails_the_checks_that_a_fault_concerns_and_no_other(
    name: str, check: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code, failed = examined(capsys, name)
    assert code == 1
    assert set(failed) == {check} | FOLLOWS.get(name, set())


@pytest.mark.slow
def test_two_processes_wait_for_a_gradient_that_does_not_come(
    capsys: pytest.CaptureFixture[str],
) -> None:
    _, failed = examined(capsys, "sometimes_unused", "--only", "ddp")
    assert "parameters that were not used in producing loss" in failed["ddp"]["seen"]
