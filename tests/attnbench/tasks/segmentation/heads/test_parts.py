"""Batch norm is torch's, save that one value a channel does not stop it."""

import pytest
import torch
from torch import Tensor, nn

from attnbench.tasks.segmentation.heads.parts import BatchNorm, convolution
from attnbench.training.device import synchronised

CHANNELS = 5
ONE = (1, CHANNELS, 1, 1)


def draw(*shape: int) -> Tensor:
    return torch.randn(*shape, generator=torch.Generator().manual_seed(0))


def norms() -> tuple[BatchNorm, nn.BatchNorm2d]:
    """Ours and torch's with the same scales, shifts and statistics."""
    torch.manual_seed(0)
    ours, theirs = BatchNorm(CHANNELS), nn.BatchNorm2d(CHANNELS)
    for value in (*ours.parameters(), ours.running_mean, ours.running_var):
        assert value is not None
        nn.init.uniform_(value, 0.5, 1.5)
    theirs.load_state_dict(ours.state_dict())
    return ours, theirs


@pytest.mark.parametrize("shape", [(2, CHANNELS, 1, 1), (1, CHANNELS, 1, 2), (3, CHANNELS, 4, 2)])
@pytest.mark.parametrize("training", [True, False])
def test_it_is_torchs_wherever_there_is_a_deviation(shape: tuple[int, ...], training: bool) -> None:
    ours, theirs = norms()
    ours.train(training)
    theirs.train(training)
    assert torch.equal(ours(draw(*shape)), theirs(draw(*shape)))
    for name, value in theirs.state_dict().items():
        assert torch.equal(ours.state_dict()[name], value)


def test_one_value_a_channel_is_normed_as_in_evaluation_and_trains_scale_and_shift() -> None:
    ours, theirs = norms()
    before = {name: value.clone() for name, value in ours.state_dict().items()}
    with pytest.raises(ValueError, match="more than 1 value per channel"):
        theirs(draw(*ONE))
    features = draw(*ONE).requires_grad_()
    normed = ours(features)
    assert torch.equal(normed, theirs.eval()(draw(*ONE)))
    normed.sum().backward()
    for parameter in (features, *ours.parameters()):
        assert parameter.grad is not None
        assert parameter.grad.isfinite().all()
        assert parameter.grad.any()
    for name, value in ours.state_dict().items():
        assert torch.equal(value, before[name])


def test_it_is_made_torchs_for_several_devices_with_the_same_numbers() -> None:
    torch.manual_seed(0)
    unit = convolution(3, CHANNELS, 3)
    unit(draw(4, 3, 6, 6))
    unit.eval()
    images = draw(2, 3, 6, 6)
    expected, state = unit(images), unit.state_dict()
    converted = synchronised(unit)
    assert [type(part).__name__ for part in converted.children()] == [
        "Conv2d",
        "SyncBatchNorm",
        "ReLU",
    ]
    torch.testing.assert_close(converted.eval()(images), expected)
    assert converted.state_dict().keys() == state.keys()


@pytest.mark.parametrize("kernel_size", [1, 3])
def test_a_convolution_keeps_the_size_of_the_map(kernel_size: int) -> None:
    unit = convolution(3, CHANNELS, kernel_size)
    assert unit(draw(2, 3, 7, 4)).shape == (2, CHANNELS, 7, 4)
    assert unit[0].bias is None
