"""Commands that measure nothing load no torch, and so answer at once."""

import subprocess
import sys

from attnbench.study import Study

PROGRAM = """
import sys
from attnbench.cli import main
for line in sys.stdin.read().splitlines():
    try: main(line.split())
    except SystemExit as end: assert not end.code, line
    print("\\nloaded by", line.split()[0], *sorted({"torch", "timm"} & {*sys.modules}))
"""

COMMANDS = (
    "list modules --year 2021.. --fits 96,14,14",
    "report study --format md",
    "plan-seeds study --detect 1",
    "studies --folder .",
    "studies show study",
    "studies merge study copy",
    "studies remove copy --yes",
    "baseline save kept.json --study study",
    "regress --baseline kept.json --current study --history runs",
    "history runs",
)
"""Each is run in the one process after those before it."""


def test_what_reads_stored_results_alone_loads_no_torch(planted_study: Study) -> None:
    result = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        input="\n".join(COMMANDS),
        capture_output=True,
        text=True,
        check=False,
        cwd=planted_study.folder.parent,
    )
    assert result.returncode == 0, result.stderr
    lines = [line for line in result.stdout.splitlines() if line.startswith("loaded by")]
    assert lines == [f"loaded by {command.split()[0]}" for command in COMMANDS]
