"""Writes a trained network in another form, and keeps the file only if it computes the same."""

import shlex
import shutil
import tempfile
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor

from attnbench.cost.speed import Progress, time_in_turns
from attnbench.engine.description import description_of
from attnbench.engine.load import load_record
from attnbench.errors import WrongUse
from attnbench.export.check import Agreement, agreement
from attnbench.export.form import ExportForm, Run, Trained
from attnbench.export.program import running
from attnbench.plan.plan import Plan
from attnbench.study import Study
from attnbench.tasks.make import make_task
from attnbench.tasks.sources import open_data_of
from attnreport.record import BASELINE, TrainRecord

IMAGES = 32
"""Most test images on which both are compared."""

ORIGINAL, EXPORTED, AGAIN = "original", "exported", "original again"
"""What is timed, in turns."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """A file that was kept, and what is known of it."""

    agreement: Agreement
    input_shape: tuple[int, ...]
    """(C, H, W) of an image."""
    batch: int
    """Images of one timed forward: 1, unless the file takes only as many as it was made with."""
    seconds: Mapping[str, tuple[float, ...]]
    """Of one forward, one value a round, of `ORIGINAL`, `EXPORTED` and `AGAIN`."""
    threads: int


def export(
    study: Study, record: TrainRecord, form: ExportForm, file: Path, report: Progress
) -> Exported:
    """Write the network of a training run, compare it with the original, and time both in turns.

    Args:
        study: Has the weights and says which test images there are.
        record: Of the run.
        form: How to write it.
        file: Where to; an older file is replaced only by a sound one.
        report: Takes the progress of the timing.

    Raises:
        WrongUse: if the network cannot be written in that form, or computes something else then.
    """
    plan = study.plan
    trained = Trained(
        network=load_record(study, record),
        description=description_of(plan, record),
        images=_images(plan),
    )
    with _threads(plan.timing_threads), tempfile.TemporaryDirectory(prefix="attnbench-") as folder:
        part = Path(folder) / file.name
        advice = _advice(record.variant)
        with _refusing(form, advice):
            form.code.write(trained, part)
            run = form.code.run_of(part, plan.timing_threads)
            agreed = agreement(run(trained.images), running(trained.network)(trained.images))
        _refuse_distant(agreed, form, advice)
        images = trained.images[:1] if _takes_one(run, trained.images) else trained.images
        seconds = _time(running(trained.network), run, images, plan, report)
        _keep(part, file)
    return Exported(
        agreement=agreed,
        input_shape=tuple(images.shape[1:]),
        batch=len(images),
        seconds=seconds,
        threads=plan.timing_threads,
    )


def _images(plan: Plan) -> Tensor:
    """The first test images, in plain layout."""
    batch = next(make_task(plan, open_data_of(plan), device="cpu").feed.evaluation("test"))
    return batch["images"][:IMAGES].contiguous()


@contextmanager
def _threads(count: int) -> Iterator[None]:
    before = torch.get_num_threads()
    torch.set_num_threads(count)
    try:
        yield
    finally:
        torch.set_num_threads(before)


@contextmanager
def _refusing(form: ExportForm, advice: str) -> Iterator[None]:
    """Turn whatever an exporter or a runtime raises into one error; their warnings are not ours."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except WrongUse:
        raise
    except Exception as error:
        reason = next(iter(str(error).strip().splitlines()), "") or type(error).__name__
        raise WrongUse(
            f"cannot be exported as {form.name}: {reason}; {advice}, or use --format safetensors"
        ) from error


def _refuse_distant(agreed: Agreement, form: ExportForm, advice: str) -> None:
    if not agreed.is_close:
        raise WrongUse(
            f"exported as {form.name}, the network computes something else: outputs of up to "
            f"{agreed.largest:.3g} differ by up to {agreed.difference:.3g}; no file is kept; "
            f"{advice}"
        )


def _advice(variant: str) -> str:
    """How to find out whether the module is the reason."""
    if variant == BASELINE:
        return "the backbone itself is the reason"
    return f"see whether its module is the reason: attnbench check {shlex.quote(variant)}"


def _takes_one(run: Run, images: Tensor) -> bool:
    try:
        run(images[:1])
    except Exception:  # noqa: BLE001 - each runtime refuses in its own way
        return False
    return True


def _time(
    original: Run, exported: Run, images: Tensor, plan: Plan, report: Progress
) -> Mapping[str, tuple[float, ...]]:
    actions: Mapping[str, Callable[[], object]] = {
        ORIGINAL: lambda: original(images),
        EXPORTED: lambda: exported(images),
        AGAIN: lambda: original(images),
    }
    return time_in_turns(actions, rounds=plan.rounds, device="cpu", report=report)


def _keep(part: Path, file: Path) -> None:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(part, file)
    except OSError as error:
        raise WrongUse(
            f"must be a file that can be written ({file}: {error.strerror}); name another",
            parameter="output",
        ) from error
