"""Whether a training run was long enough to say what its network can do."""

from collections.abc import Collection, Mapping, Sequence
from math import sqrt

from attnbench.plan.recipe import Recipe
from attnreport.record import Caution, CautionKind


def schedule_cut(recipe: Recipe) -> tuple[Caution, ...]:
    """A caution where the learning rate never takes the steps that the recipe has."""
    late = [str(milestone) for milestone in recipe.milestones if milestone >= recipe.epochs]
    if not late:
        return ()
    detail = (
        f"the learning rate is not lowered at the milestones {', '.join(late)}, since there are "
        f"{recipe.epochs} epochs: change the recipe's milestones with its epochs"
    )
    return (Caution(kind=CautionKind.SCHEDULE_CUT, detail=detail),)


def still_improving(
    scores: Mapping[str, Sequence[float]], test_count: int, shares: Collection[str]
) -> tuple[Caution, ...]:
    """A caution where the first score rose in the last epoch by more than its own uncertainty.

    That is two standard errors of a share of so many test samples: what rises by less cannot be
    told from a score that stands still.

    Args:
        scores: By score, its value after each epoch, the headline first.
        test_count: Samples that a score is a share of.
        shares: Scores that are such a share, in percent.
    """
    name, values = next(iter(scores.items()), ("", ()))
    if name not in shares or len(values) < 2:
        return ()
    share = values[-1] / 100
    error = 100 * sqrt(share * (1 - share) / test_count)
    rise = values[-1] - values[-2]
    if rise <= 2 * error:
        return ()
    detail = (
        f"{name} rose by {rise:.1f} points in the last of {len(values)} epochs, more than twice "
        f"its standard error ({error:.1f}): the recipe is too short; raise its epochs"
    )
    return (Caution(kind=CautionKind.STILL_IMPROVING, detail=detail),)
