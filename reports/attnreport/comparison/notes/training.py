"""The sentences on how the networks were trained, and what their scores show."""

from collections.abc import Iterator, Sequence

from attnreport.comparison.rows import Row, scored_kinds
from attnreport.record import CautionKind, TrainRecord
from attnreport.scores import Reading, headline, score_kinds
from attnreport.text import plural


def training_notes(runs: Sequence[TrainRecord]) -> Iterator[str]:
    """Recipe, images and seeds; what was reduced, where rows started, and which runs stopped."""
    if not runs:
        return
    first = runs[0]
    yield _training(first, sorted({run.seed for run in runs}))
    yield from (
        f"{kind.head}: lower is better." for kind in score_kinds(runs) if not kind.higher_is_better
    )
    limit = first.setting.limit
    if limit and limit in (first.train_images + first.validation_images, first.test_images):
        most = f"{limit:,}"
        yield (f"Reduced: at most {most} training and {most} test images of {first.setting.data}.")
    if first.setting.weights_sha256 is not None:
        yield f"Every row starts from the weights {first.setting.weights_sha256[:12]}."
    yield from _resumed(runs)


def _training(run: TrainRecord, seeds: Sequence[int]) -> str:
    held_out = f", {run.validation_images:,} validation" if run.validation_images else ""
    shared = f" on each of {run.devices} devices that share a batch" if run.devices > 1 else ""
    return (
        f"Training: recipe {run.recipe}, {plural(run.epochs, 'epoch')}, {run.train_images:,} "
        f"training{held_out} and {run.test_images:,} test images, "
        f"{plural(run.environment.threads, 'thread')}{shared}; "
        f"{'seed' if len(seeds) == 1 else 'seeds'} {', '.join(map(str, seeds))}."
    )


def _resumed(runs: Sequence[TrainRecord]) -> Iterator[str]:
    stops = [
        f"{run.label}, seed {run.seed}, after "
        f"{' and '.join(f'{epochs:.1f}' for epochs in run.resumed_at)} epochs"
        for run in runs
        if run.resumed_at
    ]
    if stops:
        shared = any(run.devices > 1 for run in runs)
        equal = "" if shared else "; on a CPU the result is bit-identical to an uninterrupted run's"
        yield f"Resumed: {'; '.join(stops)}{equal}."


def optimism_note(rows: Sequence[Row]) -> Iterator[str]:
    """By how much the best epoch on test beats the headline, where the rows have it."""
    for kind in scored_kinds(rows)[:1]:
        pairs = [(row.score(kind, Reading.BEST_ON_TEST).mean, row.score(kind).mean) for row in rows]
        gains = [abs(best - last) for best, last in pairs if best is not None and last is not None]
        if gains:
            yield (
                f"{kind.head}, best epoch on test, is up to {max(gains):.{kind.digits}f} "
                f"{kind.difference_unit} better than at the last epoch. It is not a result: the "
                "epoch is chosen on the images that score it."
            )


def improving_note(runs: Sequence[TrainRecord]) -> Iterator[str]:
    """How many runs of which rows were still improving when they ended, and by how much."""
    kind = headline(runs)
    rising = [
        run for run in runs if any(c.kind is CautionKind.STILL_IMPROVING for c in run.cautions)
    ]
    if kind is None or not rising:
        return
    rows = ", ".join(dict.fromkeys(run.label for run in rising))
    most = max(_last_rise(run.scores.get(kind.name, ())) for run in rising)
    yield (
        f"Still improving: {len(rising)} of {plural(len(runs), 'run')} ({rows}), by up to "
        f"{most:.{kind.digits}f} {kind.difference_unit} in the last epoch; train longer."
    )


def _last_rise(scores: Sequence[float]) -> float:
    return abs(scores[-1] - scores[-2]) if len(scores) > 1 else 0.0
