"""The headline score: drawn with the seed, and so paired over the seeds that both sets have."""

from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np

from attnreport.record import TrainRecord
from attnreport.regression.cells import Cells, Pair
from attnreport.regression.finding import Finding, Verdict
from attnreport.regression.judges.judging import Note, Refused, Statement, Subject, listed
from attnreport.regression.judges.row_scores import RowScores, seeds_text
from attnreport.regression.judges.score_changes import Decision, decide_changes
from attnreport.regression.judges.score_rule import ScoreRule
from attnreport.regression.quantity import Quantity

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
    """A finding for each row, and one for what it lost and for every run that has no score."""
    old, new = _finished(pair.before), _finished(pair.after)
    score = next((run.score_kinds[0] for run in (*old, *new) if run.score_kinds), None)
    rows = {
        pair.subject(row, metric.of(score), score.name if score else ""): RowScores(
            old=pair.before.runs.get(row, {}), new=pair.after.runs.get(row, {}), score=score
        )
        for row in pair.rows
    }
    for subject, scores in rows.items():
        yield from (subject.finding(Verdict.BROKEN, fault) for fault in scores.faults)
    differing = _differing(old, new)
    if differing:
        yield Refused(f"{metric.title} is not compared: {differing}.")
        return
    yield from _changed_settings(old, new)
    paired = {seed for scores in rows.values() for seed in scores.common}
    if paired:
        yield Note(f"{metric.title} is paired over {seeds_text(paired)}.")
    yield from _judged(rows, metric.of(score), rule)


def _judged(
    rows: Mapping[Subject, RowScores], metric: Quantity, rule: ScoreRule
) -> Iterator[Finding]:
    """What became of the scores; of a row with one that cannot be, nothing more is said."""
    sound = {subject: scores for subject, scores in rows.items() if scores.are_possible}
    changes = {subject.row: scores.changes for subject, scores in sound.items() if scores.common}
    decisions = decide_changes(changes, metric, rule)
    for subject, scores in sound.items():
        if scores.lost:
            lost = seeds_text(scores.lost)
            reason = f"The reference results have {lost}, and the current results do not."
            yield subject.finding(Verdict.MISSING, reason)
        if scores.common:
            yield _compared(subject, scores, decisions[subject.row])
        elif scores.after and not scores.old:
            yield subject.new(float(np.mean(list(scores.after.values()))))


def _compared(subject: Subject, scores: RowScores, decision: Decision) -> Finding:
    before, after = (
        float(np.mean([side[seed] for seed in scores.common]))
        for side in (scores.before, scores.after)
    )
    return subject.finding(
        decision.verdict,
        decision.reason,
        before=before,
        after=after,
        change=float(np.mean(scores.changes)),
        estimate=decision.estimate,
    )


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
