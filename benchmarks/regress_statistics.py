"""How often the verdicts of `attnbench regress` err, on times and scores that are drawn.

Nothing is measured: noise and truth are known, and judged by the functions of the command. A run of
times is what `--baseline-ref` does for one row: sessions of processes that take turns, looked at
again and again. A report of scores has one row or ten, none of which changed, or one.

    python benchmarks/regress_statistics.py

prints two Markdown tables. The seeds are fixed; it takes about a minute on one core.
"""

import argparse
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from math import e, log1p, sqrt

import numpy as np
from numpy.typing import NDArray
from scipy.stats import binomtest

from attnreport.record import ScoreKind
from attnreport.regression.finding import Finding, Verdict
from attnreport.regression.judges.estimate import paired_shift
from attnreport.regression.judges.interleaved import MOST_SESSIONS, judge_trials, unsettled
from attnreport.regression.judges.judging import Subject
from attnreport.regression.judges.looks import looks_of
from attnreport.regression.judges.score_changes import decide_changes
from attnreport.regression.judges.score_rule import ScoreRule
from attnreport.regression.judges.time_rule import TimeRule
from attnreport.regression.judges.trial import Trial, pooled
from attnreport.regression.metrics.table import METRICS
from attnreport.regression.precision import is_precise
from attnreport.regression.report import RegressionReport, Side

Array = NDArray[np.float64]
Draw = Callable[[np.random.Generator, tuple[int, ...]], Array]

NOISES: Mapping[str, Draw] = {
    "normal": lambda random, shape: random.normal(size=shape),
    "exponential": lambda random, shape: random.exponential(size=shape),
    "lognormal": lambda random, shape: random.lognormal(size=shape) / sqrt((e - 1) * e),
}
"""Of the logarithm of a call's time, with a standard deviation of 1; the middle does not matter."""
SPREADS = (0.05, 0.15)
"""Standard deviations of that logarithm: a quiet and a busy machine."""
ROUNDS, MOST_BLOCKS = 8, 60
"""In a block and in a session: about those of a small network in 12 seconds."""

LATENCY, SCORE = METRICS["latency"], METRICS["score"].of(ScoreKind(name="top1", head="Top-1 Acc"))
TIMES, SCORES = TimeRule(), ScoreRule()
SUBJECT = Subject(row="row", label="row", metric=LATENCY)
NOBODY = Side(name="", made_at="", commit=None, machine="")
CHANGES = (0.0, TIMES.minimum_effect, 0.05, 0.10)
"""Planted, as shares of the time before."""
DROPS = (0.0, 3.0)
"""Planted in one row, in standard deviations of a seed's change."""


@dataclass(frozen=True, slots=True)
class Run:
    """What one comparison of times gave."""

    finding: Finding
    blocks: tuple[float, ...]
    """The logarithms of the ratios in all its sessions."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Print how the verdicts on times and on scores come out."""
    options = _parser().parse_args(arguments)
    for line in chain(times_table(options.runs), [""], scores_table(options.runs)):
        print(line, flush=True)


def times_table(count: int) -> Iterator[str]:
    """Lines of Markdown: shares of runs in percent, each with its 95 % interval."""
    verdicts = (Verdict.OK, Verdict.IMPROVED, Verdict.REGRESSED, Verdict.TOO_NOISY)
    yield line_of("Noise", "Change", *verdicts, "Bias (points)", "Interval holds", "Blocks")
    yield "|:--" + "|--:" * 8 + "|"
    for number, (noise, draw) in enumerate(NOISES.items()):
        for spread in SPREADS:
            for change in CHANGES:
                random = np.random.default_rng(
                    [number, *(round(1000 * x) for x in (spread, change))]
                )
                runs = [run_of(random, draw, spread, change) for _ in range(count)]
                yield line_of(
                    f"{noise}, {100 * spread:g} %",
                    f"{100 * change:g} %",
                    *(share_text([run.finding.verdict is one for run in runs]) for one in verdicts),
                    _bias_text(runs, change),
                    share_text([_holds(run.finding, change) for run in runs]),
                    f"{np.median([len(run.blocks) for run in runs]):.0f}",
                )


def run_of(random: np.random.Generator, draw: Draw, spread: float, change: float) -> Run:
    """Sessions until nothing is left to be confirmed, each until it can tell, as in the command."""
    trials: list[Trial] = []
    while True:
        whole = session_of(random, draw, spread, change)
        for blocks in looks_of([MOST_BLOCKS]):
            so_far = Trial(effects=whole.effects[:blocks], nulls=whole.nulls[:blocks])
            finding, _ = judge_trials(SUBJECT, [*trials, so_far], TIMES)
            report = RegressionReport(baseline=NOBODY, current=NOBODY, findings=(finding,))
            if is_precise(report, [LATENCY]):
                break
        trials.append(so_far)
        if len(trials) == MOST_SESSIONS or not unsettled(report, len(trials)):
            return Run(finding, pooled(trials).effects)


def session_of(random: np.random.Generator, draw: Draw, spread: float, change: float) -> Trial:
    """A session that lasts as long as it may: the code before, once more, and the code after."""
    before, again, after = spread * draw(random, (3, MOST_BLOCKS, ROUNDS))
    return Trial(
        effects=tuple(map(float, paired_shift(after + log1p(change), [before, again]))),
        nulls=tuple(map(float, paired_shift(again, [before]))),
    )


def _bias_text(runs: Sequence[Run], change: float) -> str:
    """How far the mean of all blocks is off, with its standard error."""
    errors = 100 * (np.concatenate([run.blocks for run in runs]) - log1p(change))
    return f"{errors.mean():+.3f} ± {errors.std() / sqrt(errors.size):.3f}"


def _holds(finding: Finding, change: float) -> bool:
    return (
        finding.low is not None
        and finding.high is not None
        and finding.low <= change <= finding.high
    )


def scores_table(count: int) -> Iterator[str]:
    """Lines of Markdown: shares of reports in percent, each with its 95 % interval."""
    yield line_of("Rows", "Seeds", "Drop of the first (sd)", "Some row worse", "First row worse")
    yield "|--:" * 5 + "|"
    for rows in (1, 10):
        for seeds in (3, 5, 10):
            for drop in DROPS:
                random = np.random.default_rng([rows, seeds, round(drop)])
                worse = [worse_rows(random, rows, seeds, drop) for _ in range(count)]
                some, first = [any(one) for one in worse], [one[0] for one in worse]
                cells = (str(rows), str(seeds), f"{drop:g}", share_text(some), share_text(first))
                yield line_of(*cells)


def worse_rows(random: np.random.Generator, rows: int, seeds: int, drop: float) -> list[bool]:
    """By row, whether a report calls its score worse; the changes have a deviation of 1 point."""
    changes = random.normal(size=(rows, seeds))
    changes[0] -= drop
    by_row = {f"row{number}": list(map(float, of_row)) for number, of_row in enumerate(changes)}
    decisions = decide_changes(by_row, SCORE, SCORES)
    return [decision.verdict is Verdict.REGRESSED for decision in decisions.values()]


def share_text(cases: Sequence[bool]) -> str:
    """A share in percent with its Wilson interval: 3.2 [2.3, 4.5]."""
    interval = binomtest(sum(cases), len(cases)).proportion_ci(method="wilson")
    ends = f"[{100 * interval.low:.1f}, {100 * interval.high:.1f}]"
    return f"{100 * sum(cases) / len(cases):.1f} {ends}"


def line_of(*cells: str) -> str:
    """A line of a Markdown table."""
    return f"| {' | '.join(cells)} |"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--runs", type=int, default=1000, help="for each row of the tables")
    return parser


if __name__ == "__main__":
    main()
