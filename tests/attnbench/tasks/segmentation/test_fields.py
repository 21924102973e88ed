"""Fields that do not go together are refused, and their defaults change nothing."""

import pytest

from attnbench.errors import WrongUse
from attnbench.tasks.segmentation.fields import SegmentationFields


def test_the_scales_are_a_range() -> None:
    SegmentationFields(least_scale=0.5, most_scale=2.0)
    SegmentationFields(least_scale=0.5)
    with pytest.raises(
        WrongUse, match=r"recipe.least_scale must be at most most_scale=0.8, got 1.0; lower it, or"
    ):
        SegmentationFields(most_scale=0.8)


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("least_scale", 0.0, "least_scale must be above 0, got 0.0"),
        ("most_scale", -1.0, "most_scale must be above 0, got -1.0"),
        ("most_of_a_class", 1.0, "most_of_a_class must be at least 0 and below 1, got 1.0"),
        ("whole_side", -1, "whole_side must be at least 0, got -1"),
        ("photometric", "yes", "photometric must be true or false, got 'yes'"),
    ],
)
def test_a_value_out_of_range_is_refused(field: str, value: object, message: str) -> None:
    with pytest.raises(WrongUse, match=f"recipe.{message}"):
        SegmentationFields(**{field: value})  # type: ignore[arg-type]  # that is what is tested


def test_nothing_is_changed_by_default() -> None:
    fields = SegmentationFields()
    assert (fields.least_scale, fields.most_scale) == (1, 1)
    assert (fields.whole_side, fields.most_of_a_class, fields.photometric) == (0, 0, False)
