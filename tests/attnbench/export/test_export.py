"""Every form gives the trained network's numbers; a file that does not is not kept."""

import subprocess
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
import torch

import attnbench
from attnbench.errors import WrongUse
from attnbench.export import program, weights
from attnbench.export.export import AGAIN, EXPORTED, ORIGINAL, export
from attnbench.export.form import Run, Trained
from attnbench.export.row import trained_row
from attnbench.export.table import FORMS
from attnbench.study import Study

Compared = tuple[Path, "subprocess.CompletedProcess[str]"]


def _ignore(share: float, words: str) -> None:
    del share, words


@pytest.mark.parametrize("name", FORMS)
def test_every_form_computes_what_was_trained(
    name: str, compared: Compared, tmp_path: Path
) -> None:
    study, form = Study.load(compared[0] / "study"), FORMS[name]
    file = tmp_path / "new" / f"eca{form.ending}"
    record = trained_row(study, "eca", 0)
    exported = export(study, record, form, file, _ignore)
    images = torch.randn(3, 3, 32, 32, generator=torch.Generator().manual_seed(0))
    with torch.no_grad():
        trained = attnbench.load(study.folder, record.key)(images)
    (output,) = form.code.run_of(file, 1)(images)
    assert torch.allclose(output, trained, rtol=0, atol=1e-4)
    assert exported.agreement.images == 32
    assert exported.agreement.same_answers == 32
    assert exported.batch == 1
    assert set(exported.seconds) == {ORIGINAL, EXPORTED, AGAIN}
    assert [path.name for path in file.parent.iterdir()] == [file.name]


@pytest.mark.parametrize(
    "name",
    [pytest.param(name, marks=() if name == "safetensors" else pytest.mark.slow) for name in FORMS],
)
def test_every_form_computes_the_scores_of_every_pixel(
    name: str, segmented: Compared, tmp_path: Path
) -> None:
    study, form = Study.load(segmented[0] / "study"), FORMS[name]
    file = tmp_path / f"pam{form.ending}"
    record = trained_row(study, "pam", 2)
    exported = export(study, record, form, file, _ignore)
    images = torch.randn(3, 3, 16, 16, generator=torch.Generator().manual_seed(0))
    with torch.no_grad():
        trained = attnbench.load(study.folder, record.key)(images)
    (output,) = form.code.run_of(file, 1)(images)
    assert output.shape == (3, 11, 4, 4)
    assert torch.allclose(output, trained, rtol=0, atol=1e-4)
    assert exported.agreement.is_close
    assert exported.agreement.same_answers is None


def test_an_exported_file_of_weights_is_loaded_without_its_study(
    compared: Compared, tmp_path: Path
) -> None:
    study = Study.load(compared[0] / "study")
    record = trained_row(study, "eca", 0)
    file = tmp_path / "eca.safetensors"
    export(study, record, FORMS["safetensors"], file, _ignore)
    loaded, trained = attnbench.load(file), attnbench.load(study.folder, record.key)
    assert not loaded.training
    for name, value in trained.state_dict().items():
        assert torch.equal(loaded.state_dict()[name], value)


def test_weights_that_do_not_say_their_network_are_refused(compared: Compared) -> None:
    study = Study.load(compared[0] / "study")
    file = study.weights_file(trained_row(study, "eca", 0).key)
    with pytest.raises(WrongUse, match=r"model\.safetensors does not say what network it is of"):
        attnbench.load(file)


def test_a_file_that_is_none_is_named(tmp_path: Path) -> None:
    with pytest.raises(WrongUse, match=r"cannot read .*absent\.safetensors: .* pass a file that"):
        attnbench.load(tmp_path / "absent.safetensors")


@dataclass(frozen=True)
class Careless:
    """A form that loses something on the way."""

    factor: float

    def write(self, trained: Trained, file: Path) -> None:
        weights.write(trained, file)

    def run_of(self, file: Path, threads: int) -> Run:
        run = program.running(attnbench.load(file))
        del threads
        return lambda images: tuple(self.factor * output for output in run(images))


def test_a_file_that_computes_something_else_is_not_kept(
    compared: Compared, tmp_path: Path
) -> None:
    study = Study.load(compared[0] / "study")
    careless = replace(FORMS["safetensors"], name="careless", code=Careless(1.01))
    file = tmp_path / "eca.safetensors"
    file.write_bytes(b"older")
    with pytest.raises(WrongUse, match=r"computes something else: .* no file is kept; .*check eca"):
        export(study, trained_row(study, "eca", 0), careless, file, _ignore)
    assert file.read_bytes() == b"older"


@dataclass(frozen=True)
class Failing(Careless):
    """A form whose exporter fails."""

    def write(self, trained: Trained, file: Path) -> None:
        del trained, file
        raise RuntimeError("no such operator: aten::gate\nand a long story")


def test_an_exporter_that_fails_is_one_sentence(compared: Compared, tmp_path: Path) -> None:
    study = Study.load(compared[0] / "study")
    failing = replace(FORMS["onnx"], code=Failing(1.0))
    with pytest.raises(WrongUse, match=r"cannot be exported as onnx: no such .*::gate; the ba"):
        export(study, trained_row(study, "baseline", 0), failing, tmp_path / "x.onnx", _ignore)
    assert not (tmp_path / "x.onnx").exists()
