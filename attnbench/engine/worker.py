"""The child process of one cell: its memory is its own, and its death is a record.

Reads the cell from standard input, writes the record into the study, and prints its progress on
standard output, a line `share<tab>words` at a time.
"""

import json
import sys
from pathlib import Path

from attnbench.engine.fingerprint import cell_key
from attnbench.engine.measure import measure
from attnbench.plan import Cell, CostCell, SpeedCell, TrainCell, plan_from_toml
from attnbench.study import Study
from attnbench.variant import parse_variant


def message(study: Study, plan_text: str, cell: Cell, command: str) -> str:
    """What a worker reads: all that it must know, as one line of JSON."""
    variants = cell.variants if isinstance(cell, SpeedCell) else (cell.variant,)
    content = {
        "study": str(study.folder),
        "plan": plan_text,
        "kind": cell.kind,
        "variants": [str(variant) for variant in variants],
        "seed": cell.seed if isinstance(cell, TrainCell) else None,
        "command": command,
    }
    return json.dumps(content)


def main() -> None:
    """Run the cell that standard input names."""
    content = json.load(sys.stdin)
    plan = plan_from_toml(content["plan"], "the plan of the command")
    cell = _cell(content)
    key = cell_key(plan, cell)
    record, outcomes = measure(plan, cell, key, content["command"], _report)
    study = Study.load(Path(content["study"]))
    if outcomes:
        study.write_outcomes(key, outcomes)
    study.write(record)


def _cell(content: dict[str, object]) -> Cell:
    texts, seed = content["variants"], content["seed"]
    assert isinstance(texts, list)
    variants = tuple(map(parse_variant, texts))
    match content["kind"]:
        case "cost":
            return CostCell(variants[0])
        case "speed":
            return SpeedCell(variants)
        case _:
            assert isinstance(seed, int)
            return TrainCell(variants[0], seed)


def _report(share: float, words: str) -> None:
    sys.stdout.write(f"{share:.4f}\t{words}\n")
    sys.stdout.flush()
