"""The score of each class comes from what a run has stored, without the data set."""

import numpy as np
import pytest

from attnbench.tasks.segmentation.by_class import class_scores_of
from attnbench.tasks.segmentation.confusion import scores_of
from tests.attnbench.tasks.segmentation.planted import PICTURES, outcomes_of, shifted, true_masks


def test_outcomes_give_names_scores_and_shares() -> None:
    confusion = np.array([[6, 2, 0, 0], [0, 2, 2, 0], [0] * 4, [0] * 4])
    names = np.array(["sky", "a road", "tree", "é"])
    scores = class_scores_of({"confusion": confusion, "class_names": names})
    assert scores is not None
    assert scores.names == ("sky", "a road", "tree", "é")
    np.testing.assert_allclose(scores.values, [75, 100 / 3, 0, np.nan])
    np.testing.assert_allclose(scores.shares, [2 / 3, 1 / 3, 0, 0])
    assert scores.mean == pytest.approx(scores_of(confusion)["miou"])


def test_outcomes_without_a_matrix_or_names_give_none() -> None:
    outcomes = outcomes_of([shifted(mask, 1) for mask in true_masks(2)])
    whole = class_scores_of(outcomes)
    assert whole is not None
    assert whole.names == PICTURES.classes
    for name in ("confusion", "class_names"):
        rest = {key: values for key, values in outcomes.items() if key != name}
        assert class_scores_of(rest) is None
