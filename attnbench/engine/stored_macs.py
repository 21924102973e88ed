"""How large a network is, as an earlier study has counted it. Loads no torch."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path

from attnbench.cost.counters import REFERENCE
from attnbench.data.source import DataSource
from attnbench.plan.plan import Plan
from attnbench.tasks.tasks import TASKS
from attnbench.version import __version__
from attnreport.record import BASELINE, CostRecord, UnreadableRecord, load


def stored_macs(plan: Plan, source: DataSource, studies: Iterable[Path]) -> int | None:
    """The MACs of a plan's baseline by the reference counter; None where no study has counted them.

    Only the same versions of the libraries count: another one may have another network of a name.

    Args:
        plan: Says which network.
        source: Its data set.
        studies: Folders of studies, of any plans.
    """
    if plan.task not in TASKS:  # The network of a task of one's own is whatever its file makes.
        return None
    records = (record for study in studies for record in _baselines(study))
    return next((r.macs.get(REFERENCE) for r in records if _is_of(r, plan, source)), None)


def _baselines(study: Path) -> Iterator[CostRecord]:
    for file in sorted((study / "records").glob(f"cost-{BASELINE}-*.json")):
        with suppress(OSError, UnreadableRecord):
            record = load(file.read_bytes(), str(file))
            if isinstance(record, CostRecord) and record.error is None:
                yield record


def _is_of(record: CostRecord, plan: Plan, source: DataSource) -> bool:
    """Whether a record is of the plan's network, made by the installed versions."""
    setting, machine = record.setting, record.environment
    return (
        (setting.task, setting.head) == (plan.task, plan.head)
        and (setting.backbone, setting.stem) == (plan.backbone, plan.stem)
        and (setting.input_size, setting.num_classes) == (source.size, source.num_classes)
        and _release(machine.torch) == _release(version("torch"))
        and machine.timm == version("timm")
        and machine.attnbench == __version__
    )


def _release(version_text: str) -> str:
    """A version of torch without what it was built for, as in 2.6.0+cpu."""
    return version_text.partition("+")[0]
