"""The key of a cell: what was measured, how, and with which code."""

import hashlib
import json
import re
from collections.abc import Callable, Mapping

from attnbench.data.source import DataSource
from attnbench.network import weights_file
from attnbench.own.file import file_digest, names_a_file
from attnbench.own.lookup import code_digest
from attnbench.plan.cells import Cell, CostCell, SpeedCell, TrainCell, identity
from attnbench.plan.plan import Plan
from attnbench.tasks.tasks import task_digest

REVISIONS = {"cost": 7, "train": 6, "speed": 5}
"""By kind of cell; raised when the engine measures it differently, so that an old record is not
taken for a new one."""


def cell_key(
    plan: Plan, source: DataSource, cell: Cell, digest_of: Callable[[str], str] = code_digest
) -> str:
    """A file name for a cell's record: words, and a hash of all that its numbers rest on.

    Args:
        plan: Whose cell it is.
        source: Its data set.
        cell: The cell.
        digest_of: Gives the hash of a module's code.
    """
    variants = cell.variants if isinstance(cell, SpeedCell) else (cell.variant,)
    content = {
        "engine": REVISIONS[cell.kind],
        "code": {str(v): "" if v.is_baseline else digest_of(v.module) for v in variants},
        "task_code": task_digest(plan.task),
        **(_started_from(plan, source) if isinstance(cell, TrainCell) else {}),
        **_images(plan, source),
        **_task(plan),
        **identity(plan, cell),
    }
    digest = hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:12]
    return f"{_words(cell)}-{digest}"


def _started_from(plan: Plan, source: DataSource) -> Mapping[str, str]:
    """What the files hold that a training cell reads."""
    return {
        "data_fingerprint": source.fingerprint,
        "weights": weights_file.file_digest(plan.weights) if plan.weights else "",
    }


def _images(plan: Plan, source: DataSource) -> Mapping[str, object]:
    """A network's input and output; the name of a built-in data set says its usual ones."""
    if source.fingerprint == plan.data and not plan.recipe.image_size:
        return {}
    return {"size": source.size, "num_classes": source.num_classes}


def _task(plan: Plan) -> Mapping[str, str]:
    """The code of a task that a file brings."""
    return {"task_code": file_digest(plan.task)} if names_a_file(plan.task) else {}


def _words(cell: Cell) -> str:
    match cell:
        case CostCell(variant):
            words = f"cost-{variant}"
        case TrainCell(variant, seed):
            words = f"train-{variant}-seed{seed}"
        case SpeedCell():
            words = "speed"
    return re.sub(r"[^A-Za-z0-9_=.]+", "-", words).strip("-")
