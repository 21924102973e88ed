"""Whether a training run was long enough to say what its network can do."""

from collections.abc import Collection, Mapping, Sequence
from math import floor, hypot, log10, sqrt

from attnbench.plan.recipe import Recipe
from attnreport.record import Caution, CautionKind


def schedule_cut(recipe: Recipe) -> tuple[Caution, ...]:
    """A caution where training ends before the recipe's milestones."""
    late = [str(milestone) for milestone in recipe.milestones if milestone >= recipe.epochs]
    if not late:
        return ()
    detail = (
        f"the learning rate is never lowered at the milestones {', '.join(late)}: training ends "
        f"after {recipe.epochs} epochs; change the recipe's milestones with its epochs"
    )
    return (Caution(kind=CautionKind.SCHEDULE_CUT, detail=detail),)


def still_improving(
    scores: Mapping[str, Sequence[float]], test_count: int, shares: Collection[str]
) -> tuple[Caution, ...]:
    """A caution where the headline score rose in the last epoch by more than two standard errors.

    These are of the rise, between two epochs that score samples of their own: a smaller rise is no
    more than chance. The same samples in both epochs, as here, make a rise by chance smaller still.

    Args:
        scores: By score, its value after each epoch, the headline first.
        test_count: Number of test samples.
        shares: Scores that are a share of the test samples, in percent.
    """
    name, values = next(iter(scores.items()), ("", ()))
    if name not in shares or len(values) < 2:
        return ()
    error = hypot(*(_error(value, test_count) for value in values[-2:]))
    rise = values[-1] - values[-2]
    if not rise > 2 * error:
        return ()
    detail = (
        f"{name} rose by {_points(rise)} points in the last of {len(values)} epochs, more than "
        f"twice the standard error of a rise ({_points(error)}): train longer"
    )
    return (Caution(kind=CautionKind.STILL_IMPROVING, detail=detail),)


def _error(percent: float, count: int) -> float:
    """Standard error of a share in percent, of one more sample right and one more wrong.

    So it is not 0 where all are right. Source: Agresti and Caffo, The American Statistician 54:280,
    2000.
    """
    share = (percent / 100 * count + 1) / (count + 2)
    return 100 * sqrt(share * (1 - share) / (count + 2))


def _points(value: float) -> str:
    """A positive number in two digits or more, one of them behind the point: 12.3, 0.25, 0.0062."""
    return f"{value:.{max(1, 1 - floor(log10(value)))}f}"
