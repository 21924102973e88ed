"""The headline score: drawn with the seed, and so paired over the seeds that both sets have."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

import numpy as np

from attnreport.record import ScoreKind, TrainRecord
from attnreport.regression.cells import Cells, Pair
from attnreport.regression.finding import Finding, Verdict
from attnreport.regression.judges.decision import decide
from attnreport.regression.judges.estimate import Estimate, mean_estimate
from attnreport.regression.judges.judging import (
    Note,
    Refused,
    Statement,
    Subject,
    first_sentence,
    listed,
)
from attnreport.regression.judges.score_rule import ScoreRule
from attnreport.regression.quantity import Quantity
from attnreport.scores import headline
from attnreport.statistics import ENOUGH_SEEDS
from attnreport.text import plural

Runs = Mapping[int, TrainRecord]
"""By seed."""

PLANS = "attnbench plan-seeds STUDY says how many a difference takes"

SAME: Mapping[str, Callable[[TrainRecord], object]] = {
    "the task": lambda run: run.setting.task,
    "the recipe": lambda run: run.recipe,
    "the number of epochs": lambda run: run.epochs,
    "the data": lambda run: run.setting.data,
    "the data's digest": lambda run: run.data_fingerprint,
    "the limit of images": lambda run: run.setting.limit,
    "the number of training images": lambda run: run.train_images,
    "the number of test images": lambda run: run.test_images,
    "the precision": lambda run: run.setting.precision,
    "the file of weights": lambda run: run.setting.weights_sha256,
}
"""What runs must have in common; the numbers of a recipe may be what is to be judged."""


def judge_scores(pair: Pair, metric: Quantity, rule: ScoreRule) -> Iterator[Statement]:
    """A finding for each row, and one for the seeds that it lost and for those that failed."""
    old, new = _finished(pair.before), _finished(pair.after)
    score = headline([*old, *new])
    metric, name = metric.of(score), score.name if score else ""
    for row in pair.rows:
        yield from _failures(pair.subject(row, metric, name), pair.after.runs.get(row, {}))
    differing = _differing(old, new)
    if differing:
        yield Refused(f"{metric.title} is not compared: {differing}.")
        return
    yield from _changed_settings(old, new)
    paired = {run.seed for run in old} & {run.seed for run in new}
    if paired:
        yield Note(f"{metric.title} is paired over {_seeds(paired)}.")
    if score is not None:
        for row in pair.rows:
            runs = (pair.before.runs.get(row, {}), pair.after.runs.get(row, {}))
            yield from _judged(pair.subject(row, metric, name), *runs, score, rule)


def _finished(cells: Cells) -> list[TrainRecord]:
    every = (run for by_seed in cells.runs.values() for run in by_seed.values())
    return [run for run in every if run.error is None]


def _differing(old: Sequence[TrainRecord], new: Sequence[TrainRecord]) -> str:
    """What makes the runs of the two sets different experiments; empty where nothing does."""
    for name, value_of in SAME.items():
        was, now = ({value_of(run) for run in runs} for runs in (old, new))
        if was and now and was != now:
            return f"{name} was {listed(was)} and is {listed(now)}; train both alike"
    return ""


def _changed_settings(old: Sequence[TrainRecord], new: Sequence[TrainRecord]) -> Iterator[Note]:
    """What else the recipe of that name was: a change of it may be what is judged."""
    if not old or not new:
        return
    was, now = old[0].recipe_settings, new[0].recipe_settings
    changed = [
        f"{name} was {was.get(name)} and is {now.get(name)}"
        for name in dict.fromkeys((*was, *now))
        if was.get(name) != now.get(name)
    ]
    if changed:
        yield Note(f"Recipe {new[0].recipe} changed: {', '.join(changed)}.")


def _failures(subject: Subject, new: Runs) -> Iterator[Finding]:
    failed = {seed: run.error for seed, run in new.items() if run.error is not None}
    if failed:
        error = first_sentence(next(iter(failed.values())))
        reason = f"{_seeds(failed).capitalize()} failed: {error}"
        yield subject.finding(Verdict.BROKEN, reason)


def _judged(
    subject: Subject, old: Runs, new: Runs, score: ScoreKind, rule: ScoreRule
) -> Iterator[Finding]:
    before, after = (_scores(runs, score) for runs in (old, new))
    wrong = [x for x in (*before.values(), *after.values()) if not score.is_possible(x)]
    if wrong:
        yield subject.finding(Verdict.BROKEN, f"{score.head} cannot be {wrong[0]} {score.unit}.")
        return
    failed = {seed for seed, run in new.items() if run.error is not None}
    lost = before.keys() - after.keys() - failed
    if lost:
        reason = f"The baseline set has {_seeds(lost)}, and the current set does not."
        yield subject.finding(Verdict.MISSING, reason)
    common = sorted(before.keys() & after.keys())
    if common:
        pairs = [(before[seed], after[seed]) for seed in common]
        yield _compared(subject, pairs, rule)
    elif after and not before:
        yield subject.new(float(np.mean(list(after.values()))))


def _scores(runs: Runs, score: ScoreKind) -> Mapping[int, float]:
    """By seed, the score after the last epoch."""
    return {
        seed: run.scores[score.name][-1]
        for seed, run in runs.items()
        if run.error is None and run.scores.get(score.name)
    }


def _compared(subject: Subject, pairs: Sequence[tuple[float, float]], rule: ScoreRule) -> Finding:
    before, after = (float(np.mean(scores)) for scores in zip(*pairs, strict=True))
    changes = [after - before for before, after in pairs]
    verdict, estimate, reason = _decided(subject, changes, rule)
    return subject.finding(
        verdict,
        reason,
        before=before,
        after=after,
        change=float(np.mean(changes)),
        estimate=estimate,
    )


def _decided(
    subject: Subject, changes: Sequence[float], rule: ScoreRule
) -> tuple[Verdict, Estimate | None, str]:
    """The verdict on changes that are paired by seed, the interval where there is one, and why."""
    pairs = plural(len(changes), "paired seed")
    if not any(changes):
        return Verdict.OK, None, f"The score did not change in any of {pairs}."
    if len(changes) < ENOUGH_SEEDS:
        missing = ENOUGH_SEEDS - len(changes)
        reason = f"Too few to tell: {pairs}; train {missing} more in both sets; {PLANS}."
        return Verdict.TOO_NOISY, None, reason
    estimate = mean_estimate(changes, rule.level)
    assert estimate is not None
    metric, minimum = subject.metric, rule.least_effect(subject.row)
    worse = estimate if metric.lower_is_better else -estimate
    verdict = decide(worse.value, worse.low, worse.high, minimum)
    size = metric.change_text(estimate.value, None, None)
    ends = metric.interval_text(estimate.low, estimate.high)
    way = "rise" if metric.lower_is_better else "drop"
    hint = f"; {PLANS}" if verdict is Verdict.TOO_NOISY else ""
    reason = (
        f"{size} {ends} over {pairs}, {100 * (1 - rule.level):g} % t interval; a {way} of "
        f"{minimum:g} or more counts{hint}."
    )
    return verdict, estimate, reason


def _seeds(seeds: Iterable[int]) -> str:
    numbers = sorted(seeds)
    return f"seed{'' if len(numbers) == 1 else 's'} {', '.join(map(str, numbers))}"
