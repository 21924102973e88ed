"""The sizes of whole images are known before any image is read."""

from dataclasses import replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from attnbench.data.feed import Order
from attnbench.plan.recipe import Recipe
from attnbench.tasks.recipes import RECIPES
from attnbench.tasks.segmentation.data.feed import evaluated_sizes, masked_feed, other_sizes
from attnbench.tasks.sources import open_data
from attnbench.tasks.tasks import TASKS
from tests.attnbench.recipes import with_fields
from tests.attnbench.tasks.segmentation.data.painted import draw_set

PLAIN = replace(RECIPES["quick-masks"], validation_share=0.0)
HELD = replace(PLAIN, validation_share=0.25, batch_size=2)
CROP = (32, 32)


def widths_and_heights(*sizes: tuple[int, int]) -> NDArray[np.int64]:
    return np.array(sizes, np.int64)


def test_images_in_the_proportion_of_the_crop_have_its_size() -> None:
    assert other_sizes(widths_and_heights((32, 32), (64, 64), (500, 500)), CROP, PLAIN) == ()


def test_an_own_shorter_side_of_whole_images_counts() -> None:
    recipe = with_fields(PLAIN, whole_side=48)
    assert other_sizes(widths_and_heights((64, 64)), CROP, recipe) == ((3, 48, 48),)


def test_the_most_frequent_the_smallest_and_the_largest_are_named() -> None:
    files = widths_and_heights(
        *[(64, 32)] * 3, (48, 32), (32, 40), (32, 32), (128, 32), (320, 160), (32, 96)
    )
    assert other_sizes(files, CROP, PLAIN) == ((3, 32, 64), (3, 40, 32), (3, 32, 128))


@given(st.lists(st.tuples(st.integers(20, 90), st.integers(20, 90)), min_size=1, max_size=4))
def test_they_are_sizes_of_images_that_the_feed_gives(sizes: list[tuple[int, int]]) -> None:
    pictures = draw_set([(32, 32)] * 4, sizes)
    feed = masked_feed(pictures, CROP, Order(recipe=replace(PLAIN, batch_size=2), device="cpu"))
    given = {tuple(batch["images"].shape[1:]) for batch in feed.evaluation("test")}
    named = other_sizes(evaluated_sizes(pictures, PLAIN), CROP, PLAIN)
    assert set(named) <= given - {(3, *CROP)}
    assert bool(named) == bool(given - {(3, *CROP)})


def test_training_images_count_where_some_are_held_out() -> None:
    pictures = draw_set([(32, 64)] * 8, [(32, 32)] * 2)

    def named(recipe: Recipe) -> tuple[tuple[int, int, int], ...]:
        return other_sizes(evaluated_sizes(pictures, recipe), CROP, recipe)

    assert named(PLAIN) == ()
    assert named(HELD) == ((3, 32, 64),)


def test_the_embedded_images_are_all_of_one_size() -> None:
    for side in (0, 64):
        source = open_data("digit-masks", "", side, TASKS["segment"])
        assert source.other_sizes(PLAIN) == ()
    assert open_data("digit-masks", "", 0, TASKS["segment"]).other_sizes(
        with_fields(PLAIN, whole_side=48)
    ) == ((3, 48, 48),)


def test_other_tasks_bring_their_images_to_one_size() -> None:
    for task, name in (("classify", "digits"), ("detect", "digit-boxes")):
        source = open_data(name, "", 0, TASKS[task])
        assert source.other_sizes(RECIPES[TASKS[task].recipe]) == ()
