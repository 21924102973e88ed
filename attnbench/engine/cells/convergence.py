"""Whether a training run was long enough to say what its network can do."""

from collections.abc import Collection, Mapping, Sequence
from math import sqrt

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

    A smaller rise cannot be distinguished from chance on that many test samples.

    Args:
        scores: By score, its value after each epoch, the headline first.
        test_count: Number of test samples.
        shares: Scores that are a share of the test samples, in percent.
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
        f"its standard error ({error:.1f}): train longer"
    )
    return (Caution(kind=CautionKind.STILL_IMPROVING, detail=detail),)
