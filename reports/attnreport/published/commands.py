"""What trains the networks of a published table here, as it is typed."""

from collections.abc import Iterator
from itertools import groupby
from shlex import quote

from attnreport.published.paper import PaperRow, PaperSetting, PaperTable
from attnreport.record import BASELINE
from attnreport.text import plural

OWN_MODULES = "MODULES"
"""Stands for modules of the reader's choice, beside a baseline that is all that was printed."""


def training_commands(table: PaperTable) -> Iterator[str]:
    """How long the published training is, and one command for each setting of rows with a network.

    Nothing where the paper's file does not say which options train like the paper.
    """
    training = table.training
    if training is None or not training.options:
        return
    yield (
        "Sizes take no training. Scores take a GPU: "
        f"{plural(training.epochs, 'epoch')} of {plural(training.train_images, 'image')} a run."
    )
    rows = [row for row in table.rows if row.variant]
    for setting, group in groupby(rows, table.setting_of):
        yield _command(setting, [*group], training.options)


def _command(setting: PaperSetting, rows: list[PaperRow], options: str) -> str:
    variants = [row.variant for row in rows if row.variant != BASELINE]
    modules = f"{quote(','.join(variants))} --site {quote(setting.site)}"
    head = f" --head {setting.head}" if setting.head else ""
    return (
        f"To train {', '.join(row.label for row in rows)} ({setting.backbone}): attnbench compare "
        f"--modules {modules if variants else OWN_MODULES} --backbone {quote(setting.backbone)}"
        f"{head} {options}"
    )
