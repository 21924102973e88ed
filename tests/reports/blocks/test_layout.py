"""A layout says where scores are and which seeds a contrast can use."""

from hypothesis import given, settings
from hypothesis import strategies as st

from attnreport.blocks.layout import Scores, common_seeds, layout_of, values_of

A, B, C = (("", name) for name in "abc")
SCORES: Scores = {A: {0: 1.0, 1: 2.0, 5: 3.0}, B: {1: 4.0, 5: 5.0}, C: {}}


def test_a_contrast_uses_the_seeds_that_all_of_its_rows_have() -> None:
    assert common_seeds(SCORES, {A: 1, B: -1}) == [1, 5]
    assert common_seeds(SCORES, {A: 1, B: 0}) == [0, 1, 5]
    assert common_seeds(SCORES, {A: 1, C: -1}) == []
    assert common_seeds(SCORES, {A: 1, ("", "unknown"): -1}) == []


def test_values_stand_where_the_layout_says_that_there_are_scores() -> None:
    layout = layout_of(SCORES, [{A: 1, B: -1}])
    assert layout.mask.tolist() == [[True, True, True], [False, True, True], [False] * 3]
    assert values_of(SCORES)[layout.mask].tolist() == [1, 2, 3, 4, 5]


rows = st.dictionaries(
    st.sampled_from([A, B, C]), st.dictionaries(st.integers(0, 4), st.floats(0, 100)), min_size=2
)


@given(rows)
@settings(deadline=None)
def test_the_layout_and_the_list_of_seeds_agree(scores: Scores) -> None:
    first, second, *_ = scores
    weights = {first: 1.0, second: -1.0}
    layout = layout_of(scores, [weights])
    assert layout.common.sum() == len(common_seeds(scores, weights))
