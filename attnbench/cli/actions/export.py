"""Export a trained network, and say how close and how fast it is."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import typer

from attnbench.cli.commands.export import Export
from attnbench.cli.feedback import SHOWN
from attnbench.cli.study_folder import StudyFolder
from attnbench.errors import WrongUse
from attnbench.export.form import ExportForm
from attnbench.export.row import trained_row
from attnbench.export.table import find_form
from attnbench.lazy import lazy
from attnbench.study_names import find_study
from attnreport.record import TrainRecord
from attnreport.statistics import Median, median_of, paired_ratio
from attnreport.text import plural
from attnreport.units import interval_text, measured_text

if TYPE_CHECKING:
    from attnbench.export import export as exporting
else:
    exporting = lazy("attnbench.export.export")


def run(request: Export) -> None:
    """Write the file, and say what was checked and timed.

    Raises:
        ValueError: of the kind that names what does not exist or cannot be exported.
    """
    form = find_form(request.format)
    folder = StudyFolder.open(find_study(request.study))
    study = folder.study
    record = trained_row(study, request.row, request.seed, folder.design_labels)
    file = _file_of(request, record, form)
    with SHOWN.share(f"timing {record.label}") as report:
        exported = exporting.export(study, record, form, file, report)
    typer.echo(f"wrote {file}", err=True)
    for line in _lines(exported, form, file):
        typer.echo(line)


def _file_of(request: Export, record: TrainRecord, form: ExportForm) -> Path:
    """Where to write.

    Raises:
        WrongUse: if it is a folder, or exists and is not to be replaced.
    """
    name = f"{quote(record.variant, safe='()=,')}-seed-{record.seed}{form.ending}"
    file = request.output or Path(name)
    if file.is_dir():
        raise WrongUse(f"{file} is a folder; name a file, such as {file / name}")
    if file.exists() and not request.force:
        raise WrongUse(f"{file} exists; pass --force to replace it")
    return file


def _lines(exported: "exporting.Exported", form: ExportForm, file: Path) -> Iterator[str]:
    yield f"size: {measured_text(file.stat().st_size, 'bytes')}"
    agreed = exported.agreement
    same = agreed.same_answers
    answers = "" if same is None else f"; same top class for {same} of {agreed.images}"
    yield (
        f"checked on {plural(agreed.images, 'test image')}: outputs differ by at most "
        f"{agreed.difference:.2g} (the largest output is {agreed.largest:.3g}){answers}"
    )
    seconds = exported.seconds
    original, other, again = (
        seconds[name] for name in (exporting.ORIGINAL, exporting.EXPORTED, exporting.AGAIN)
    )
    yield (
        f"time of {plural(exported.batch, 'image')}, fp32, {plural(exported.threads, 'thread')}:"
        f" {form.runtime} {_time_text(other)}, original {_time_text(original)}"
    )
    yield (
        f"time as a multiple of the original's: {form.runtime} {_ratio_text(other, original)}, "
        f"original again {_ratio_text(again, original)}"
    )
    shape = ", ".join(map(str, exported.input_shape))
    count = "B" if exported.batch == 1 else str(exported.batch)
    yield f"input: float32 ({count}, {shape}), normalised as in training"
    yield f"to load it: {form.usage.format(file=file)}"


def _time_text(seconds: tuple[float, ...]) -> str:
    median = median_of(seconds).map(lambda value: 1000 * value)
    return f"{_text(median)} ms"


def _ratio_text(seconds: tuple[float, ...], original: tuple[float, ...]) -> str:
    return _text(paired_ratio(seconds, original))


def _text(median: Median) -> str:
    return interval_text(median.value, median.low, median.high)
