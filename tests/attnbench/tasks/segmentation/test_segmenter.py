"""The loss is the mean cross-entropy of the labelled pixels, that of auxiliary heads at 0.4."""

from collections.abc import Sequence

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from torch import Tensor

from attnbench.network.backbone import build_backbone
from attnbench.tasks.segmentation.data.pictures import IGNORED
from attnbench.tasks.segmentation.heads.build import HEADS, build_segmenter
from attnbench.tasks.segmentation.segmenter import Segmenter, at_size

SIZE = (3, 32, 48)
CLASSES = 4
Array = NDArray[np.float64]

with_both_heads = pytest.mark.parametrize("head", HEADS)


def build(head: str) -> Segmenter:
    torch.manual_seed(0)
    backbone = build_backbone("resnet14-narrow", num_classes=10, zero_init_last=False)
    return build_segmenter(head, backbone, num_classes=CLASSES, size=SIZE)


FCN = build("fcn")


def draw(seed: int, *shape: int) -> Tensor:
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed))


def draw_masks(seed: int, *shape: int, share: float = 0.2) -> Tensor:
    random = np.random.default_rng(seed)
    masks = random.integers(CLASSES, size=shape)
    masks[random.random(shape) < share] = IGNORED
    return torch.from_numpy(masks)


def stretched(values: Array, length: int) -> Array:
    """The last axis at another length: each value is a line's between the two middles beside it."""
    places = (np.arange(length) + 0.5) * values.shape[-1] / length - 0.5
    middles = np.arange(values.shape[-1])
    rows = values.reshape(-1, values.shape[-1])
    lines = np.stack([np.interp(places, middles, row) for row in rows])
    return lines.reshape(*values.shape[:-1], length)


def plain_loss(scores: Tensor, masks: Tensor) -> float:
    """Mean cross-entropy of labelled pixels, pixel by pixel."""
    levels = stretched(scores.double().numpy(), masks.shape[-1])
    levels = stretched(levels.swapaxes(2, 3), masks.shape[-2]).swapaxes(2, 3)
    losses = []
    for level, mask in zip(levels, masks.numpy(), strict=True):
        for row, column in np.argwhere(mask != IGNORED):
            pixel = level[:, row, column]
            losses.append(np.log(np.exp(pixel).sum()) - pixel[mask[row, column]])
    return float(np.mean(losses)) if losses else 0.0


@settings(deadline=None)
@given(
    seed=st.integers(0, 99),
    sides=st.tuples(st.integers(1, 8), st.integers(1, 8)),
    size=st.tuples(st.integers(8, 16), st.integers(8, 16)),
    share=st.sampled_from([0.0, 0.3, 1.0]),
)
def test_the_loss_equals_a_plain_transcription(
    seed: int, sides: tuple[int, int], size: tuple[int, int], share: float
) -> None:
    masks = draw_masks(seed, 2, *size, share=share)
    own, auxiliary = draw(seed, 2, CLASSES, *sides), draw(seed + 1, 2, CLASSES, 3, 2)
    expected = plain_loss(own, masks)
    assert FCN.loss([own], masks).item() == pytest.approx(expected, rel=1e-5)
    expected += 0.4 * plain_loss(auxiliary, masks)
    assert FCN.loss([own, auxiliary], masks).item() == pytest.approx(expected, rel=1e-5)


@with_both_heads
def test_pixels_without_a_label_do_not_matter(head: str) -> None:
    segmenter = build(head).train()
    scores = segmenter(draw(0, 2, *SIZE))
    masks = draw_masks(0, 2, *SIZE[1:])
    masks[0] = IGNORED
    only_second = [level[1:] for level in scores]
    torch.testing.assert_close(
        segmenter.loss(scores, masks), segmenter.loss(only_second, masks[1:])
    )


@with_both_heads
def test_masks_without_a_label_give_no_loss_and_no_gradient(head: str) -> None:
    segmenter = build(head).train()
    masks = torch.full((2, *SIZE[1:]), IGNORED)
    loss = segmenter.loss(segmenter(draw(0, 2, *SIZE)), masks)
    loss.backward()
    assert loss.item() == 0
    gradients = [parameter.grad for parameter in segmenter.parameters()]
    assert all(gradient is not None and not gradient.any() for gradient in gradients)


@with_both_heads
def test_a_crop_without_a_label_beside_others_leaves_the_loss_finite(head: str) -> None:
    segmenter = build(head).train()
    masks = draw_masks(0, 2, *SIZE[1:])
    masks[1] = IGNORED
    loss = segmenter.loss(segmenter(draw(0, 2, *SIZE)), masks)
    loss.backward()
    assert loss.item() > 0
    for name, parameter in segmenter.named_parameters():
        assert parameter.grad is not None, name
        assert parameter.grad.isfinite().all(), name


@pytest.mark.parametrize(("head", "auxiliary"), [("fcn", 0), ("uper", 1)])
def test_auxiliary_scores_are_given_in_training_alone(head: str, auxiliary: int) -> None:
    segmenter = build(head)
    images = draw(0, 2, *SIZE)
    scores = segmenter.train()(images)
    assert isinstance(scores, tuple)
    assert len(scores) == 1 + auxiliary
    evaluated = segmenter.eval()(images)
    assert isinstance(evaluated, Tensor)
    assert evaluated.shape == scores[0].shape
    assert evaluated.shape[:2] == (2, CLASSES)


@with_both_heads
@pytest.mark.parametrize("size", [(32, 48), (33, 47), (20, 70)])
def test_images_of_any_size_are_trained_on(head: str, size: tuple[int, int]) -> None:
    segmenter = build(head).train()
    scores: Sequence[Tensor] = segmenter(draw(0, 2, 3, *size))
    assert segmenter.loss(scores, draw_masks(0, 2, *size)).isfinite()


@with_both_heads
def test_a_batch_of_one_image_is_trained_on(head: str) -> None:
    segmenter = build(head).train()
    loss = segmenter.loss(segmenter(draw(0, 1, *SIZE)), draw_masks(0, 1, *SIZE[1:]))
    loss.backward()
    assert loss.isfinite()
    for name, parameter in segmenter.named_parameters():
        assert parameter.grad is not None, name
        assert parameter.grad.isfinite().all(), name


def test_scores_are_brought_to_a_size_by_the_middles_of_positions() -> None:
    scores = draw(0, 1, 2, 5, 7)
    levels = stretched(scores.double().numpy(), 20)
    expected = stretched(levels.swapaxes(2, 3), 13).swapaxes(2, 3)
    np.testing.assert_allclose(at_size(scores, 13, 20).numpy(), expected, atol=1e-5)
