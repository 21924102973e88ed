"""How often `attnbench regress --baseline-ref` errs: false alarms, and slowdowns that it calls.

A git repository is made with a module whose working tree does more work than its commit by so much
that the network takes 0 %, 3 %, 5 % or 10 % longer. Each run is what the command does for latency:
sessions of three processes in turns, until what changed is confirmed, each session with processes
of its own. Only the process that they are forked from serves several runs (`--runs-per-start`).

    python benchmarks/regress_power.py --runs 600 --slower-runs 100 --busy --keep rounds

appends a line for each run to `--output` and prints the shares; started again, it goes on. It takes
most of an hour on two cores. `--keep` keeps the times of all rounds, two result sets a run, so that
another version can judge the same times, or `attnbench regress` a single run:

    python benchmarks/regress_power.py --judge rounds
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from statistics import median
from uuid import uuid4

import torch
from scipy.stats import binomtest

from attnbench.cost.speed import time_in_turns
from attnbench.engine.cells.workload import forwards
from attnbench.network.build import build_row, move_to
from attnbench.plan.plan import Plan
from attnbench.plan.variant import parse_variants
from attnbench.regression.family import Family
from attnbench.regression.interleaved import Start, in_turns
from attnbench.regression.sides import Pair, started
from attnbench.regression.version import now, then
from attnbench.regression.worktree import checked_out, working_tree
from attnbench.tasks.recipes import RECIPES
from attnbench.tasks.sources import open_data_of
from attnreport.regression.compare import compare
from attnreport.regression.judges.interleaved import unsettled
from attnreport.regression.metrics.table import METRICS
from attnreport.regression.precision import is_precise
from attnreport.regression.report import RegressionReport
from attnreport.regression.result_set import ResultSet, dump, load

MODULE = """
import torch
from torch import nn

REPEATS = {repeats}


class Planted(nn.Module):
    def __init__(self, channels, repeats=None):
        super().__init__()
        self.repeats = REPEATS if repeats is None else repeats
        self.fc = nn.Conv2d(channels, channels, 1, groups=channels)
        self.register_buffer("side", torch.ones(16, 16))

    def forward(self, x):
        for _ in range(self.repeats):
            self.side @ self.side
        return x * self.fc(x.mean((2, 3), keepdim=True)).sigmoid()
"""
FILE = "planted.py"
ROW = f"{FILE}:Planted"
PLAN = Plan(modules=parse_variants(ROW), recipe=RECIPES["quick"])
SOURCE = open_data_of(PLAN)
LATENCY = METRICS["latency"]
CALIBRATION = (0, 10, 20, 40, 80)
"""Repeats that are timed to find what one of them costs."""
NAMES, RUN = ("baseline.json", "current.json"), "run.jsonl"
"""Of the files that keep a run."""
VERDICTS = ("ok", "improved", "regressed", "too noisy")


@dataclass(frozen=True, slots=True)
class Run:
    """What one run of the comparison gave."""

    slower: float
    """Share that was planted."""
    verdict: str
    """On the row; with identical code, on the whole report, the baseline network included."""
    change: float | None
    sessions: int
    wall_s: float
    load: float
    """Processes that wanted a core, averaged over the minute before its end."""


@dataclass(frozen=True, slots=True)
class Rounds:
    """A folder with the times of every round, a folder for each run."""

    folder: Path

    def keep(self, pair: Pair, run: Run) -> None:
        """Keep both result sets of a run, and what it gave."""
        place = self.folder / uuid4().hex[:12]
        place.mkdir(parents=True)
        for name, results in zip(NAMES, pair, strict=True):
            (place / name).write_bytes(dump(results))
        append(place / RUN, run)

    def read(self) -> Iterator[tuple[Pair, Run]]:
        """Every run with its result sets."""
        for file in sorted(self.folder.glob(f"*/{RUN}")):
            (run,) = read(file)
            before, after = (load((file.parent / name).read_bytes(), name) for name in NAMES)
            yield (before, after), run


def main(arguments: Sequence[str] | None = None) -> None:
    """Make up the runs that are missing, and print the shares."""
    options = _parser().parse_args(arguments)
    if options.judge is not None:
        print(summary(judged_again(options.judge)))
        return
    wanted = {0.0: options.runs} | dict.fromkeys(options.slower, options.slower_runs)
    options.output = options.output.absolute()
    options.output.parent.mkdir(parents=True, exist_ok=True)
    rounds = options.keep and Rounds(options.keep.absolute())
    with _repository() as root, _busy(options.busy):
        cost = cost_of_a_repeat()
        print(f"one repeat takes {100 * cost:.3f} % of the network's time", flush=True)
        for slower, count in wanted.items():
            (root / FILE).write_text(MODULE.format(repeats=round(slower / cost)))
            while (
                done := len([run for run in read(options.output) if run.slower == slower])
            ) < count:
                batch = min(options.runs_per_start, count - done)
                for run in runs(root, slower, batch, options.seconds, rounds):
                    append(options.output, run)
                print(summary(read(options.output)), flush=True)
    print(summary(read(options.output)))


def runs(
    root: Path, slower: float, count: int, most_s: float, rounds: Rounds | None
) -> Iterator[Run]:
    """Comparisons of the repository's commit and its working tree."""
    tree = working_tree(root)
    with checked_out(root, "HEAD") as checkout:
        current = now(tree, root, sys.path)
        reference = then("HEAD", checkout, current)
        with Family(current, reference) as family:
            for _ in range(count):
                start = partial(started, family, reference, current, PLAN, "regress_power")
                yield one_run(partial(start, are_timed=True), slower, most_s, rounds)


def one_run(start: Start, slower: float, most_s: float, rounds: Rounds | None = None) -> Run:
    """Sessions until nothing is left to be confirmed, as the command has them."""
    began = time.perf_counter()
    empty = ResultSet(name="", plan=PLAN.to_toml(), records=())
    pair = in_turns(
        (empty, empty),
        start,
        [LATENCY.name],
        threads=PLAN.timing_threads,
        most_s=most_s,
        is_enough=lambda so_far: is_precise(_judged(so_far), [LATENCY]),
        is_settled=lambda so_far: not unsettled(_judged(so_far), len(so_far[0].again)),
        keep=lambda _: None,
        report=lambda *_: None,
    )
    run = run_of(pair, slower, wall_s=time.perf_counter() - began, load=os.getloadavg()[0])
    if rounds is not None:
        rounds.keep(pair, run)
    return run


def run_of(pair: Pair, slower: float, *, wall_s: float, load: float) -> Run:
    """What a comparison gave, as it is judged now."""
    report = _judged(pair)
    verdicts = {finding.row: finding.verdict for finding in report.findings}
    return Run(
        slower=slower,
        verdict=verdicts[ROW] if slower else report.verdict,
        change=next(finding.change for finding in report.findings if finding.row == ROW),
        sessions=len(pair[0].again),
        wall_s=wall_s,
        load=load,
    )


def judged_again(folder: Path) -> list[Run]:
    """The runs that a folder keeps, judged by this version; their sessions end as they did."""
    kept = Rounds(folder).read()
    return [run_of(pair, run.slower, wall_s=run.wall_s, load=run.load) for pair, run in kept]


def _judged(pair: Pair) -> RegressionReport:
    return compare(*pair, [LATENCY])


def cost_of_a_repeat() -> float:
    """By how much one repeat in each place slows the network, as a share of its time."""
    torch.set_num_threads(PLAN.timing_threads)
    networks = {
        str(count): move_to(
            build_row(PLAN, SOURCE, PLAN.variants[1].replaced(repeats=count), seed=0),
            PLAN.device,
            channels_last=PLAN.recipe.channels_last,
        )
        for count in CALIBRATION
    }
    samples: dict[str, list[float]] = {name: [] for name in networks}
    for _ in range(10):
        times = time_in_turns(
            forwards(PLAN, SOURCE.size, networks, 1),
            rounds=80,
            device="cpu",
            report=lambda *_: None,
        )
        for name, seconds in times.items():
            samples[name] += seconds
    plain = samples["0"]
    slopes = [
        median(s / base - 1 for s, base in zip(samples[str(count)], plain, strict=True)) / count
        for count in CALIBRATION[1:]
    ]
    return median(slopes)


def summary(every: Sequence[Run]) -> str:
    """A Markdown table of the shares, each with its Wilson interval at 95 %."""
    heads = (
        *("Planted", "Runs", *VERDICTS),
        *("Called, of those told", "Change (median)", "sd (points)", "s a run", "Load"),
    )
    lines = [f"| {' | '.join(heads)} |", "|--:" * len(heads) + "|"]
    for slower in sorted({run.slower for run in every}):
        cells = _cells(slower, [run for run in every if run.slower == slower])
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def _cells(slower: float, of_one: Sequence[Run]) -> tuple[str, ...]:
    """One row of the table: the runs with one planted slowdown."""
    counts = {word: sum(run.verdict == word for run in of_one) for word in VERDICTS}
    changes = [100 * run.change for run in of_one if run.change is not None]
    middle = median(changes)
    spread = 1.4826 * median(abs(change - middle) for change in changes)
    return (
        f"{100 * slower:.0f} %",
        str(len(of_one)),
        *map(str, counts.values()),
        share_text(counts["regressed"], len(of_one) - counts["too noisy"]),
        f"{middle:+.2f} %",
        f"{spread:.2f}",
        f"{median(run.wall_s for run in of_one):.1f}",
        f"{median(run.load for run in of_one):.1f}",
    )


def share_text(count: int, of: int) -> str:
    """A share with its Wilson interval at 95 %: 0.0 % [0.0, 0.6] of 0 of 600."""
    if not of:
        return "–"
    interval = binomtest(count, of).proportion_ci(method="wilson")
    return f"{100 * count / of:.1f} % [{100 * interval.low:.1f}, {100 * interval.high:.1f}]"


def append(file: Path, run: Run) -> None:
    """Keep a run as a line of JSON."""
    with file.open("a") as lines:
        lines.write(f"{json.dumps(asdict(run))}\n")


def read(file: Path) -> list[Run]:
    """The runs that a file keeps; none where there is no file."""
    if not file.exists():
        return []
    return [Run(**json.loads(line)) for line in file.read_text().splitlines()]


@contextmanager
def _repository() -> Iterator[Path]:
    """A git repository with the module as it was, and this process in it."""
    home = Path.cwd()
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder).resolve()
        (root / FILE).write_text(MODULE.format(repeats=0))
        git = ["git", "-C", str(root), "-c", "user.name=A", "-c", "user.email=a@example.org"]
        for words in (["init", "-q"], ["add", FILE], ["commit", "-q", "-m", "first"]):
            subprocess.run([*git, *words], check=True)
        os.chdir(root)
        try:
            yield root
        finally:
            os.chdir(home)


@contextmanager
def _busy(is_wanted: bool) -> Iterator[None]:
    """Another process that computes all the time, if it is wanted."""
    code = (
        "from attnbench.engine.processes.orphans import die_with_parent; die_with_parent()\n"
        "import numpy as n; a = n.ones((300, 300))\nwhile True: a @ a"
    )
    single = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}
    processes = [subprocess.Popen([sys.executable, "-c", code], env=single)] if is_wanted else []
    try:
        yield
    finally:
        for process in processes:
            process.kill()
            process.wait()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--runs", type=int, default=600, help="with identical code")
    parser.add_argument("--slower-runs", type=int, default=100, help="with each planted slowdown")
    parser.add_argument("--slower", type=float, nargs="*", default=[0.03, 0.05, 0.10])
    parser.add_argument("--seconds", type=float, default=12, help="most seconds of a session")
    parser.add_argument("--runs-per-start", type=int, default=10)
    parser.add_argument("--busy", action="store_true", help="beside a process that computes")
    parser.add_argument("--output", type=Path, default=Path("regress-power.jsonl"))
    parser.add_argument("--keep", type=Path, help="folder for the times of all rounds")
    parser.add_argument("--judge", type=Path, help="such a folder, judged again; times nothing")
    return parser


if __name__ == "__main__":
    main()
