"""An optimizer made before an injection is warned of at its first step, and no other is."""

import gc
import warnings
from collections.abc import Callable, Iterator

import pytest
import torch
from torch import Tensor, nn
from torch.optim import SGD
from torch.optim.optimizer import _global_optimizer_pre_hooks

import attnbench
from attnbench.injection.optimizers import OptimizerWatch
from tests.attnbench.injection.networks import Make, train_step

Watches = Callable[[], list[OptimizerWatch]]

MESSAGE = r"SGD holds parameters of ResNet, but none of the modules .*add_param_group"


@pytest.fixture
def watches() -> Callable[[], list[OptimizerWatch]]:
    """Gives the watches that a test has begun and that are not over."""
    before = set(_global_optimizer_pre_hooks)

    def begun() -> list[OptimizerWatch]:
        hooks = (h for key, h in _global_optimizer_pre_hooks.items() if key not in before)
        return [hook for hook in hooks if isinstance(hook, OptimizerWatch) and not hook.is_over]

    return begun


def test_an_optimizer_made_before_is_warned_of_once_where_it_steps(
    network: nn.Module, watches: Watches
) -> None:
    optimizer = SGD(network.parameters(), lr=0.1)
    attnbench.inject(network, "se")
    assert len(watches()) == 1
    with pytest.warns(UserWarning, match=MESSAGE) as caught:
        optimizer.step()
    assert [warning.filename for warning in caught] == [__file__]
    optimizer.step()
    assert watches() == []


def add_group(optimizer: SGD, network: nn.Module) -> None:
    modules = [p for key, p in network.named_parameters() if "attention" in key]
    optimizer.add_param_group({"params": modules})


def freeze(_optimizer: SGD, network: nn.Module) -> None:
    for key, parameter in network.named_parameters():
        if "attention" in key:
            parameter.requires_grad_(False)


def do_nothing(_optimizer: SGD, _network: nn.Module) -> None:
    pass


@pytest.mark.parametrize(
    ("module", "change"),
    [("se", add_group), ("se", freeze), ("identity", do_nothing)],
    ids=["added by add_param_group", "frozen", "without parameters"],
)
def test_an_optimizer_that_lacks_nothing_is_not(
    module: str, change: Callable[[SGD, nn.Module], None], network: nn.Module
) -> None:
    optimizer = SGD(network.parameters(), lr=0.1)
    attnbench.inject(network, module)
    change(optimizer, network)
    optimizer.step()


def test_optimizers_of_other_networks_are_not_and_do_not_end_the_watch(make_network: Make) -> None:
    network, other = make_network(), make_network()
    before, stranger = SGD(network.parameters(), lr=0.1), SGD(other.parameters(), lr=0.1)
    attnbench.inject(network, "se")
    stranger.step()
    stranger.step()
    with pytest.warns(UserWarning, match=MESSAGE):
        before.step()


def test_an_optimizer_made_after_is_not_and_ends_the_watch(
    network: nn.Module, images: Tensor, watches: Watches
) -> None:
    attnbench.inject(network, "se")
    train_step(network, images)
    assert watches() == []


def test_removing_the_injection_ends_the_watch(network: nn.Module, watches: Watches) -> None:
    optimizer = SGD(network.parameters(), lr=0.1)
    injection = attnbench.inject(network, "se")
    injection.remove()
    optimizer.step()
    assert watches() == []


def test_a_watch_keeps_no_network_alive_and_is_swept_away(
    make_network: Make, watches: Watches
) -> None:
    network = make_network()
    attnbench.inject(network, "se")
    (watch,) = watches()
    del network
    gc.collect()
    assert watches() == []
    attnbench.inject(make_network(), "se").remove()
    assert watch not in _global_optimizer_pre_hooks.values()


@pytest.mark.slow
def test_a_compiled_step_is_not_disturbed(network: nn.Module) -> None:
    attnbench.inject(network, "se")
    optimizer = SGD(network.parameters(), lr=0.1)
    before = [parameter.detach().clone() for parameter in network.parameters()]
    for parameter in network.parameters():
        parameter.grad = torch.ones_like(parameter)
    torch.compile(optimizer.step, backend="eager")()
    assert not any(map(torch.equal, before, network.parameters()))


@pytest.fixture(autouse=True)
def no_other_warning() -> Iterator[None]:
    """Let any warning that is not expected fail."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        yield
